package dev.vivace.transport.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/// How one asks a port of one's own, on this machine: the certificate that is configured is
/// believed and no other, whatever name it has, and shown where clients must show one.
public final class OwnPort {

  private OwnPort() {}

  /// Throws [IllegalArgumentException] if the files cannot be used.
  public static SSLContext client(TlsConfig config) {
    try {
      List<X509Certificate> chain =
          Certificates.read(config.certificate(), bytes(config.certificate()));
      PrivateKey key = PrivateKeys.read(config.key(), bytes(config.key()));
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store(chain, key), new char[0]);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          keys.getKeyManagers(), new TrustManager[] {new Believing(chain.getFirst())}, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException(
          "TLS with certificate %s: %s".formatted(config.certificate(), e.getMessage()), e);
    }
  }

  private static byte[] bytes(PemSource source) throws IOException {
    return switch (source) {
      case PemSource.File(var path) -> Files.readAllBytes(path);
      case PemSource.Text _ -> source.bytes(Map.of());
    };
  }

  private static KeyStore store(List<X509Certificate> chain, PrivateKey key)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("own", key, new char[0], chain.toArray(Certificate[]::new));
    return store;
  }

  /// Believes one certificate.
  private record Believing(X509Certificate own) implements X509TrustManager {

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      throw new CertificateException("this is a client's; it knows no clients");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      if (!chain[0].equals(own)) {
        throw new CertificateException(
            "the port shows another certificate than the one that is configured");
      }
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
