package dev.vivace.transport.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/// Reads certificates, and says whether a key is that of a certificate.
final class Certificates {

  private static final byte[] PROBE = "does the key belong to the certificate?".getBytes(US_ASCII);

  private Certificates() {}

  /// The certificates of a file, in its order; at least one.
  static List<X509Certificate> read(PemSource name, byte[] file) {
    List<X509Certificate> certificates = new ArrayList<>();
    for (PemBlock block : PemBlock.read(name, file)) {
      if (block.type().equals("CERTIFICATE") || block.type().equals("X509 CERTIFICATE")) {
        certificates.add(certificate(name, block.bytes()));
      }
    }
    if (certificates.isEmpty()) {
      throw new IllegalArgumentException(
          "%s: found no certificate (expected: PEM with 'CERTIFICATE')".formatted(name));
    }
    return certificates;
  }

  private static X509Certificate certificate(PemSource name, byte[] der) {
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException e) {
      throw new IllegalArgumentException("%s: a certificate is damaged".formatted(name), e);
    }
  }

  /// Throws [IllegalArgumentException] if the two are not a pair: every handshake would fail.
  static void requirePair(X509Certificate certificate, PrivateKey key, TlsConfig config) {
    if (!isPair(certificate, key)) {
      throw new IllegalArgumentException(
          "the key %s is not that of the certificate %s (its first, of %s)"
              .formatted(
                  config.key(),
                  config.certificate(),
                  certificate.getSubjectX500Principal().getName()));
    }
  }

  private static boolean isPair(X509Certificate certificate, PrivateKey key) {
    try {
      Signature signature = Signature.getInstance(algorithm(key));
      signature.initSign(key);
      signature.update(PROBE);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(PROBE);
      return signature.verify(signed);
    } catch (GeneralSecurityException _) {
      return false; // Of two algorithms.
    }
  }

  private static String algorithm(PrivateKey key) {
    return switch (key.getAlgorithm()) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      case "EdDSA", "Ed25519", "Ed448" -> "EdDSA";
      default -> key.getAlgorithm();
    };
  }
}
