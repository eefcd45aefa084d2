package dev.vivace.server.roles;

import dev.vivace.distributor.CorsConfig;
import dev.vivace.distributor.Distributor;
import dev.vivace.distributor.DistributorConfig;
import dev.vivace.distributor.DoorConfig;
import dev.vivace.distributor.GrpcReceiverConfig;
import dev.vivace.distributor.HttpReceiverConfig;
import dev.vivace.distributor.KeepAliveConfig;
import dev.vivace.distributor.ZipkinReceiverConfig;
import dev.vivace.distributor.ZipkinReceiverConfig.EndpointAttributes;
import dev.vivace.distributor.forward.ForwarderConfig;
import dev.vivace.distributor.ingest.DebugAids;
import dev.vivace.distributor.ingest.IngestLimits;
import dev.vivace.distributor.jaeger.JaegerTransport;
import dev.vivace.model.id.TenantId;
import dev.vivace.server.access.TlsSettings;
import dev.vivace.server.config.Endpoint;
import dev.vivace.server.config.JaegerReceiverConfig.ProtocolsConfig;
import dev.vivace.server.config.LimitsConfig;
import dev.vivace.server.config.ReceiversConfig;
import dev.vivace.server.config.VivaceConfig;
import dev.vivace.server.lifecycle.Listener;
import dev.vivace.server.lifecycle.Service;
import dev.vivace.server.overrides.Overrides;
import dev.vivace.storage.intake.SpanIntake;
import dev.vivace.transport.auth.Authenticator;
import dev.vivace.transport.http.HttpTimeouts;
import dev.vivace.transport.tls.TlsConfig;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The receivers. Stopped before the ingester, so that what was taken in is answered.
public final class DistributorService implements Service {

  private static final Logger LOG = LoggerFactory.getLogger(DistributorService.class);

  /// They have neither TLS nor headers: whoever reaches the port is let in.
  private static final DoorConfig DATAGRAMS = new DoorConfig(null, false);

  private final VivaceConfig config;
  private final Overrides overrides;
  private final Supplier<@Nullable Authenticator> authenticator;
  private final SpanIntake intake;
  private final MeterRegistry registry;
  private final TenantRules rules = new TenantRules();
  private volatile @Nullable Distributor distributor;

  /// @param authenticator knows the senders; asked at the start, null if nobody is asked
  public DistributorService(
      VivaceConfig config,
      Overrides overrides,
      Supplier<@Nullable Authenticator> authenticator,
      SpanIntake intake,
      MeterRegistry registry) {
    this.config = config;
    this.overrides = overrides;
    this.authenticator = authenticator;
    this.intake = intake;
    this.registry = registry;
  }

  @Override
  public String name() {
    return "distributor";
  }

  @Override
  public void start() {
    DistributorConfig effective = distributorConfig();
    distributor =
        Distributor.start(effective, authenticator.get(), intake, registry, InstantSource.system());
    LOG.atInfo()
        .addKeyValue("max_request_bytes", effective.maxRequestBytes())
        .addKeyValue("max_inflight_bytes", effective.maxInFlightBytes())
        .addKeyValue("max_column_bytes", effective.maxColumnBytes())
        .log("limits of what is taken in at once");
  }

  @Override
  public void stop(Duration timeout) {
    Distributor started = distributor;
    if (started != null) {
      started.stop();
    }
  }

  /// The ports it opens, as services that start and stop with it.
  public List<Listener> ports() {
    List<Listener> ports = new ArrayList<>();
    var grpc = config.distributor().receivers().otlpGrpc();
    if (grpc != null) {
      ports.add(
          new Port(
              "otlp-grpc-receiver",
              "OTLP over gRPC",
              grpc.endpoint().host(),
              TlsSettings.door(grpc.tls(), grpc.auth()),
              Distributor::grpcPort));
    }
    var http = config.distributor().receivers().otlpHttp();
    if (http != null) {
      ports.add(
          new Port(
              "otlp-http-receiver",
              "OTLP over HTTP",
              http.endpoint().host(),
              TlsSettings.door(http.tls(), http.auth()),
              Distributor::httpPort));
    }
    addJaegerPorts(ports);
    var zipkin = config.distributor().receivers().zipkin();
    if (zipkin != null) {
      ports.add(
          new Port(
              "zipkin-receiver",
              "Zipkin",
              zipkin.endpoint().host(),
              TlsSettings.door(zipkin.tls(), zipkin.auth()),
              Distributor::zipkinPort));
    }
    return ports;
  }

  private void addJaegerPorts(List<Listener> ports) {
    ProtocolsConfig jaeger = config.distributor().receivers().jaegerProtocols();
    if (jaeger.grpc() != null) {
      ports.add(
          jaegerPort(
              "grpc",
              "Jaeger gRPC",
              jaeger.grpc().endpoint(),
              TlsSettings.door(jaeger.grpc().tls(), jaeger.grpc().auth()),
              JaegerTransport.GRPC));
    }
    if (jaeger.thriftHttp() != null) {
      ports.add(
          jaegerPort(
              "thrift-http",
              "Jaeger HTTP",
              jaeger.thriftHttp().endpoint(),
              TlsSettings.door(jaeger.thriftHttp().tls(), jaeger.thriftHttp().auth()),
              JaegerTransport.THRIFT_HTTP));
    }
    if (jaeger.thriftCompact() != null) {
      ports.add(
          jaegerPort(
              "thrift-compact",
              "Jaeger compact",
              jaeger.thriftCompact().endpoint(),
              DATAGRAMS,
              JaegerTransport.THRIFT_COMPACT));
    }
    if (jaeger.thriftBinary() != null) {
      ports.add(
          jaegerPort(
              "thrift-binary",
              "Jaeger binary",
              jaeger.thriftBinary().endpoint(),
              DATAGRAMS,
              JaegerTransport.THRIFT_BINARY));
    }
  }

  private Port jaegerPort(
      String name, String protocol, Endpoint endpoint, DoorConfig door, JaegerTransport transport) {
    return new Port(
        "jaeger-" + name + "-receiver",
        protocol,
        endpoint.host(),
        door,
        started -> started.jaegerPort(transport));
  }

  DistributorConfig distributorConfig() {
    return distributorConfig(config, tenant -> limits(overrides.of(tenant)));
  }

  /// The largest request that is taken, in bytes: as configured, if the heap allows as much.
  public static long maxRequestBytes(VivaceConfig config) {
    IngestLimits limits = IngestLimits.unlimited(DistributorConfig.DEFAULT_MAX_ATTRIBUTE_BYTES);
    return distributorConfig(config, _ -> limits).maxRequestBytes();
  }

  private static DistributorConfig distributorConfig(
      VivaceConfig config, Function<TenantId, IngestLimits> limits) {
    var section = config.distributor();
    var grpc = section.receivers().otlpGrpc();
    var http = section.receivers().otlpHttp();
    int maxRequestBytes = DistributorConfig.DEFAULT_MAX_REQUEST_BYTES;
    if (grpc != null) {
      maxRequestBytes = grpc.maxRecvMsgSizeMib() << 20;
    }
    if (http != null) {
      maxRequestBytes =
          (int) Math.max(grpc == null ? 0 : maxRequestBytes, http.maxRequestBodySize().bytes());
    }
    long configuredBudget = section.maxInflightBytes().bytes();
    long maxInFlightBytes =
        configuredBudget > 0 ? configuredBudget : DistributorConfig.defaultMaxInFlightBytes();
    DistributorConfig effective =
        new DistributorConfig(
            grpc == null ? null : grpcConfig(grpc),
            http == null ? null : httpConfig(http),
            JaegerSettings.of(section.receivers().jaegerProtocols(), config.multitenancyEnabled()),
            DistributorConfig.largestRequestBytes(maxRequestBytes, maxInFlightBytes),
            maxInFlightBytes,
            DistributorConfig.defaultMaxColumnBytes(),
            config.multitenancyEnabled(),
            limits,
            section.acceptAndDropOtherSignals(),
            debugAids(section),
            zipkinConfig(section.receivers().zipkin()));
    return effective.withForwarders(
        section.forwarders().stream().map(DistributorService::forwarder).toList());
  }

  private static ForwarderConfig forwarder(dev.vivace.server.config.ForwarderConfig forwarder) {
    var backend = forwarder.otlpgrpc();
    String trusted = backend.tls().certFile();
    return new ForwarderConfig(
        forwarder.name(),
        backend.endpoints().stream()
            .map(endpoint -> new ForwarderConfig.Endpoint(endpoint.host(), endpoint.port()))
            .toList(),
        backend.tls().insecure(),
        trusted.isEmpty() ? null : Path.of(trusted));
  }

  private static DebugAids debugAids(dev.vivace.server.config.DistributorConfig section) {
    return new DebugAids(
        log(section.logReceivedSpans()),
        log(section.logDiscardedSpans()),
        new DebugAids.Names(
            section.metricReceivedSpans().enabled(), section.metricReceivedSpans().rootOnly()));
  }

  private static DebugAids.Log log(
      dev.vivace.server.config.DistributorConfig.SpanLogConfig config) {
    return new DebugAids.Log(
        config.enabled(), config.includeAllAttributes(), config.filterByStatusError());
  }

  /// Asked for each request.
  private IngestLimits limits(LimitsConfig limits) {
    return limits(config.distributor(), limits.ingestion())
        .with(rules.redaction(limits.redaction()), rules.forwarding(limits));
  }

  private static IngestLimits limits(
      dev.vivace.server.config.DistributorConfig section, LimitsConfig.IngestionLimits tenant) {
    int ofTenant = tenant.maxAttributeBytes();
    return new IngestLimits(
        ofTenant > 0 ? ofTenant : section.maxAttributeBytes(),
        tenant.rateLimitBytes().bytes(),
        tenant.burstSizeBytes().bytes(),
        tenant.retryInfoEnabled(),
        section.retryAfterOnResourceExhausted(),
        tenant.artificialDelay());
  }

  private static @Nullable ZipkinReceiverConfig zipkinConfig(
      ReceiversConfig.@Nullable ZipkinConfig zipkin) {
    return zipkin == null
        ? null
        : ZipkinReceiverConfig.of(zipkin.endpoint().host(), zipkin.endpoint().port())
            .withParseStringTags(zipkin.parseStringTags())
            .withEndpointAttributes(EndpointAttributes.valueOf(zipkin.endpointAttributes().name()))
            .withDoor(TlsSettings.door(zipkin.tls(), zipkin.auth()));
  }

  private static GrpcReceiverConfig grpcConfig(ReceiversConfig.GrpcReceiverConfig grpc) {
    GrpcReceiverConfig defaults =
        GrpcReceiverConfig.of(grpc.endpoint().host(), grpc.endpoint().port());
    var server = grpc.keepalive().serverParameters();
    var pings = grpc.keepalive().enforcementPolicy();
    return defaults
        .withKeepAlive(
            new KeepAliveConfig(
                server.time(),
                server.timeout(),
                server.maxConnectionIdle(),
                server.maxConnectionAge(),
                server.maxConnectionAgeGrace(),
                pings.minTime(),
                pings.permitWithoutStream()))
        .withDoor(TlsSettings.door(grpc.tls(), grpc.auth()));
  }

  private static HttpReceiverConfig httpConfig(ReceiversConfig.HttpReceiverConfig http) {
    return new HttpReceiverConfig(
        http.endpoint().host(),
        http.endpoint().port(),
        http.tracesUrlPath(),
        new CorsConfig(
            http.cors().allowedOrigins(),
            http.cors().allowedHeaders(),
            Duration.ofSeconds(http.cors().maxAge())),
        HttpTimeouts.DEFAULT,
        TlsSettings.door(http.tls(), http.auth()));
  }

  /// A port of the distributor, for the banner and the status page.
  private final class Port implements Listener {

    private final String name;
    private final String protocol;
    private final String host;
    private final DoorConfig door;
    private final Function<Distributor, OptionalInt> port;

    Port(
        String name,
        String protocol,
        String host,
        DoorConfig door,
        Function<Distributor, OptionalInt> port) {
      this.name = name;
      this.protocol = protocol;
      this.host = host;
      this.door = door;
      this.port = port;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public String protocol() {
      return protocol;
    }

    @Override
    public InetSocketAddress address() {
      Distributor started = distributor;
      return new InetSocketAddress(host, started == null ? 0 : port.apply(started).orElse(0));
    }

    @Override
    public boolean knowsItsClients() {
      TlsConfig tls = door.tls();
      boolean byCertificate = tls != null && tls.knowsItsClients();
      return byCertificate || (door.authenticated() && config.auth().isOn());
    }

    @Override
    public boolean speaksTls() {
      return door.tls() != null;
    }

    @Override
    public void start() {
      if (distributor == null) {
        throw new IllegalStateException(
            name + " starts with the distributor, which has not started");
      }
    }

    @Override
    public void stop(Duration timeout) {
      // The distributor closes its ports.
    }
  }
}
