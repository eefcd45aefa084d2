package dev.vivace.storage.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/// What the log's writing side asks of a disk. A seam for tests: theirs fails, tears and fills up.
interface LogDisk {

  /// Creates a file, or empties the one that is there, and opens it for writing.
  Output create(Path file) throws IOException;

  /// Renames within the folder, over what is there.
  void rename(Path source, Path target) throws IOException;

  void delete(Path file) throws IOException;

  /// Flushes what was created, renamed and deleted in a folder.
  void forceFolder(Path folder) throws IOException;

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
}
