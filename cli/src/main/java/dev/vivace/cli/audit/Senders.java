package dev.vivace.cli.audit;

import dev.vivace.cli.wire.GrpcSender;
import dev.vivace.cli.wire.HttpSender;
import dev.vivace.cli.wire.OtlpSender;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The senders of a command, to be used in turn: several connections, of which HTTP takes a
/// quarter.
final class Senders implements AutoCloseable {
  private static final int CONNECTIONS = 4;

  private final List<OtlpSender> senders = new ArrayList<>();

  Senders(String otlpGrpc, @Nullable URI otlpHttp) {
    int overHttp = otlpHttp == null ? 0 : otlpGrpc.isEmpty() ? CONNECTIONS : 1;
    for (int i = 0; i < CONNECTIONS - overHttp; i++) {
      senders.add(new GrpcSender(otlpGrpc));
    }
    for (int i = 0; otlpHttp != null && i < overHttp; i++) {
      senders.add(new HttpSender(otlpHttp));
    }
  }

  List<OtlpSender> list() {
    return senders;
  }

  @Override
  public void close() {
    senders.forEach(OtlpSender::close);
  }
}
