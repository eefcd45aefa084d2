package dev.vivace.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Keys as OpenSSL 3 writes them. They open nothing.
class PrivateKeysTest {

  private static final PemSource NAME = new PemSource.File(Path.of("key.pem"));

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = PrivateKeysTest.class.getResourceAsStream("/keys/" + name + ".pem")) {
      return in.readAllBytes();
    }
  }

  private static PrivateKey read(String name) throws IOException {
    return PrivateKeys.read(NAME, resource(name));
  }

  @ParameterizedTest(name = "{0} is the same key as {1}")
  @CsvSource({
    "rsa-pkcs1,                rsa-pkcs8, RSA",
    "ec-sec1,                  ec-pkcs8,  EC",
    "ec-sec1-after-parameters, ec-pkcs8,  EC",
    "ed25519-pkcs8,            ed25519-pkcs8, EdDSA",
  })
  void eachFormIsRead(String form, String pkcs8, String algorithm) throws IOException {
    assertThat(secret(read(form))).isEqualTo(secret(read(pkcs8)));
    assertThat(read(form).getAlgorithm()).isEqualTo(algorithm);
  }

  /// What makes the key, without the form in which it was written.
  private static Object secret(PrivateKey key) {
    return key instanceof ECPrivateKey elliptic ? elliptic.getS() : key;
  }

  @Test
  void textAroundTheKeyAndOtherLineEndsAreNoMatter() throws IOException {
    String pem = new String(resource("ec-sec1"), StandardCharsets.US_ASCII);
    String wrapped = "Bag Attributes\r\n  name: x\r\n" + pem.replace("\n", "\r\n") + "\r\nend";
    assertThat(PrivateKeys.read(NAME, wrapped.getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo(read("ec-sec1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"with-password-pkcs8", "with-password-sec1"})
  void aKeyWithAPasswordIsRefusedWithTheWayOut(String name) {
    assertThatThrownBy(() -> read(name))
        .hasMessageContaining("key.pem: the key has a password (expected: none;");
  }

  @Test
  void aFileWithoutKeyIsRefused() {
    assertThatThrownBy(() -> PrivateKeys.read(NAME, "hello".getBytes(StandardCharsets.US_ASCII)))
        .hasMessageStartingWith("key.pem: found no private key (expected: PEM with 'PRIVATE KEY'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa-pkcs1", "rsa-pkcs8", "ec-sec1", "ed25519-pkcs8"})
  void aFileCutShortAnywhereIsRefusedOrTheSameKey(String name) throws IOException {
    byte[] whole = resource(name);
    PrivateKey key = read(name);
    for (int length = 0; length < whole.length; length += 7) {
      byte[] cut = Arrays.copyOf(whole, length);
      try {
        assertThat(PrivateKeys.read(NAME, cut)).isEqualTo(key);
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageStartingWith("key.pem: ");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa-pkcs1", "ec-sec1"})
  void damagedBytesAreRefusedWithASentence(String name) throws IOException {
    PemBlock block = PemBlock.read(NAME, resource(name)).getFirst();
    for (int i = 0; i < block.bytes().length; i += 3) {
      byte[] damaged = block.bytes().clone();
      damaged[i] ^= 0x55;
      String pem =
          "-----BEGIN %s-----\n%s\n-----END %s-----\n"
              .formatted(block.type(), Base64.getEncoder().encodeToString(damaged), block.type());
      try {
        PrivateKeys.read(NAME, pem.getBytes(StandardCharsets.US_ASCII)); // Another number.
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageStartingWith("key.pem: ");
      }
    }
  }
}
