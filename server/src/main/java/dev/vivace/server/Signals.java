package dev.vivace.server;

import java.lang.reflect.Proxy;
import java.util.function.Consumer;

/// Tells the process that it should end: SIGTERM and SIGINT.
///
/// A shutdown hook would not do: the JVM runs it only once, so a second signal could not end a
/// process whose orderly end takes too long, and the exit code would be the signal's. The class
/// behind this, `sun.misc.Signal`, is in every JDK but draws a warning that the compiler does not
/// let a source suppress; hence by reflection.
final class Signals {

  private Signals() {}

  /// Calls `handler` with the signal's number, on a thread of the JVM, each time one arrives.
  static void onStop(Consumer<Integer> handler) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> signalHandler = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              signalHandler.getClassLoader(),
              new Class<?>[] {signalHandler},
              (self, method, arguments) ->
                  switch (method.getName()) {
                    case "handle" -> {
                      handler.accept((Integer) signal.getMethod("getNumber").invoke(arguments[0]));
                      yield null;
                    }
                    case "hashCode" -> System.identityHashCode(self);
                    case "equals" -> self == arguments[0];
                    default -> "stop signal handler";
                  });
      for (String name : new String[] {"TERM", "INT"}) {
        signal
            .getMethod("handle", signal, signalHandler)
            .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this Java cannot listen to signals", e);
    }
  }
}
