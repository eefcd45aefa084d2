package dev.vivace.storage.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/// Passes everything on to another disk; subclasses change what they are about.
abstract class DiskDecorator implements LogDisk {

  final LogDisk disk;

  DiskDecorator(LogDisk disk) {
    this.disk = disk;
  }

  @Override
  public void createFolders(Path folder) throws IOException {
    disk.createFolders(folder);
  }

  @Override
  public List<Path> list(Path folder) throws IOException {
    return disk.list(folder);
  }

  @Override
  public Output create(Path file) throws IOException {
    return disk.create(file);
  }

  @Override
  public Input open(Path file) throws IOException {
    return disk.open(file);
  }

  @Override
  public OptionalLong size(Path file) throws IOException {
    return disk.size(file);
  }

  @Override
  public void truncate(Path file, long bytes) throws IOException {
    disk.truncate(file, bytes);
  }

  @Override
  public void rename(Path source, Path target) throws IOException {
    disk.rename(source, target);
  }

  @Override
  public void delete(Path file) throws IOException {
    disk.delete(file);
  }

  @Override
  public void forceFolder(Path folder) throws IOException {
    disk.forceFolder(folder);
  }

  @Override
  public Closeable lock(Path file) throws IOException {
    return disk.lock(file);
  }

  @Override
  public long usableBytes() throws IOException {
    return disk.usableBytes();
  }

  @Override
  public long totalBytes() throws IOException {
    return disk.totalBytes();
  }
}
