package dev.vivace.storage.object;

import dev.vivace.model.error.StoreUnavailableException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/// Holds a folder for this process until it is closed or the process ends: the lock of a file in
/// it, whose text names the process.
public final class FolderLock implements Closeable {

  private static final int MAX_OWNER_BYTES = 64;

  private final FileChannel channel;

  private FolderLock(FileChannel channel) {
    this.channel = channel;
  }

  /// Takes the lock, or throws `StoreUnavailableException` if another process has it, or somebody
  /// else in this one.
  ///
  /// @param file its folder exists
  /// @param what names the locked folder in the message, such as `WAL folder data/wal`
  public static FolderLock take(Path file, String what) throws IOException {
    FileChannel channel =
        PrivateFiles.open(
            file,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
    try {
      if (!isTaken(channel)) {
        throw new StoreUnavailableException(
            "%s is in use by another process (%s); stop it, or set another folder"
                .formatted(what, readOwner(channel)));
      }
      writeOwner(channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
    return new FolderLock(channel);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private static boolean isTaken(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // Somebody in this process has it.
    }
  }

  private static String readOwner(FileChannel channel) throws IOException {
    ByteBuffer owner = ByteBuffer.allocate(MAX_OWNER_BYTES);
    channel.read(owner, 0);
    return new String(owner.array(), 0, owner.position(), StandardCharsets.US_ASCII).strip();
  }

  private static void writeOwner(FileChannel channel) throws IOException {
    String owner = "process " + ProcessHandle.current().pid() + "\n";
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(owner.getBytes(StandardCharsets.US_ASCII)), 0);
  }
}
