package dev.vivace.distributor.forward;

import dev.vivace.model.id.TenantId;
import io.grpc.ManagedChannel;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All forwarders of the process. Thread-safe; connections are opened when there is something to
/// send.
public final class Forwarders {

  /// What all copies that wait or are being sent may take, in bytes: a sixteenth of the heap,
  /// within these bounds.
  private static final long MIN_QUEUED_BYTES = 8 << 20;

  private static final long MAX_QUEUED_BYTES = 64 << 20;
  private static final int SHARE_OF_HEAP = 16;

  /// How long a backend may take to answer.
  static final Duration EXPORT_TIMEOUT = Duration.ofSeconds(5);

  /// Names that nobody has configured and that were logged; further ones are not.
  private static final int MAX_UNKNOWN_NAMES = 100;

  private static final int MAX_LOGGED_CHARACTERS = 64;

  private static final Logger LOG = LoggerFactory.getLogger(Forwarders.class);

  private final Map<String, List<ForwardTarget>> targets = new LinkedHashMap<>();
  private final Set<String> unknown = ConcurrentHashMap.newKeySet();

  private Forwarders() {}

  /// No forwarder.
  public static Forwarders none() {
    return new Forwarders();
  }

  /// Throws [IllegalArgumentException] if a file of certificates cannot be used.
  ///
  /// @param namesTenant whether requests say whose they are, as those of many tenants do
  public static Forwarders start(
      List<ForwarderConfig> configs, boolean namesTenant, MeterRegistry registry) {
    long heapShare = Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP;
    long maxBytes = Math.clamp(heapShare, MIN_QUEUED_BYTES, MAX_QUEUED_BYTES);
    return start(configs, namesTenant, EXPORT_TIMEOUT, maxBytes, registry);
  }

  static Forwarders start(
      List<ForwarderConfig> configs,
      boolean namesTenant,
      Duration exportTimeout,
      long maxQueuedBytes,
      MeterRegistry registry) {
    Forwarders forwarders = new Forwarders();
    if (configs.isEmpty()) {
      return forwarders;
    }
    QueuedBytes bytes = new QueuedBytes(maxQueuedBytes);
    Gauge.builder("vivace_forwarder_queued_bytes", bytes, QueuedBytes::usedBytes)
        .description("Bytes of copies that wait for forwarders or are being sent")
        .register(registry);
    for (ForwarderConfig config : configs) {
      ForwardMetrics metrics = new ForwardMetrics(registry, config.name());
      List<ForwardTarget> ofForwarder = new ArrayList<>();
      for (ForwarderConfig.Endpoint endpoint : config.endpoints()) {
        ofForwarder.add(
            new ForwardTarget(
                "forwarder '%s', %s".formatted(config.name(), endpoint),
                channel(config, endpoint),
                namesTenant,
                exportTimeout,
                metrics,
                bytes));
      }
      forwarders.targets.put(config.name(), ofForwarder);
    }
    return forwarders;
  }

  private static ManagedChannel channel(ForwarderConfig config, ForwarderConfig.Endpoint endpoint) {
    NettyChannelBuilder channel = NettyChannelBuilder.forAddress(endpoint.host(), endpoint.port());
    if (config.plaintext()) {
      return channel.usePlaintext().build();
    }
    Path trusted = config.trusted();
    if (trusted == null) {
      return channel.useTransportSecurity().build();
    }
    try {
      return channel
          .sslContext(GrpcSslContexts.forClient().trustManager(trusted.toFile()).build())
          .build();
    } catch (SSLException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "forwarder '%s': tls.cert_file '%s' cannot be used (expected: certificates in PEM): %s"
              .formatted(config.name(), trusted, e.getMessage()),
          e);
    }
  }

  /// Hands a copy to the tenant's forwarders, each endpoint once. Does not block; nobody hears what
  /// becomes of it.
  public void forward(TenantId tenant, Forwarding forwarding, StoredRequest request) {
    for (String name : new HashSet<>(forwarding.forwarders())) {
      List<ForwardTarget> ofForwarder = targets.get(name);
      if (ofForwarder == null) {
        logUnknown(tenant, name);
      } else {
        ofForwarder.forEach(target -> target.offer(tenant, forwarding, request));
      }
    }
  }

  private void logUnknown(TenantId tenant, String written) {
    String name = written.substring(0, Math.min(written.length(), MAX_LOGGED_CHARACTERS));
    if (unknown.size() < MAX_UNKNOWN_NAMES && unknown.add(name)) {
      LOG.warn(
          "tenant {}: its limits name forwarder '{}', which is not configured (known: {}); its spans are stored and not forwarded there",
          tenant,
          name,
          targets.keySet());
    }
  }

  /// Takes nothing more and ends within the time; what could not be sent by then is dropped.
  public void stop(Duration timeout) {
    long endNanos = System.nanoTime() + timeout.toNanos();
    targets.values().forEach(all -> all.forEach(target -> target.stop(endNanos)));
  }
}
