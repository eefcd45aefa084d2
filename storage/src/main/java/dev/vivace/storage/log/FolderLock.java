package dev.vivace.storage.log;

import dev.vivace.model.error.StoreUnavailableException;
import dev.vivace.storage.object.PrivateFiles;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/// A lock on a file by which one process has a folder; the file's text names the process.
final class FolderLock implements Closeable {

  private final FileChannel channel;

  private FolderLock(FileChannel channel) {
    this.channel = channel;
  }

  static FolderLock take(Path file) throws IOException {
    FileChannel channel =
        PrivateFiles.open(
            file,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
    if (!tryLock(channel)) {
      String owner = readOwner(channel);
      channel.close();
      throw new StoreUnavailableException(
          "WAL folder %s is in use by another process (%s); stop it, or set another folder"
              .formatted(file.getParent(), owner));
    }
    channel.truncate(0);
    String owner = "process " + ProcessHandle.current().pid() + "\n";
    channel.write(ByteBuffer.wrap(owner.getBytes(StandardCharsets.US_ASCII)), 0);
    return new FolderLock(channel);
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // Another log of this process has it.
    }
  }

  private static String readOwner(FileChannel channel) throws IOException {
    ByteBuffer owner = ByteBuffer.allocate(64);
    channel.read(owner, 0);
    return new String(owner.array(), 0, owner.position(), StandardCharsets.US_ASCII).strip();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
