package dev.vivace.transport.tls;

import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// Reads a private key in each form that tools write. Java knows one of them; the others are put
/// into it.
///
/// ```text
///   PRIVATE KEY       PKCS #8: SEQUENCE { INTEGER 0, SEQUENCE { algorithm, parameters }, OCTET STRING key }
///   RSA PRIVATE KEY   PKCS #1: what is `key` above, for RSA
///   EC PRIVATE KEY    SEC 1: what is `key` above, for elliptic curves; the curve is inside, as [0],
///                     or in a block 'EC PARAMETERS' before it
/// ```
///
/// Source: RFC 5208, RFC 8017 appendix A, RFC 5915.
final class PrivateKeys {

  // rsaEncryption with its NULL, and ecPublicKey. Source: RFC 3279, sections 2.3.1 and 2.3.5.
  private static final byte[] RSA = HexFormat.of().parseHex("06092a864886f70d0101010500");
  private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");

  private static final byte[] VERSION = {0};
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

  private PrivateKeys() {}

  /// The first private key of a file.
  static PrivateKey read(PemSource name, byte[] file) {
    byte[] curve = {};
    for (PemBlock block : PemBlock.read(name, file)) {
      switch (block.type()) {
        case "PRIVATE KEY" -> {
          return key(name, block.bytes());
        }
        case "RSA PRIVATE KEY" -> {
          return key(name, wrap(RSA, block.bytes()));
        }
        case "EC PRIVATE KEY" -> {
          return key(name, wrap(concat(EC, curve(name, block.bytes(), curve)), block.bytes()));
        }
        case "ENCRYPTED PRIVATE KEY" -> throw PemBlock.withPassword(name);
        case "EC PARAMETERS" -> curve = block.bytes();
        default -> {
          // Certificates may stand in the same file.
        }
      }
    }
    throw new IllegalArgumentException(
        "%s: found no private key (expected: PEM with 'PRIVATE KEY', 'RSA PRIVATE KEY' or 'EC PRIVATE KEY')"
            .formatted(name));
  }

  private static byte[] wrap(byte[] algorithm, byte[] key) {
    return Der.encode(
        Der.SEQUENCE,
        Der.encode(Der.INTEGER, VERSION),
        Der.encode(Der.SEQUENCE, algorithm),
        Der.encode(Der.OCTET_STRING, key));
  }

  private static byte[] curve(PemSource name, byte[] key, byte[] before) {
    try {
      for (Der.Element part : Der.decode(Der.decode(key).getFirst().content())) {
        if (part.tag() == Der.CONTEXT_0) {
          return part.content();
        }
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("%s: %s".formatted(name, e.getMessage()), e);
    }
    if (before.length == 0) {
      throw new IllegalArgumentException(
          "%s: the key does not say its curve (expected: inside, or 'EC PARAMETERS' before it)"
              .formatted(name));
    }
    return before;
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private static PrivateKey key(PemSource name, byte[] pkcs8) {
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      } catch (InvalidKeySpecException _) {
        // Of another algorithm, then; if it is of none, that is said below.
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java has " + algorithm, e);
      }
    }
    throw new IllegalArgumentException(
        "%s: the key is damaged, or neither RSA, EC nor EdDSA".formatted(name));
  }
}
