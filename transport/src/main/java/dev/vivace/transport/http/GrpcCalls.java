package dev.vivace.transport.http;

import java.util.List;
import java.util.Map;

/// Answers gRPC calls that come over an HTTP listener: the listener reads and writes the frames,
/// this knows the services. All methods are called on the connection's event loop and must not
/// block.
public interface GrpcCalls {

  /// Largest request message.
  int maxMessageBytes();

  /// Begins a call.
  ///
  /// @param method as in the path, without its first slash: `tempopb.StreamingQuerier/Search`
  /// @param metadata by lower-case name, values in the order sent
  /// @param timeoutNanos what `grpc-timeout` allows; [Long#MAX_VALUE] without one
  Call begin(String method, Map<String, List<String>> metadata, long timeoutNanos, Answers answers);

  /// What the caller does.
  interface Call {

    /// A whole message has come.
    void message(byte[] message);

    /// The caller sends nothing more.
    void halfClosed();

    /// The caller has gone, or broke the rules; nothing more is sent to it.
    void cancelled();

    /// One more message may be sent.
    void request();
  }

  /// What the caller is sent, in this order, from any thread.
  interface Answers {

    /// Sends metadata before the first message.
    void headers(Map<String, List<String>> metadata);

    /// Sends a message; for each there was one [Call#request].
    void message(byte[] message);

    /// Ends the call.
    ///
    /// @param status gRPC's number
    /// @param description empty if there is nothing to say
    void end(int status, String description, Map<String, List<String>> metadata);
  }
}
