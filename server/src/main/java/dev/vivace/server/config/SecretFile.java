package dev.vivace.server.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// A file that holds a secret, read when the setting is. Blanks and line ends at its end do not
/// count. Shown as the file's name; another content is another value, so that a change is noticed.
public final class SecretFile {

  static final String EXPECTED = "a file of 1 to 4096 bytes that can be read";

  /// No file.
  public static final SecretFile NONE = new SecretFile("", new byte[0]);

  private static final int MAX_BYTES = 4096;

  private final String path;
  private final byte[] content;

  private SecretFile(String path, byte[] content) {
    this.path = path;
    this.content = content;
  }

  /// Reads the file; the empty text is none. Throws [IllegalArgumentException] if it cannot.
  static SecretFile parse(String path) {
    if (path.isEmpty()) {
      return NONE;
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(Path.of(path))) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot read '%s'".formatted(path), e);
    }
    int length = bytes.length;
    while (length > 0 && isBlank(bytes[length - 1])) {
      length--;
    }
    if (length == 0 || bytes.length > MAX_BYTES) {
      throw new IllegalArgumentException("'%s' has %d bytes".formatted(path, bytes.length));
    }
    return new SecretFile(path, Arrays.copyOf(bytes, length));
  }

  private static boolean isBlank(byte value) {
    return value == ' ' || value == '\t' || value == '\r' || value == '\n';
  }

  public boolean isNone() {
    return content.length == 0;
  }

  /// A copy of the secret; for the one call that needs it.
  public byte[] content() {
    return content.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SecretFile file
        && file.path.equals(path)
        && Arrays.equals(file.content, content);
  }

  @Override
  public int hashCode() {
    return 31 * path.hashCode() + Arrays.hashCode(content);
  }

  @Override
  public String toString() {
    return path;
  }
}
