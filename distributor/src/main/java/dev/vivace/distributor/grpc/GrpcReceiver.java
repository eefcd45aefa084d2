package dev.vivace.distributor.grpc;

import dev.vivace.distributor.GrpcReceiverConfig;
import dev.vivace.distributor.ingest.Failure;
import dev.vivace.distributor.ingest.IngestOutcome;
import dev.vivace.distributor.ingest.ReceiverMetrics;
import dev.vivace.distributor.ingest.RefusedException;
import dev.vivace.distributor.ingest.RequestBuffers;
import dev.vivace.distributor.ingest.RequestBytes;
import dev.vivace.distributor.ingest.TenantReader;
import dev.vivace.model.id.TenantId;
import dev.vivace.transport.ListenException;
import dev.vivace.transport.auth.Authenticator;
import dev.vivace.transport.auth.Verdict;
import dev.vivace.transport.connection.GuardedConnections;
import dev.vivace.transport.tls.ListenerTls;
import dev.vivace.transport.tls.TlsConfig;
import io.grpc.Context;
import io.grpc.DecompressorRegistry;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// A gRPC port that takes spans: one unary method, health, and methods whose calls are answered
/// without being read. Calls run on the pool it is given; event loops only move bytes. Who calls is
/// asked before anything is read, for every method but health's.
public final class GrpcReceiver {

  private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(GrpcReceiver.class);
  private static final Metadata.Key<String> TENANT =
      Metadata.Key.of(TenantReader.HEADER, Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of(Authenticator.HEADER, Metadata.ASCII_STRING_MARSHALLER);

  /// Writes a stack trace for each message over the limit, with which any client could fill a disk.
  /// Such messages are counted instead.
  private static final Logger LIBRARY_LOG = Logger.getLogger("io.grpc.netty.NettyServerStream");

  static {
    LIBRARY_LOG.setLevel(Level.SEVERE);
  }

  private static final Duration CUT_OFF = Duration.ofSeconds(1);
  private static final int WINDOW_BYTES = 4 << 20;
  private static final int MAX_METADATA_BYTES = 64 << 10;
  private static final int MAX_CALLS_PER_CONNECTION = 1000;
  private static final int MAX_RESETS = 1000;
  private static final int RESET_WINDOW_SECONDS = 30;

  /// A second message is asked for only to notice that there is none.
  private static final int MESSAGES_ASKED_FOR = 2;

  private final GrpcReceiverConfig config;
  private final Name name;
  private final SpanMethod method;
  private final Shared shared;
  private final Semaphore slots;
  private final SlowCalls slowCalls;
  private final HealthStatusManager health = new HealthStatusManager();
  private final List<ServerServiceDefinition> services = new ArrayList<>();
  private @Nullable Server server;
  private @Nullable ListenerTls tls;
  private @Nullable GuardedConnections connections;

  public GrpcReceiver(GrpcReceiverConfig config, Name name, SpanMethod method, Shared shared) {
    this.config = config;
    this.name = name;
    this.method = method;
    this.shared = shared;
    this.slots = new Semaphore(config.limits().maxCalls());
    this.slowCalls = new SlowCalls(config.limits().messageTimeout(), shared.workers());
    services.add(service(method.service(), method.name(), this::startCall));
  }

  /// The method that takes spans.
  public interface SpanMethod {

    /// The service's full name.
    String service();

    String name();

    /// Where calls are counted.
    ReceiverMetrics metrics();

    /// Takes the request's bytes over; `done` answers.
    void take(TenantId tenant, RequestBytes request, Consumer<IngestOutcome> done);

    /// The bytes of the response to a request that did not fail.
    byte[] response(IngestOutcome outcome);
  }

  /// How a receiver is called.
  ///
  /// @param listener in metrics and logs
  /// @param setting what chose the address, for the message when it cannot be had
  public record Name(String listener, String setting) {}

  /// What the receivers of a process share.
  ///
  /// @param tenants says whose spans come here
  /// @param workers inflates and decodes: as many threads as the machine has cores
  public record Shared(
      TenantReader tenants, RequestBuffers buffers, Executor workers, MeterRegistry registry) {}

  /// Adds a unary method, before the start, whose calls `handler` answers.
  public void addMethod(
      String service, String name, ServerCallHandler<InputStream, byte[]> handler) {
    services.add(
        service(
            service,
            name,
            shared.tenants().isAsking()
                ? (call, headers) -> ask(call, headers, _ -> handler.startCall(call, headers))
                : handler));
  }

  /// Opens the port; throws [ListenException] if it cannot be had.
  public void start() {
    InetSocketAddress address = new InetSocketAddress(config.host(), config.port());
    DecompressorRegistry encodings = GrpcDecompressor.registry();
    UnknownEncodings unknownEncodings = new UnknownEncodings(encodings);
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(address)
            .executor(shared.workers())
            .decompressorRegistry(encodings)
            .addStreamTracerFactory(unknownEncodings)
            .intercept(unknownEncodings)
            .addStreamTracerFactory(WireBytes.factory(shared.buffers().budget()))
            .maxInboundMessageSize(shared.buffers().maxBytes())
            .maxInboundMetadataSize(MAX_METADATA_BYTES)
            .maxConcurrentCallsPerConnection(MAX_CALLS_PER_CONNECTION)
            .maxRstFramesPerWindow(MAX_RESETS, RESET_WINDOW_SECONDS)
            .flowControlWindow(WINDOW_BYTES)
            .addServices(services)
            .addService(health.getHealthService());
    config.keepAlive().applyTo(builder);
    guard(builder);
    try {
      server = builder.build().start();
    } catch (IOException e) {
      closeDoor();
      throw ListenException.of(address, name.setting(), e);
    }
  }

  private void guard(NettyServerBuilder builder) {
    TlsConfig files = config.door().tls();
    if (files != null) {
      ListenerTls started =
          ListenerTls.start(files, name.listener(), ListenerTls.Speaks.HTTP_2, shared.registry());
      builder.sslContext(started.context());
      tls = started;
    }
    GuardedConnections guarded =
        new GuardedConnections(
            name.listener(),
            config.limits().maxConnections(),
            config.limits().beginTimeout(),
            shared.registry());
    builder
        .channelFactory(guarded.channels())
        .bossEventLoopGroup(guarded.loops())
        .workerEventLoopGroup(guarded.loops());
    slowCalls.lookOn(guarded.loops());
    connections = guarded;
  }

  private void closeDoor() {
    if (tls != null) {
      tls.close();
    }
    if (connections != null) {
      connections.close();
    }
  }

  private static ServerServiceDefinition service(
      String service, String name, ServerCallHandler<InputStream, byte[]> handler) {
    return ServerServiceDefinition.builder(service)
        .addMethod(RawBytes.unary(service, name), handler)
        .build();
  }

  private ServerCall.Listener<InputStream> startCall(
      ServerCall<InputStream, byte[]> call, Metadata headers) {
    if (shared.tenants().isAsking()) {
      return ask(call, headers, tenant -> admit(call, tenant));
    }
    try {
      return admit(call, shared.tenants().read(List.of(), values(headers, TENANT)));
    } catch (RefusedException e) {
      return refuse(call, e);
    }
  }

  /// Whose a call is.
  private interface Decision {

    TenantId tenant() throws RefusedException;
  }

  /// What becomes of a call once it is known whose it is.
  private interface Admission {

    ServerCall.Listener<InputStream> admit(TenantId tenant) throws RefusedException;
  }

  /// Passwords are checked elsewhere: here calls of all others would wait for it.
  private ServerCall.Listener<InputStream> ask(
      ServerCall<InputStream, byte[]> call, Metadata headers, Admission admission) {
    TenantReader tenants = shared.tenants();
    List<String> authorization = values(headers, AUTHORIZATION);
    List<String> named = values(headers, TENANT);
    Verdict verdict = tenants.look(authorization);
    if (!(verdict instanceof Verdict.Undecided)) {
      return admit(call, () -> tenants.tenant(verdict, named), admission);
    }
    DeferredCall<InputStream> deferred = new DeferredCall<>();
    Decision decision = () -> tenants.read(authorization, named);
    Thread.ofVirtual()
        .name("password")
        .start(Context.current().wrap(() -> deferred.becomes(decide(call, decision, admission))));
    return deferred;
  }

  private ServerCall.Listener<InputStream> decide(
      ServerCall<InputStream, byte[]> call, Decision decision, Admission admission) {
    try {
      return admit(call, decision, admission);
    } catch (RuntimeException e) { // Whatever happens, the client gets its answer.
      LOG.error("deciding who calls failed", e);
      return refuse(
          call, new RefusedException(Failure.INTERNAL, "internal error; see the server's log"));
    }
  }

  private ServerCall.Listener<InputStream> admit(
      ServerCall<InputStream, byte[]> call, Decision decision, Admission admission) {
    try {
      return admission.admit(decision.tenant());
    } catch (RefusedException e) {
      return refuse(call, e);
    }
  }

  private ServerCall.Listener<InputStream> refuse(
      ServerCall<InputStream, byte[]> call, RefusedException refused) {
    method.metrics().countRefusedRequest(refused.outcome().failure());
    SpanCall.close(call, refused.outcome());
    return new ServerCall.Listener<>() {};
  }

  private ServerCall.Listener<InputStream> admit(
      ServerCall<InputStream, byte[]> call, TenantId tenant) throws RefusedException {
    if (!slots.tryAcquire()) {
      throw new RefusedException(
          Failure.BUSY,
          "busy: %d calls in flight; try again".formatted(config.limits().maxCalls()));
    }
    WireBytes wireBytes = WireBytes.current();
    RequestBuffers buffers = shared.buffers();
    SpanCall spanCall = new SpanCall(call, wireBytes, buffers, new Owner(tenant));
    wireBytes.onOverBudget(
        () -> shared.workers().execute(() -> spanCall.refuse(buffers.noBudget().outcome())));
    slowCalls.add(spanCall);
    call.request(MESSAGES_ASKED_FOR);
    return spanCall;
  }

  /// What a call of one tenant asks of the receiver.
  private final class Owner implements SpanCall.Owner {

    private final TenantId tenant;

    Owner(TenantId tenant) {
      this.tenant = tenant;
    }

    @Override
    public void take(RequestBytes request, Consumer<IngestOutcome> done) {
      method.take(tenant, request, done);
    }

    @Override
    public byte[] response(IngestOutcome outcome) {
      return method.response(outcome);
    }

    @Override
    public void refused(Failure failure) {
      method.metrics().countRefusedRequest(failure);
    }

    @Override
    public void complete(SpanCall call) {
      slowCalls.remove(call);
    }

    @Override
    public void ended(SpanCall call) {
      slowCalls.remove(call);
      slots.release();
    }
  }

  private static List<String> values(Metadata headers, Metadata.Key<String> key) {
    Iterable<String> values = headers.getAll(key);
    return values == null ? List.of() : StreamSupport.stream(values.spliterator(), false).toList();
  }

  /// The port that is listened on.
  public int port() {
    return running().getPort();
  }

  /// Sends GOAWAY on every connection and takes no new one; calls in flight go on.
  public void beginStop() {
    if (!running().isShutdown()) {
      health.enterTerminalState();
      running().shutdown();
    }
  }

  /// Waits for the calls in flight, and cuts them off at the end of that time.
  public void awaitStop(Duration timeout) {
    try {
      if (!running().awaitTermination(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        boolean ended =
            running().shutdownNow().awaitTermination(CUT_OFF.toMillis(), TimeUnit.MILLISECONDS);
        LOG.warn("calls were cut off after {}; all have ended: {}", timeout, ended);
      }
    } catch (InterruptedException e) {
      running().shutdownNow();
      Thread.currentThread().interrupt();
    } finally {
      closeDoor();
    }
  }

  private Server running() {
    if (server == null) {
      throw new IllegalStateException("the receiver was not started");
    }
    return server;
  }
}
