package dev.vivace.transport.tls;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/// Where something in PEM stands. Neither shows what it holds.
public sealed interface PemSource {

  /// A file, read again when it changes.
  record File(Path path) implements PemSource {

    @Override
    public String toString() {
      return path.toString();
    }
  }

  /// The text itself, out of the configuration.
  record Text(String text) implements PemSource {

    @Override
    public String toString() {
      return "the text in the configuration";
    }
  }

  /// The bytes, once the files have been read.
  default byte[] bytes(Map<Path, byte[]> files) {
    return switch (this) {
      case File(var path) -> {
        byte[] read = files.get(path);
        if (read == null) {
          throw new IllegalStateException(path + " was not read");
        }
        yield read;
      }
      case Text(var text) -> text.getBytes(StandardCharsets.UTF_8);
    };
  }

  /// The files to read: one or none.
  default Stream<Path> files() {
    return switch (this) {
      case File(var path) -> Stream.of(path);
      case Text _ -> Stream.empty();
    };
  }
}
