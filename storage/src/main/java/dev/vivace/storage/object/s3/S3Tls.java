package dev.vivace.storage.object.s3;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.DefaultHostnameVerifier;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.NoopHostnameVerifier;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.reactor.ssl.SSLBufferMode;
import org.jspecify.annotations.Nullable;

/// How the bucket's certificate is checked, and which one is shown to it.
///
/// @param caFile PEM: who must have signed the store's certificate; null for the machine's list
/// @param certFile PEM: the certificate to show, with those above it; null for none
/// @param keyFile PEM: its key, PKCS #8 without a password
/// @param serverName the name that the certificate must have; null for the endpoint's host
/// @param insecureSkipVerify any certificate will do: whoever stands between can read everything
/// @param ciphers empty for Java's own
/// @param protocols such as `TLSv1.3`
public record S3Tls(
    @Nullable Path caFile,
    @Nullable Path certFile,
    @Nullable Path keyFile,
    @Nullable String serverName,
    boolean insecureSkipVerify,
    List<String> ciphers,
    List<String> protocols) {

  private static final char[] NO_PASSWORD = {};

  /// Speaks TLS by these rules; throws [IllegalArgumentException] if a file cannot be used.
  TlsSocketStrategy strategy() {
    TlsSocketStrategy strategy =
        new DefaultClientTlsStrategy(
            context(),
            protocols.toArray(String[]::new),
            ciphers.isEmpty() ? null : ciphers.toArray(String[]::new),
            SSLBufferMode.STATIC,
            insecureSkipVerify
                ? HostnameVerificationPolicy.CLIENT
                : HostnameVerificationPolicy.BUILTIN,
            insecureSkipVerify ? NoopHostnameVerifier.INSTANCE : new DefaultHostnameVerifier());
    return (socket, host, port, attachment, context) ->
        strategy.upgrade(socket, serverName == null ? host : serverName, port, attachment, context);
  }

  private SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys(), trust(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException(
          "the TLS files of storage.trace.s3 cannot be used: " + e.getMessage(), e);
    }
  }

  private TrustManager @Nullable [] trust() throws GeneralSecurityException, IOException {
    if (insecureSkipVerify) {
      return new TrustManager[] {new TrustAnybody()};
    }
    if (caFile == null) {
      return null;
    }
    KeyStore authorities = newKeyStore();
    int number = 0;
    for (Certificate authority : certificates(caFile)) {
      authorities.setCertificateEntry("authority-" + number++, authority);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(authorities);
    return factory.getTrustManagers();
  }

  private KeyManager @Nullable [] keys() throws GeneralSecurityException, IOException {
    if (certFile == null || keyFile == null) {
      return null;
    }
    Certificate[] chain = certificates(certFile).toArray(Certificate[]::new);
    if (chain.length == 0) {
      throw new IOException(certFile + " holds no certificate");
    }
    KeyStore own = newKeyStore();
    own.setKeyEntry(
        "own", key(keyFile, chain[0].getPublicKey().getAlgorithm()), NO_PASSWORD, chain);
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(own, NO_PASSWORD);
    return factory.getKeyManagers();
  }

  private static KeyStore newKeyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static Collection<? extends Certificate> certificates(Path file)
      throws GeneralSecurityException, IOException {
    return CertificateFactory.getInstance("X.509")
        .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)));
  }

  private static PrivateKey key(Path file, String algorithm)
      throws GeneralSecurityException, IOException {
    String body = Files.readString(file).replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
    try {
      return KeyFactory.getInstance(algorithm)
          .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(body)));
    } catch (IllegalArgumentException | InvalidKeySpecException e) {
      throw new IOException(file + " holds no key in the form of PKCS #8 without a password", e);
    }
  }

  /// For `tls_insecure_skip_verify`.
  private static final class TrustAnybody implements X509TrustManager {

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
