package dev.vivace.integration.process;

import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// What lies in the files of a server, looked at from outside: as it is, and where something begins
/// like a frame of zstd, inflated.
public final class StoredBytes {
  private static final byte[] FRAME = {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD};
  private static final int MAX_FRAME_BYTES = 16 << 20;

  private StoredBytes() {}

  /// The files below a folder that hold the text somewhere.
  public static List<Path> filesWith(Path folder, String text) throws IOException {
    byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
    List<Path> found = new ArrayList<>();
    try (Stream<Path> below = Files.walk(folder)) {
      for (Path file : below.filter(Files::isRegularFile).toList()) {
        if (holds(read(file), wanted)) {
          found.add(file);
        }
      }
    }
    return found;
  }

  /// Files come and go while a server runs.
  private static byte[] read(Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException gone) {
      return new byte[0];
    }
  }

  private static boolean holds(byte[] bytes, byte[] wanted) {
    if (indexOf(bytes, wanted, 0) >= 0) {
      return true;
    }
    for (int at = indexOf(bytes, FRAME, 0); at >= 0; at = indexOf(bytes, FRAME, at + 1)) {
      if (indexOf(inflated(bytes, at), wanted, 0) >= 0) {
        return true;
      }
    }
    return false;
  }

  private static byte[] inflated(byte[] bytes, int start) {
    try (InputStream in =
        new ZstdInputStream(new ByteArrayInputStream(bytes, start, bytes.length - start))
            .setContinuous(true)) {
      return in.readNBytes(MAX_FRAME_BYTES);
    } catch (IOException notAFrame) {
      return new byte[0];
    }
  }

  private static int indexOf(byte[] bytes, byte[] wanted, int from) {
    for (int at = from; at <= bytes.length - wanted.length; at++) {
      int same = 0;
      while (same < wanted.length && bytes[at + same] == wanted[same]) {
        same++;
      }
      if (same == wanted.length) {
        return at;
      }
    }
    return -1;
  }
}
