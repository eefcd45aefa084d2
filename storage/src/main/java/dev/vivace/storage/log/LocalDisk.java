package dev.vivace.storage.log;

import dev.vivace.storage.object.PrivateFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/// The disk that the operating system offers.
final class LocalDisk implements LogDisk {

  // Asking Java for a path's FileStore reads the table of mounts, so it is asked once.
  private final FileStore volume;

  LocalDisk(Path folder) throws IOException {
    volume = Files.getFileStore(folder);
  }

  @Override
  public Output create(Path file) throws IOException {
    FileChannel channel =
        PrivateFiles.open(
            file,
            Set.of(
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE));
    return new ChannelOutput(channel);
  }

  @Override
  public void rename(Path source, Path target) throws IOException {
    Files.move(source, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
  }

  @Override
  public void forceFolder(Path folder) throws IOException {
    PrivateFiles.forceFolder(folder);
  }

  @Override
  public long usableBytes() throws IOException {
    return volume.getUsableSpace();
  }

  @Override
  public long totalBytes() throws IOException {
    return volume.getTotalSpace();
  }

  private record ChannelOutput(FileChannel channel) implements Output {

    @Override
    public void write(ByteBuffer bytes, long position) throws IOException {
      long at = position;
      while (bytes.hasRemaining()) {
        at += channel.write(bytes, at);
      }
    }

    @Override
    public void force() throws IOException {
      channel.force(false);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
