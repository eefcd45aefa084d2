package dev.vivace.transport.tls;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one listener is told about TLS.
///
/// @param certificate the server's certificate and those above it
/// @param key its key: PKCS #8, PKCS #1 or SEC 1, without a password
/// @param clientCa who must have signed the certificates of clients; null if none is asked for
/// @param clients whether clients show certificates
/// @param cipherSuites for TLS 1.2, by their registered names; none is a good choice of ours. Those
///   of TLS 1.3 are always offered
/// @param reloadInterval how often the files are looked at; zero is never again
/// @param reloadClientCa whether `clientCa` is among them
public record TlsConfig(
    PemSource certificate,
    PemSource key,
    @Nullable PemSource clientCa,
    Clients clients,
    TlsVersion minVersion,
    TlsVersion maxVersion,
    List<String> cipherSuites,
    Duration reloadInterval,
    boolean reloadClientCa) {

  /// Which clients are let in.
  public enum Clients {
    /// Nobody is asked.
    ANONYMOUS,
    /// A certificate that is shown must be valid.
    VALID_IF_GIVEN,
    /// A valid one must be shown.
    VALID
  }

  public TlsConfig {
    cipherSuites = List.copyOf(cipherSuites);
    if (minVersion.compareTo(maxVersion) > 0) {
      throw new IllegalArgumentException(
          "min_version %s is above max_version %s".formatted(minVersion, maxVersion));
    }
    if (clients != Clients.ANONYMOUS && clientCa == null) {
      throw new IllegalArgumentException(
          "clients show certificates, but nobody is named who signs them; set client_ca_file");
    }
  }

  /// Both versions, our choice of ciphers, files looked at every ten seconds.
  ///
  /// @param clientCa if there is one, clients must show a valid certificate
  public static TlsConfig of(Path certificate, Path key, @Nullable Path clientCa) {
    return new TlsConfig(
        new PemSource.File(certificate),
        new PemSource.File(key),
        clientCa == null ? null : new PemSource.File(clientCa),
        clientCa == null ? Clients.ANONYMOUS : Clients.VALID,
        TlsVersion.TLS_1_2,
        TlsVersion.TLS_1_3,
        List.of(),
        Duration.ofSeconds(10),
        true);
  }

  public TlsConfig withReloadInterval(Duration interval) {
    return new TlsConfig(
        certificate,
        key,
        clientCa,
        clients,
        minVersion,
        maxVersion,
        cipherSuites,
        interval,
        reloadClientCa);
  }

  public TlsConfig withVersions(TlsVersion min, TlsVersion max) {
    return new TlsConfig(
        certificate,
        key,
        clientCa,
        clients,
        min,
        max,
        cipherSuites,
        reloadInterval,
        reloadClientCa);
  }

  /// Whether nobody gets a word in without a certificate.
  public boolean knowsItsClients() {
    return clients == Clients.VALID;
  }
}
