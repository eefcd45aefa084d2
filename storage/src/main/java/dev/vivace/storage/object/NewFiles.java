package dev.vivace.storage.object;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Objects being written, before they have their name. A writer holds its file's lock; a file
/// without one was left by a writer that died.
final class NewFiles {

  /// Reserved: no key has this part.
  static final String FOLDER = ".new";

  /// Held by the process that writes the store; beside the new files because no object is here.
  static final String LOCK_FILE = "lock";

  private static final Logger LOG = LoggerFactory.getLogger(NewFiles.class);
  private static final int COPY_BYTES = 256 << 10;

  private final Path folder;

  NewFiles(Path folder) {
    this.folder = folder;
  }

  Path lockFile() {
    return folder.resolve(LOCK_FILE);
  }

  NewFile create() throws IOException {
    Path path = folder.resolve(UUID.randomUUID().toString());
    FileChannel channel =
        PrivateFiles.open(path, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    NewFile file = new NewFile(path, channel);
    try {
      channel.lock();
      return file;
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  void removeLeftovers() throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        if (!file.endsWith(LOCK_FILE) && isLeft(file)) {
          LOG.info("removing {}: its writer died before the object was whole", file);
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private static boolean isLeft(Path file) throws IOException {
    try (FileChannel channel = PrivateFiles.open(file, Set.of(StandardOpenOption.WRITE));
        @Nullable FileLock lock = channel.tryLock()) {
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // A writer of this process has it.
    }
  }

  /// A file without its name; closing removes it.
  record NewFile(Path path, FileChannel channel) implements Closeable {

    /// Writes and flushes the content.
    void write(String key, ObjectStore.ObjectContent content) throws IOException {
      byte[] bytes = new byte[COPY_BYTES];
      long left = content.length();
      try (InputStream in = content.open()) {
        while (left > 0) {
          int read = in.read(bytes, 0, (int) Math.min(bytes.length, left));
          if (read < 0) {
            throw new EOFException(
                "content of object %s ends %d bytes before its length, %d"
                    .formatted(key, left, content.length()));
          }
          left -= read;
          ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, read);
          while (buffer.hasRemaining()) {
            channel.write(buffer);
          }
        }
      }
      channel.force(true);
    }

    @Override
    public void close() throws IOException {
      try (channel) {
        Files.deleteIfExists(path);
      }
    }
  }
}
