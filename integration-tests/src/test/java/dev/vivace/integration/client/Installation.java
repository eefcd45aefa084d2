package dev.vivace.integration.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/// A folder of the user's cache in which a client is installed once for each set of versions,
/// outside the source tree. Runs side by side wait for each other; one that broke off is begun
/// anew.
public final class Installation {
  private static final String COMPLETE = "complete";

  private Installation() {}

  /// The folder of a client whose versions a text pins; installs it first if need be.
  public static Path of(String client, String versions, Consumer<Path> install) {
    CRC32 crc = new CRC32();
    crc.update(versions.getBytes(StandardCharsets.UTF_8));
    Path parent = cache();
    Path folder = parent.resolve("%s-%08x".formatted(client, crc.getValue()));
    try {
      Files.createDirectories(parent);
      Path lockFile = parent.resolve(folder.getFileName() + ".lock");
      try (FileChannel channel =
              FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        if (!lock.isValid() || !Files.exists(folder.resolve(COMPLETE))) {
          delete(folder);
          install.accept(Files.createDirectories(folder));
          Files.writeString(folder.resolve(COMPLETE), versions);
        }
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot install " + client + " in " + folder, e);
    }
  }

  private static Path cache() {
    String given = System.getenv().getOrDefault("XDG_CACHE_HOME", "");
    Path cache =
        given.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(given);
    return cache.resolve("vivace-tests");
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> below = Files.walk(folder)) {
      for (Path path : below.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
