package dev.vivace.storage.object;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The files read last, kept open: a read of a few pages is one system call. A file that the cache
/// drops is closed after its last reader.
final class OpenFiles {

  private static final Logger LOG = LoggerFactory.getLogger(OpenFiles.class);
  private static final int MAX_OPEN_FILES = 256;

  private final Cache<String, OpenFile> files =
      Caffeine.newBuilder()
          .maximumSize(MAX_OPEN_FILES)
          .executor(Runnable::run)
          .<String, OpenFile>removalListener((key, file, cause) -> release(key, file))
          .build();

  /// Reads through the open file of the key, which is opened if need be.
  ByteBuffer read(String key, Opener opener, Reader reader) throws IOException {
    while (true) {
      OpenFile file = acquire(key, opener);
      try {
        return reader.read(file.channel);
      } catch (ClosedByInterruptException e) {
        files.asMap().remove(key, file);
        throw e;
      } catch (ClosedChannelException e) {
        // The interrupt of another reader closed the channel for all of them: open it again.
        files.asMap().remove(key, file);
      } finally {
        release(key, file);
      }
    }
  }

  void forget(String key) {
    files.invalidate(key);
  }

  private OpenFile acquire(String key, Opener opener) throws IOException {
    while (true) {
      OpenFile file = files.getIfPresent(key);
      if (file == null) {
        OpenFile opened = new OpenFile(opener.open());
        OpenFile other = files.asMap().putIfAbsent(key, opened);
        if (other != null) {
          release(key, opened);
        }
        file = other == null ? opened : other;
      }
      if (file.acquire()) {
        return file;
      }
    }
  }

  private static void release(@Nullable String key, @Nullable OpenFile file) {
    try {
      if (file != null) {
        file.release();
      }
    } catch (IOException e) {
      LOG.warn("object {} could not be closed after reading", key, e);
    }
  }

  /// Opens the file of a key.
  @FunctionalInterface
  interface Opener {

    FileChannel open() throws IOException;
  }

  /// Reads from an open file.
  @FunctionalInterface
  interface Reader {

    ByteBuffer read(FileChannel channel) throws IOException;
  }
}
