package dev.vivace.server.config;

import java.util.List;

/// The files and rules of a listener with TLS. Without a certificate it speaks without TLS.
///
/// @param certFile PEM: the server's certificate and those above it
/// @param keyFile PEM: its key
/// @param clientCaFile PEM: who must have signed the certificates of clients
/// @param clientAuthType whether clients show certificates; the words are Go's
public record TlsFilesConfig(
    String certFile, String keyFile, String clientCaFile, String clientAuthType) {

  /// Nobody is asked for a certificate.
  public static final String ANONYMOUS = "NoClientCert";

  /// One that is shown must be valid.
  public static final String VALID_IF_GIVEN = "VerifyClientCertIfGiven";

  /// A valid one must be shown.
  public static final String VALID = "RequireAndVerifyClientCert";

  private static final List<String> TYPES = List.of(ANONYMOUS, VALID_IF_GIVEN, VALID);

  public TlsFilesConfig {
    if (certFile.isEmpty() != keyFile.isEmpty()) {
      throw new InvalidSettingException(
          certFile.isEmpty() ? "cert_file" : "key_file",
          "found nothing, expected a file: certificate and key go together");
    }
    if (!TYPES.contains(clientAuthType)) {
      throw new InvalidSettingException(
          "client_auth_type",
          "found '%s', expected one of %s".formatted(clientAuthType, String.join(", ", TYPES)));
    }
    if (!clientAuthType.equals(ANONYMOUS) && clientCaFile.isEmpty()) {
      throw new InvalidSettingException(
          "client_ca_file", "found nothing, expected a file: client_auth_type verifies with it");
    }
  }

  static TlsFilesConfig defaults() {
    return new TlsFilesConfig("", "", "", ANONYMOUS);
  }

  public boolean isOn() {
    return !certFile.isEmpty();
  }
}
