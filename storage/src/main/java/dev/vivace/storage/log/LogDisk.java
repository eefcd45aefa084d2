package dev.vivace.storage.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/// All that the log asks of a disk. A seam for tests: theirs fails, tears, fills up and loses
/// power.
interface LogDisk {

  /// Creates the folder and its missing parents. Afterwards a power cut leaves the folder there,
  /// also if somebody else had created it and not flushed.
  void createFolders(Path folder) throws IOException;

  /// The entries of a folder, in no order; none if there is no such folder.
  List<Path> list(Path folder) throws IOException;

  /// Creates a file, or empties the one that is there, and opens it for writing.
  Output create(Path file) throws IOException;

  /// Opens a file for reading.
  Input open(Path file) throws IOException;

  /// The size of a file, or empty if there is none.
  OptionalLong size(Path file) throws IOException;

  /// Cuts a file to at most this size and flushes it, also if it is no longer.
  void truncate(Path file, long bytes) throws IOException;

  /// Renames within the folder, over what is there.
  void rename(Path source, Path target) throws IOException;

  void delete(Path file) throws IOException;

  /// Flushes what was created, renamed and deleted in a folder.
  void forceFolder(Path folder) throws IOException;

  /// Takes the lock that this file stands for, until closed; throws `StoreUnavailableException` if
  /// somebody has it.
  Closeable lock(Path file) throws IOException;

  /// The space left for us on the volume of the log's folder.
  long usableBytes() throws IOException;

  long totalBytes() throws IOException;

  /// A file open for writing.
  interface Output extends Closeable {

    /// Writes all remaining bytes from `position` on.
    void write(ByteBuffer bytes, long position) throws IOException;

    /// Flushes the file's bytes to the disk.
    void force() throws IOException;
  }

  /// A file open for reading.
  interface Input extends Closeable {

    long size() throws IOException;

    /// Reads some bytes from `position` on into the buffer.
    ///
    /// @return how many, or -1 at the file's end
    int read(ByteBuffer buffer, long position) throws IOException;
  }
}
