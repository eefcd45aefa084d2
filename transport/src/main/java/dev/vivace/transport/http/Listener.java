package dev.vivace.transport.http;

import dev.vivace.transport.InFlightBytes;
import io.netty.channel.group.ChannelGroup;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// What all connections of one server share.
///
/// @param calls who answers gRPC; null if nobody does
/// @param answers what waits to be read by clients
/// @param slots one for each request or call that is read or handled
/// @param workers runs each request on a virtual thread of its own
record Listener(
    HttpServerConfig config,
    HttpHandler handler,
    @Nullable GrpcCalls calls,
    InFlightBytes budget,
    WaitingAnswers answers,
    ChannelGroup connections,
    Semaphore slots,
    Executor workers,
    Drain drain) {

  /// Runs the handler; whatever happens, there is an answer.
  HttpResponse answer(HttpRequest request) {
    HttpResponse response;
    try {
      response = handler.handle(request);
    } catch (Throwable thrown) { // An Error of one request must not leave its client waiting.
      response = ErrorAnswers.of(request, thrown);
    }
    return config.compress() ? Compression.apply(request, response) : response;
  }

  /// Says whether the server is stopping. Also the event that tells each connection so.
  static final class Drain {

    private volatile boolean begun;

    void begin() {
      begun = true;
    }

    boolean hasBegun() {
      return begun;
    }
  }
}
