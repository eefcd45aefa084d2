package dev.vivace.transport.tls;

/// The versions that are spoken.
public enum TlsVersion {
  TLS_1_2("TLSv1.2"),
  TLS_1_3("TLSv1.3");

  private final String protocol;

  TlsVersion(String protocol) {
    this.protocol = protocol;
  }

  /// The name that Java's engines know it by.
  String protocol() {
    return protocol;
  }
}
