package dev.vivace.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {

  @TempDir Path folder;

  private final Problems problems = new Problems();

  private VivaceConfig load(String yaml, String... flags) throws IOException {
    Path file = Files.writeString(folder.resolve("vivace.yaml"), yaml);
    List<String> arguments = new ArrayList<>(List.of("--config.file=" + file));
    arguments.addAll(List.of(flags));
    return load(arguments);
  }

  private VivaceConfig load(List<String> arguments) {
    return new ConfigLoader(Map.of("PORT", "3333"), problems)
        .load(CommandLine.parse(arguments, problems));
  }

  private VivaceConfig loadFlags(String... flags) {
    return load(List.of(flags));
  }

  @Test
  void theDefaultsAreSafeOnALaptop() {
    VivaceConfig config = loadFlags();
    assertThat(config).isEqualTo(VivaceConfig.defaults());
    assertThat(config.server().httpEndpoint()).isEqualTo(new Endpoint("127.0.0.1", 3200));
    assertThat(config.server().grpcEndpoint()).isEqualTo(new Endpoint("127.0.0.1", 9095));
    ReceiversConfig receivers = config.distributor().receivers();
    assertThat(receivers.otlpGrpc().endpoint()).isEqualTo(new Endpoint("127.0.0.1", 4317));
    assertThat(receivers.otlpHttp().endpoint()).isEqualTo(new Endpoint("127.0.0.1", 4318));
    assertThat(config.storage().trace().local().path()).isEqualTo(Path.of("./data/blocks"));
    assertThat(config.storage().trace().wal().path()).isEqualTo(Path.of("./data/wal"));
    assertThat(config.storage().trace().wal().sync()).isEqualTo(StorageConfig.WalSync.GROUP);
  }

  @Test
  void theFileBeatsTheDefaultsAndFlagsBeatTheFile() throws IOException {
    VivaceConfig config =
        load(
            "server: {http_listen_port: 1111, grpc_listen_port: 2222}",
            "--server.http-listen-port=${PORT}".replace("${PORT}", "3333"));
    assertThat(config.server().httpListenPort()).isEqualTo(3333);
    assertThat(config.server().grpcListenPort()).isEqualTo(2222);
    assertThat(config.server().httpListenAddress()).isEqualTo("127.0.0.1");
  }

  @Test
  void variablesAreReplacedBeforeTheFileIsRead() throws IOException {
    VivaceConfig config =
        load(
            "server: {http_listen_port: ${PORT}, log_level: ${LEVEL:-warn}}\nhttp_api_prefix: /$$a");
    assertThat(config.server().httpListenPort()).isEqualTo(3333);
    assertThat(config.server().logLevel()).isEqualTo(ServerConfig.LogLevel.WARN);
    assertThat(config.httpApiPrefix()).isEqualTo("/$a");
    assertThat(problems.errors()).isEmpty();
  }

  @Test
  void aFileThatNamesOneProtocolTurnsTheOtherOff() throws IOException {
    ReceiversConfig receivers =
        load("distributor: {receivers: {otlp: {protocols: {http: }}}}").distributor().receivers();
    assertThat(receivers.otlpGrpc()).isNull();
    assertThat(receivers.otlpHttp()).isEqualTo(ReceiversConfig.HttpReceiverConfig.defaults());
  }

  @Test
  void zipkinIsReceivedOnlyIfItIsNamed() throws IOException {
    assertThat(load("").distributor().receivers().zipkin()).isNull();
    ReceiversConfig receivers =
        load("distributor: {receivers: {zipkin: }}").distributor().receivers();
    assertThat(receivers.otlp()).isNull();
    assertThat(receivers.zipkin().endpoint()).isEqualTo(new Endpoint("127.0.0.1", 9411));
    assertThat(problems.warnings()).isEmpty();
  }

  @Test
  void aFlagForOneProtocolLeavesTheOtherOn() {
    ReceiversConfig receivers =
        loadFlags("--distributor.receivers.otlp.protocols.http.endpoint=:9999")
            .distributor()
            .receivers();
    assertThat(receivers.otlpGrpc()).isNotNull();
    assertThat(receivers.otlpHttp().endpoint()).isEqualTo(new Endpoint("0.0.0.0", 9999));
  }

  @Test
  void jaegerIsOffUntilItIsNamed() throws IOException {
    assertThat(loadFlags().distributor().receivers().jaeger()).isNull();
    JaegerReceiverConfig.ProtocolsConfig all =
        load("distributor: {receivers: {jaeger: , otlp: }}")
            .distributor()
            .receivers()
            .jaegerProtocols();
    assertThat(all).isEqualTo(JaegerReceiverConfig.ProtocolsConfig.defaults());
    assertThat(all.thriftCompact().endpoint()).isEqualTo(new Endpoint("127.0.0.1", 6831));
    assertThat(problems.warnings()).isEmpty();
  }

  @Test
  void ofJaegersProtocolsOnlyTheNamedOnesAreOn() throws IOException {
    ReceiversConfig receivers =
        load("distributor: {receivers: {jaeger: {protocols: {thrift_http: , thrift_binary: {queue_size: 7}}}}}")
            .distributor()
            .receivers();
    JaegerReceiverConfig.ProtocolsConfig jaeger = receivers.jaegerProtocols();
    assertThat(receivers.otlpHttp()).isNull();
    assertThat(jaeger.grpc()).isNull();
    assertThat(jaeger.thriftCompact()).isNull();
    assertThat(jaeger.thriftHttp().endpoint()).isEqualTo(new Endpoint("127.0.0.1", 14268));
    assertThat(jaeger.thriftBinary().endpoint()).isEqualTo(new Endpoint("127.0.0.1", 6832));
    assertThat(jaeger.thriftBinary().queueSize()).isEqualTo(7);
  }

  @Test
  void aFlagForOneOfJaegersProtocolsSwitchesOnThatAlone() {
    ReceiversConfig receivers =
        loadFlags("--distributor.receivers.jaeger.protocols.grpc.endpoint=:9999")
            .distributor()
            .receivers();
    assertThat(receivers.otlpHttp()).isNotNull();
    assertThat(receivers.jaegerProtocols().grpc().endpoint())
        .isEqualTo(new Endpoint("0.0.0.0", 9999));
    assertThat(receivers.jaegerProtocols().thriftHttp()).isNull();
  }

  @Test
  void datagramsNeedATenantWhereThereAreSeveral() throws IOException {
    load(
        "multitenancy_enabled: true\ndistributor: {receivers: {jaeger: {protocols: {thrift_compact: , thrift_binary: {tenant: fleet}}}}}");
    assertThat(problems.errors())
        .singleElement()
        .asString()
        .contains("distributor.receivers.jaeger.protocols.thrift_compact.tenant")
        .contains("datagrams do not name their tenant");
  }

  @Test
  void theOldNameOfASectionWorks() throws IOException {
    VivaceConfig config =
        load("auth_enabled: true\ningester: {trace_idle_period: 10s, max_block_bytes: 1MiB}");
    assertThat(config.multitenancyEnabled()).isTrue();
    assertThat(config.liveStore().maxTraceIdle()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.liveStore().maxBlockBytes()).isEqualTo(new ByteSize(1 << 20));
    assertThat(problems.warnings()).hasSize(3);
  }

  @Test
  void flagsMayHaveOneDashAndTheirValueBehindABlank() {
    VivaceConfig config =
        loadFlags(
            "-target",
            "all",
            "-multitenancy.enabled",
            "-server.http-listen-port",
            "3201",
            "--live_store.max_trace_idle",
            "1m30s",
            "--overrides.defaults.forwarders=a, b");
    assertThat(problems.errors()).isEmpty();
    assertThat(config.multitenancyEnabled()).isTrue();
    assertThat(config.server().httpListenPort()).isEqualTo(3201);
    assertThat(config.liveStore().maxTraceIdle()).isEqualTo(Duration.ofSeconds(90));
    assertThat(config.overrides().defaults().forwarders()).containsExactly("a", "b");
  }

  @Test
  void wrongFlagsAreReportedByName() {
    loadFlags(
        "--server.http-listen-prot=1",
        "-server.http_listen_port=x",
        "stray",
        "--health.url=ftp://x",
        "--config.verify=perhaps",
        "--target");
    assertThat(problems.errors())
        .containsExactlyInAnyOrder(
            "flag --server.http-listen-prot: server.http_listen_prot: unknown key; did you mean"
                + " 'http_listen_port'?",
            "flag -server.http_listen_port: server.http_listen_port: found 'x', expected a whole"
                + " number",
            "argument 'stray': expected a flag such as --config.file=vivace.yaml",
            "flag --health.url: found 'ftp://x', expected http://…",
            "flag --config.verify: found 'perhaps', expected true or false",
            "flag --target: found no value, expected --target=VALUE");
  }

  @Test
  void aMissingFileIsReported() {
    loadFlags("--config.file=/no/such/file.yaml");
    assertThat(problems.errors())
        .containsExactly("flag --config.file: there is no file '/no/such/file.yaml'");
  }
}
