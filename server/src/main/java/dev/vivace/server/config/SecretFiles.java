package dev.vivace.server.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Secrets out of files: beside each setting that is a secret there is one with `_file` at its end,
/// whose file holds the value. One line break at the end is not part of it.
final class SecretFiles {

  static final String SUFFIX = "_file";

  private static final int MAX_BYTES = 64 << 10;

  private final Problems problems;

  SecretFiles(Problems problems) {
    this.problems = problems;
  }

  /// The file's content; null after a problem was reported.
  ///
  /// @param written the secret itself, if it stands there as well
  @Nullable Secret read(ConfigNode file, @Nullable ConfigNode written, String path) {
    String setting = path + SUFFIX;
    if (written != null && !(written instanceof ConfigNode.Absent)) {
      problems.error(
          file.origin(), "%s: stands beside %s; keep one of them".formatted(setting, path));
      return null;
    }
    if (!(file instanceof ConfigNode.Scalar(var name, _)) || name.isBlank()) {
      problems.error(file.origin(), setting + ": expected a file");
      return null;
    }
    try {
      Path source = Path.of(name);
      if (Files.size(source) > MAX_BYTES) {
        problems.error(
            file.origin(), "%s: %s has more than %d bytes".formatted(setting, name, MAX_BYTES));
        return null;
      }
      return new Secret(withoutLineBreak(Files.readString(source, StandardCharsets.UTF_8)));
    } catch (IOException | InvalidPathException e) {
      problems.error(file.origin(), "%s: cannot read %s".formatted(setting, e.getMessage()));
      return null;
    }
  }

  private static String withoutLineBreak(String text) {
    String line = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
  }
}
