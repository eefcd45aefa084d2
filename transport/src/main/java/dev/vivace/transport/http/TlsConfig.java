package dev.vivace.transport.http;

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
import java.nio.file.Path;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// What a listener needs for TLS. The files are PEM, read at the start.
///
/// @param certificate the server's certificate and those above it
/// @param key its key, PKCS #8 without password
/// @param clientCertificates who must have signed the certificates of clients; null is the system's
/// @param clients whether clients show certificates
public record TlsConfig(
    Path certificate, Path key, @Nullable Path clientCertificates, Clients clients) {

  /// Which clients are let in.
  public enum Clients {
    /// Nobody is asked.
    ANONYMOUS,
    /// A certificate that is shown must be valid.
    VALID_IF_GIVEN,
    /// A valid one must be shown.
    VALID
  }

  /// Throws [IllegalArgumentException] if a file cannot be used.
  SslContext context() {
    try {
      SslContextBuilder builder =
          SslContextBuilder.forServer(certificate.toFile(), key.toFile())
              .sslProvider(SslProvider.JDK)
              .protocols("TLSv1.3", "TLSv1.2")
              .ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
              .applicationProtocolConfig(
                  new ApplicationProtocolConfig(
                      Protocol.ALPN,
                      SelectorFailureBehavior.NO_ADVERTISE,
                      SelectedListenerFailureBehavior.ACCEPT,
                      ApplicationProtocolNames.HTTP_2,
                      ApplicationProtocolNames.HTTP_1_1))
              .clientAuth(
                  switch (clients) {
                    case ANONYMOUS -> ClientAuth.NONE;
                    case VALID_IF_GIVEN -> ClientAuth.OPTIONAL;
                    case VALID -> ClientAuth.REQUIRE;
                  });
      if (clientCertificates != null) {
        builder.trustManager(clientCertificates.toFile());
      }
      return builder.build();
    } catch (SSLException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "TLS with certificate %s and key %s: %s (expected: PEM files, the key in PKCS #8 without a password)"
              .formatted(certificate, key, e.getMessage()),
          e);
    }
  }
}
