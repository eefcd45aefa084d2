package dev.vivace.transport.tls;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// One block of a PEM file. What stands between blocks is passed over, as every tool does.
///
/// Source: RFC 7468; RFC 1421, section 4.6, for the headers of keys with a password.
///
/// @param type such as `CERTIFICATE`
record PemBlock(String type, byte[] bytes) {

  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";
  private static final String PASSWORD_HEADER = "Proc-Type:";

  /// The blocks of a file.
  ///
  /// @param name where they stand, for messages
  static List<PemBlock> read(PemSource name, byte[] file) {
    List<PemBlock> blocks = new ArrayList<>();
    String type = null;
    StringBuilder base64 = new StringBuilder();
    for (String line : new String(file, StandardCharsets.ISO_8859_1).lines().toList()) {
      String text = line.strip();
      if (type == null && text.startsWith(BEGIN) && text.endsWith(DASHES)) {
        type = text.substring(BEGIN.length(), text.length() - DASHES.length());
        base64.setLength(0);
      } else if (type != null && text.startsWith(END)) {
        blocks.add(new PemBlock(type, decode(name, type, base64)));
        type = null;
      } else if (type != null && text.startsWith(PASSWORD_HEADER)) {
        throw withPassword(name);
      } else if (type != null) {
        base64.append(text);
      }
    }
    if (type != null) {
      throw new IllegalArgumentException(
          "%s: the block '%s' has no end; the file is cut short".formatted(name, type));
    }
    return blocks;
  }

  static IllegalArgumentException withPassword(PemSource name) {
    return new IllegalArgumentException(
        "%s: the key has a password (expected: none; 'openssl pkey -in … -out …' removes it)"
            .formatted(name));
  }

  private static byte[] decode(PemSource name, String type, StringBuilder base64) {
    try {
      return Base64.getDecoder().decode(base64.toString());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s: the block '%s' is not base64; the file is damaged".formatted(name, type), e);
    }
  }
}
