package dev.vivace.server.roles;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.distributor.DistributorConfig;
import dev.vivace.distributor.GrpcReceiverConfig;
import dev.vivace.distributor.JaegerConfig;
import dev.vivace.distributor.KeepAliveConfig;
import dev.vivace.model.id.TenantId;
import dev.vivace.server.config.CommandLine;
import dev.vivace.server.config.ConfigLoader;
import dev.vivace.server.config.Problems;
import dev.vivace.server.config.VivaceConfig;
import dev.vivace.server.overrides.Overrides;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DistributorServiceTest {

  private static final String JAEGER = "--distributor.receivers.jaeger.protocols.";
  private static final String KEEPALIVE = "--distributor.receivers.otlp.protocols.grpc.keepalive.";

  @Test
  void everyKeepaliveSettingReachesTheReceiver() {
    KeepAliveConfig keepAlive =
        keepAlive(
            "server-parameters.time=1s",
            "server-parameters.timeout=2s",
            "server-parameters.max-connection-idle=3s",
            "server-parameters.max-connection-age=4s",
            "server-parameters.max-connection-age-grace=5s",
            "enforcement-policy.min-time=6s",
            "enforcement-policy.permit-without-stream=false");

    assertThat(keepAlive)
        .isEqualTo(
            new KeepAliveConfig(
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ofSeconds(3),
                Duration.ofSeconds(4),
                Duration.ofSeconds(5),
                Duration.ofSeconds(6),
                false));
  }

  @Test
  void everySettingOfJaegersReceiversReachesThem() {
    JaegerConfig jaeger =
        config(
                List.of(
                    "--multitenancy.enabled",
                    JAEGER + "grpc.endpoint=h1:1",
                    JAEGER + "thrift-http.endpoint=h2:2",
                    JAEGER + "thrift-compact.endpoint=h3:3",
                    JAEGER + "thrift-compact.max-packet-size=4",
                    JAEGER + "thrift-compact.queue-size=5",
                    JAEGER + "thrift-compact.socket-buffer-size=6",
                    JAEGER + "thrift-compact.tenant=fleet"))
            .jaeger();

    assertThat(jaeger)
        .isEqualTo(
            new JaegerConfig(
                GrpcReceiverConfig.of("h1", 1),
                new JaegerConfig.Http("h2", 2),
                new JaegerConfig.Udp("h3", 3, 4, 5, 6, new TenantId("fleet")),
                null));
  }

  private static KeepAliveConfig keepAlive(String... settings) {
    List<String> flags = List.of(settings).stream().map(KEEPALIVE::concat).toList();
    return Optional.ofNullable(config(flags).grpc()).orElseThrow().keepAlive();
  }

  private static DistributorConfig config(List<String> flags) {
    Problems problems = new Problems();
    VivaceConfig config =
        new ConfigLoader(Map.of(), problems).load(CommandLine.parse(flags, problems));
    assertThat(problems.errors()).isEmpty();
    DistributorService service =
        new DistributorService(
            config,
            new Overrides(config.overrides().defaults()),
            () -> null,
            (tenant, format, nanos, limit, batch, done) -> done.run(null),
            new SimpleMeterRegistry());
    return service.distributorConfig();
  }
}
