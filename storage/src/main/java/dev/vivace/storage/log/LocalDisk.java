package dev.vivace.storage.log;

import dev.vivace.storage.object.FolderLock;
import dev.vivace.storage.object.PrivateFiles;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/// The disk that the operating system offers.
final class LocalDisk implements LogDisk {

  // Asking Java for a path's FileStore reads the table of mounts, so it is asked once.
  private final FileStore volume;

  /// @param folder on the volume whose space counts; made if it is missing
  LocalDisk(Path folder) throws IOException {
    volume = Files.getFileStore(PrivateFiles.createFolders(folder));
  }

  @Override
  public void createFolders(Path folder) throws IOException {
    PrivateFiles.createFolders(folder);
  }

  @Override
  public List<Path> list(Path folder) throws IOException {
    List<Path> entries = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
        stream.forEach(entries::add);
      }
    }
    return entries;
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
  public Input open(Path file) throws IOException {
    return new ChannelInput(FileChannel.open(file, StandardOpenOption.READ));
  }

  @Override
  public OptionalLong size(Path file) throws IOException {
    return Files.exists(file) ? OptionalLong.of(Files.size(file)) : OptionalLong.empty();
  }

  @Override
  public void truncate(Path file, long bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(bytes);
      channel.force(true);
    }
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
  public Closeable lock(Path file) throws IOException {
    return FolderLock.take(file, "WAL folder " + file.getParent());
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

  private record ChannelInput(FileChannel channel) implements Input {

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public int read(ByteBuffer buffer, long position) throws IOException {
      return channel.read(buffer, position);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
