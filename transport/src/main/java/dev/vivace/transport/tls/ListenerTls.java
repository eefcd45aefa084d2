package dev.vivace.transport.tls;

import dev.vivace.transport.watch.WatchedFiles;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/// TLS of one listener: a context that follows its files. New certificates hold for connections
/// that are made from then on; those that exist go on.
public final class ListenerTls implements AutoCloseable {

  private static final Set<String> SUITES_OF_1_3 =
      Set.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

  /// What is offered by ALPN.
  public enum Speaks {
    /// HTTP/2 alone, as gRPC does.
    HTTP_2,
    /// HTTP/2 and HTTP/1.1.
    HTTP
  }

  /// A context and until when its certificate is valid.
  private record Loaded(SslContext context, Instant validUntil) {}

  private final WatchedFiles<Loaded> files;
  private final SslContext context;

  private ListenerTls(WatchedFiles<Loaded> files) {
    this.files = files;
    this.context = new NewestContext(() -> files.current().context());
  }

  /// Reads the files; throws [IllegalArgumentException] if they cannot be used.
  ///
  /// @param listener its name in metrics and logs
  public static ListenerTls start(
      TlsConfig config, String listener, Speaks speaks, MeterRegistry registry) {
    TlsConfig effective = config.reloadClientCa() ? config : withClientCaAsItIs(config);
    ListenerTls tls =
        new ListenerTls(
            WatchedFiles.start(
                "tls of " + listener,
                files(effective),
                effective.reloadInterval(),
                contents -> load(effective, speaks, contents),
                registry));
    Gauge.builder(
            "vivace_tls_certificate_expiry_timestamp_seconds",
            tls.files,
            files -> files.current().validUntil().getEpochSecond())
        .description("When the certificate in force ends, in seconds since 1970")
        .tag("listener", listener)
        .register(registry);
    return tls;
  }

  /// The context for all connections of the listener.
  public SslContext context() {
    return context;
  }

  /// Looks at the files now; says whether they are what is in force.
  public boolean look() {
    return files.look();
  }

  /// Looks at the files no more.
  @Override
  public void close() {
    files.close();
  }

  private static TlsConfig withClientCaAsItIs(TlsConfig config) {
    if (!(config.clientCa() instanceof PemSource.File(Path path))) {
      return config;
    }
    try {
      return new TlsConfig(
          config.certificate(),
          config.key(),
          new PemSource.Text(Files.readString(path, StandardCharsets.ISO_8859_1)),
          config.clients(),
          config.minVersion(),
          config.maxVersion(),
          config.cipherSuites(),
          config.reloadInterval(),
          true);
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot read client_ca_file " + e.getMessage(), e);
    }
  }

  private static List<Path> files(TlsConfig config) {
    Stream<Path> clientCa = config.clientCa() == null ? Stream.of() : config.clientCa().files();
    Stream<Path> own = Stream.concat(config.certificate().files(), config.key().files());
    return Stream.concat(own, clientCa).distinct().toList();
  }

  private static Loaded load(TlsConfig config, Speaks speaks, Map<Path, byte[]> files) {
    List<X509Certificate> chain =
        Certificates.read(config.certificate(), config.certificate().bytes(files));
    PrivateKey key = PrivateKeys.read(config.key(), config.key().bytes(files));
    Certificates.requirePair(chain.getFirst(), key, config);
    try {
      SslContextBuilder builder =
          SslContextBuilder.forServer(key, chain)
              .sslProvider(SslProvider.JDK)
              .protocols(protocols(config))
              .ciphers(ciphers(config), SupportedCipherSuiteFilter.INSTANCE)
              .applicationProtocolConfig(negotiation(speaks))
              .clientAuth(
                  switch (config.clients()) {
                    case ANONYMOUS -> ClientAuth.NONE;
                    case VALID_IF_GIVEN -> ClientAuth.OPTIONAL;
                    case VALID -> ClientAuth.REQUIRE;
                  });
      PemSource clientCa = config.clientCa();
      if (clientCa != null) {
        builder.trustManager(Certificates.read(clientCa, clientCa.bytes(files)));
      }
      return new Loaded(builder.build(), chain.getFirst().getNotAfter().toInstant());
    } catch (SSLException e) {
      throw new IllegalArgumentException(
          "certificate %s and key %s: %s"
              .formatted(config.certificate(), config.key(), e.getMessage()),
          e);
    }
  }

  private static ApplicationProtocolConfig negotiation(Speaks speaks) {
    List<String> names =
        speaks == Speaks.HTTP_2
            ? List.of(ApplicationProtocolNames.HTTP_2)
            : List.of(ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1);
    return new ApplicationProtocolConfig(
        Protocol.ALPN,
        SelectorFailureBehavior.NO_ADVERTISE,
        SelectedListenerFailureBehavior.ACCEPT,
        names);
  }

  private static List<String> protocols(TlsConfig config) {
    return Arrays.stream(TlsVersion.values())
        .filter(v -> v.compareTo(config.minVersion()) >= 0 && v.compareTo(config.maxVersion()) <= 0)
        .map(TlsVersion::protocol)
        .toList();
  }

  private static List<String> ciphers(TlsConfig config) {
    if (config.cipherSuites().isEmpty()) {
      return Http2SecurityUtil.CIPHERS;
    }
    Set<String> unknown = new TreeSet<>(config.cipherSuites());
    unknown.removeAll(Set.of(supported()));
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "cipher_suites: %s not known (expected names such as TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256)"
              .formatted(unknown));
    }
    List<String> ciphers = new ArrayList<>(SUITES_OF_1_3);
    ciphers.addAll(config.cipherSuites());
    return ciphers;
  }

  private static String[] supported() {
    try {
      return SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has TLS", e);
    }
  }
}
