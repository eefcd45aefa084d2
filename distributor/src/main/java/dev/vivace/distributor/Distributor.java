package dev.vivace.distributor;

import dev.vivace.distributor.forward.Forwarders;
import dev.vivace.distributor.grpc.GrpcReceiver;
import dev.vivace.distributor.ingest.BatchPool;
import dev.vivace.distributor.ingest.BufferPool;
import dev.vivace.distributor.ingest.RequestBuffers;
import dev.vivace.distributor.ingest.SpanIngest;
import dev.vivace.distributor.ingest.TenantReader;
import dev.vivace.distributor.jaeger.JaegerReceivers;
import dev.vivace.distributor.jaeger.JaegerTransport;
import dev.vivace.distributor.otlp.OtherSignals;
import dev.vivace.distributor.otlp.OtlpGrpc;
import dev.vivace.distributor.otlp.OtlpHttpHandler;
import dev.vivace.distributor.otlp.OtlpResources;
import dev.vivace.distributor.translate.TranslatedIngest;
import dev.vivace.distributor.translate.TranslationResources;
import dev.vivace.distributor.zipkin.ZipkinReceiver;
import dev.vivace.storage.intake.SpanIntake;
import dev.vivace.transport.InFlightBytes;
import dev.vivace.transport.auth.Authenticator;
import dev.vivace.transport.http.HttpLimits;
import dev.vivace.transport.http.HttpServer;
import dev.vivace.transport.http.HttpServerConfig;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// The running distributor: its receivers and what they share. Receivers of other protocols are
/// started beside OTLP's and use the same ingest, budget and pool.
public final class Distributor {

  /// What request buffers may keep while no request needs them; batches may keep as much.
  private static final long MAX_POOLED_BYTES = 32 << 20;

  private static final int POOLED_SHARE_OF_HEAP = 32;

  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(7);

  /// What is left for copies on their way, after the receivers have stopped.
  private static final Duration FORWARD_TIMEOUT = Duration.ofSeconds(1);

  private final ExecutorService workers;
  private final SpanIngest ingest;
  private final Forwarders forwarders;
  private final @Nullable GrpcReceiver grpc;
  private final @Nullable HttpServer http;
  private final @Nullable JaegerReceivers jaeger;
  private final @Nullable HttpServer zipkin;

  private Distributor(
      ExecutorService workers,
      SpanIngest ingest,
      Forwarders forwarders,
      @Nullable GrpcReceiver grpc,
      @Nullable HttpServer http,
      @Nullable JaegerReceivers jaeger,
      @Nullable HttpServer zipkin) {
    this.workers = workers;
    this.ingest = ingest;
    this.forwarders = forwarders;
    this.grpc = grpc;
    this.http = http;
    this.jaeger = jaeger;
    this.zipkin = zipkin;
  }

  /// Opens the configured receivers. Throws [dev.vivace.transport.ListenException] if one cannot
  /// have its address, [IllegalArgumentException] if a forwarder's certificates cannot be used;
  /// none is then left open.
  public static Distributor start(
      DistributorConfig config, SpanIntake intake, MeterRegistry registry, InstantSource clock) {
    return start(config, null, intake, registry, clock);
  }

  /// @param authenticator knows the senders; null if nobody is asked
  public static Distributor start(
      DistributorConfig config,
      @Nullable Authenticator authenticator,
      SpanIntake intake,
      MeterRegistry registry,
      InstantSource clock) {
    Forwarders forwarders =
        Forwarders.start(config.forwarders(), config.multitenancyEnabled(), registry);
    ExecutorService workers =
        Executors.newFixedThreadPool(
            Runtime.getRuntime().availableProcessors(),
            Thread.ofPlatform().name("ingest-", 0).daemon().factory());
    InFlightBytes budget = new InFlightBytes(config.maxInFlightBytes(), intake::isSlow);
    long pooledBytes =
        Math.min(MAX_POOLED_BYTES, Runtime.getRuntime().maxMemory() / POOLED_SHARE_OF_HEAP);
    BufferPool pool = new BufferPool(pooledBytes);
    Gauge.builder("vivace_distributor_in_flight_bytes", budget, InFlightBytes::usedBytes)
        .description("Request bytes held at the moment")
        .register(registry);
    Gauge.builder("vivace_distributor_in_flight_limit_bytes", budget, InFlightBytes::limitBytes)
        .description("Request bytes that may be held now; less while the log's disk is slow")
        .register(registry);
    SpanIngest ingest =
        new SpanIngest(
            intake,
            config.limits(),
            config.debugAids(),
            config.maxColumnBytes(),
            clock,
            new BatchPool(pooledBytes),
            pool,
            forwarders,
            registry);
    OtlpResources resources =
        new OtlpResources(
            new TenantReader(config.multitenancyEnabled(), authenticator),
            new RequestBuffers(pool, budget, config.maxRequestBytes()),
            ingest,
            new OtherSignals(config.acceptAndDropOtherSignals(), registry),
            workers,
            registry);
    GrpcReceiver grpc = null;
    HttpServer http = null;
    JaegerReceivers jaeger = null;
    try {
      grpc = startGrpc(config.grpc(), resources);
      http = startHttp(config.http(), resources);
      TranslationResources translated = translated(resources);
      jaeger = JaegerReceivers.start(config.jaeger(), translated);
      HttpServer zipkin = startZipkin(config.zipkin(), translated, clock);
      return new Distributor(workers, ingest, forwarders, grpc, http, jaeger, zipkin);
    } catch (RuntimeException e) {
      new Distributor(workers, ingest, forwarders, grpc, http, jaeger, null).stop();
      throw e;
    }
  }

  private static @Nullable HttpServer startZipkin(
      @Nullable ZipkinReceiverConfig config, TranslationResources resources, InstantSource clock) {
    return config == null ? null : ZipkinReceiver.start(config, resources, clock);
  }

  private static @Nullable GrpcReceiver startGrpc(
      @Nullable GrpcReceiverConfig config, OtlpResources resources) {
    if (config == null) {
      return null;
    }
    GrpcReceiver receiver = OtlpGrpc.receiver(config, resources);
    receiver.start();
    return receiver;
  }

  private static @Nullable HttpServer startHttp(
      @Nullable HttpReceiverConfig config, OtlpResources resources) {
    if (config == null) {
      return null;
    }
    int maxBodyBytes = resources.buffers().maxBytes();
    HttpServerConfig serverConfig =
        HttpServerConfig.of("otlp-http", HttpReceiverConfig.SETTING, config.host(), config.port())
            .withLimits(HttpLimits.DEFAULT.withMaxBodyBytes(maxBodyBytes))
            .withTimeouts(config.timeouts())
            .withTls(config.door().tls());
    return HttpServer.start(
        serverConfig,
        resources.buffers().budget(),
        new OtlpHttpHandler(config, resources),
        resources.registry());
  }

  private static TranslationResources translated(OtlpResources resources) {
    return new TranslationResources(
        resources.tenants(),
        resources.buffers(),
        new TranslatedIngest(resources.ingest(), resources.buffers()),
        resources.workers(),
        resources.registry());
  }

  /// The port of OTLP/gRPC, if it is received.
  public OptionalInt grpcPort() {
    return grpc == null ? OptionalInt.empty() : OptionalInt.of(grpc.port());
  }

  /// The port of OTLP/HTTP, if it is received.
  public OptionalInt httpPort() {
    return http == null ? OptionalInt.empty() : OptionalInt.of(http.port());
  }

  /// The port of Zipkin, if it is received.
  public OptionalInt zipkinPort() {
    return zipkin == null ? OptionalInt.empty() : OptionalInt.of(zipkin.port());
  }

  /// The port of a transport of Jaeger, if it is received.
  public OptionalInt jaegerPort(JaegerTransport transport) {
    return jaeger == null ? OptionalInt.empty() : jaeger.port(transport);
  }

  /// Stops within ten seconds: takes no new request, answers those in flight, closes.
  public void stop() {
    long endNanos = System.nanoTime() + STOP_TIMEOUT.toNanos();
    if (grpc != null) {
      grpc.beginStop();
    }
    if (jaeger != null) {
      jaeger.beginStop();
    }
    if (http != null) {
      http.stop(STOP_TIMEOUT);
    }
    if (zipkin != null) {
      zipkin.stop(until(endNanos));
    }
    if (grpc != null) {
      grpc.awaitStop(until(endNanos));
    }
    if (jaeger != null) {
      jaeger.awaitStop(until(endNanos));
    }
    workers.shutdown();
    forwarders.stop(FORWARD_TIMEOUT);
    ingest.close();
  }

  private static Duration until(long endNanos) {
    return Duration.ofNanos(Math.max(0, endNanos - System.nanoTime()));
  }
}
