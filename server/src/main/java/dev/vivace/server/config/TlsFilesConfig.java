package dev.vivace.server.config;

import java.util.List;

/// TLS of one of the API's ports, in the words of Tempo. Without a certificate it speaks without
/// TLS.
///
/// @param cert PEM, in place of `certFile`
/// @param key PEM, in place of `keyFile`
/// @param clientCa PEM, in place of `clientCaFile`
/// @param certFile PEM: the server's certificate and those above it
/// @param keyFile PEM: its key
/// @param clientCaFile PEM: who must have signed the certificates of clients
/// @param clientAuthType whether clients show certificates; the words are Go's. Empty: they must if
///   `clientCa` or its file is set
public record TlsFilesConfig(
    String cert,
    Secret key,
    String clientCa,
    String certFile,
    String keyFile,
    String clientCaFile,
    String clientAuthType) {

  /// Nobody is asked for a certificate.
  public static final String ANONYMOUS = "NoClientCert";

  /// One that is shown must be valid.
  public static final String VALID_IF_GIVEN = "VerifyClientCertIfGiven";

  /// A valid one must be shown.
  public static final String VALID = "RequireAndVerifyClientCert";

  private static final List<String> TYPES = List.of("", ANONYMOUS, VALID_IF_GIVEN, VALID);

  public TlsFilesConfig {
    requireOne("cert", cert, "cert_file", certFile);
    requireOne("key", key.value(), "key_file", keyFile);
    requireOne("client_ca", clientCa, "client_ca_file", clientCaFile);
    boolean hasCert = !cert.isEmpty() || !certFile.isEmpty();
    boolean hasKey = !key.value().isEmpty() || !keyFile.isEmpty();
    boolean hasCa = !clientCa.isEmpty() || !clientCaFile.isEmpty();
    if (hasCert != hasKey) {
      throw new InvalidSettingException(
          hasCert ? written("cert", cert) : written("key", key.value()),
          "found alone, expected certificate and key together");
    }
    if (!TYPES.contains(clientAuthType)) {
      throw new InvalidSettingException(
          "client_auth_type",
          "found '%s', expected one of %s"
              .formatted(clientAuthType, String.join(", ", TYPES.subList(1, TYPES.size()))));
    }
    if (hasCa && clientAuthType.equals(ANONYMOUS)) {
      throw new InvalidSettingException(
          "client_auth_type",
          "found '%s' beside client_ca_file, expected '%s', or no client_ca_file"
              .formatted(ANONYMOUS, VALID));
    }
    if (!hasCa && (clientAuthType.equals(VALID) || clientAuthType.equals(VALID_IF_GIVEN))) {
      throw new InvalidSettingException(
          "client_auth_type",
          "found '%s' without client_ca_file, expected both: the one verifies with the other"
              .formatted(clientAuthType));
    }
    if (hasCa && !hasCert) {
      throw new InvalidSettingException(
          written("client_ca", clientCa),
          "found without a certificate, expected cert_file and key_file beside it");
    }
  }

  /// The key under which it stands, as text or as a file.
  private static String written(String key, String text) {
    return text.isEmpty() ? key + "_file" : key;
  }

  private static void requireOne(String key, String text, String fileKey, String file) {
    if (!text.isEmpty() && !file.isEmpty()) {
      throw new InvalidSettingException(
          fileKey, "found beside '%s', expected one of the two".formatted(key));
    }
  }

  static TlsFilesConfig defaults() {
    return new TlsFilesConfig("", new Secret(""), "", "", "", "", "");
  }

  public boolean isOn() {
    return !cert.isEmpty() || !certFile.isEmpty();
  }
}
