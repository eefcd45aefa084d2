package dev.vivace.distributor.otlp;

import dev.vivace.distributor.Distributor;
import dev.vivace.distributor.DistributorConfig;
import dev.vivace.distributor.GrpcReceiverConfig;
import dev.vivace.distributor.HttpReceiverConfig;
import dev.vivace.distributor.JaegerConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.InstantSource;

/// The `main` of a process with little memory that only receives: prints the ports of gRPC and HTTP
/// and ends when its input does. Its limits are those that a process of its heap has by default.
final class SmallHeapServer {

  private SmallHeapServer() {}

  public static void main(String[] arguments) throws IOException {
    DistributorConfig defaults = DistributorConfig.of("127.0.0.1");
    DistributorConfig config =
        new DistributorConfig(
            GrpcReceiverConfig.of("127.0.0.1", 0),
            HttpReceiverConfig.of("127.0.0.1", 0),
            JaegerConfig.OFF,
            defaults.maxRequestBytes(),
            defaults.maxInFlightBytes(),
            defaults.maxColumnBytes(),
            false,
            defaults.limits(),
            false,
            defaults.debugAids(),
            null);
    Distributor distributor =
        Distributor.start(
            config,
            (tenant, format, nanos, limit, batch, done) -> done.run(null),
            new SimpleMeterRegistry(),
            InstantSource.system());
    System.out.println(distributor.grpcPort().orElseThrow());
    System.out.println(distributor.httpPort().orElseThrow());
    while (System.in.read() >= 0) {
      // Waits for the end.
    }
    distributor.stop();
  }
}
