package dev.vivace.transport.watch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What some files hold at one moment.
///
/// @param fingerprint differs if anything in them does
record Contents(Map<Path, byte[]> byPath, String fingerprint) {

  /// Certificates and lists of users are far smaller; a larger file is a mistake.
  static final int MAX_FILE_BYTES = 4 << 20;

  static Contents read(List<Path> files) throws IOException {
    Map<Path, byte[]> byPath = new LinkedHashMap<>();
    MessageDigest digest = sha256();
    for (Path file : files) {
      byte[] bytes = read(file);
      byPath.put(file, bytes);
      digest.update((file + ":" + bytes.length + ":").getBytes(StandardCharsets.UTF_8));
      digest.update(bytes);
    }
    return new Contents(byPath, HexFormat.of().formatHex(digest.digest()));
  }

  private static byte[] read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
      if (bytes.length > MAX_FILE_BYTES) {
        throw new FileSystemException(
            file.toString(), null, "more than %d bytes".formatted(MAX_FILE_BYTES));
      }
      return bytes;
    } catch (NoSuchFileException _) {
      throw new FileSystemException(file.toString(), null, "there is no such file");
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
