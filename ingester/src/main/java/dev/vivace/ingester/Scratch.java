package dev.vivace.ingester;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// Where blocks lie between their sealing and their upload. Nothing in it outlives the process. A
/// seam for tests: theirs fails.
interface Scratch {

  /// Removes what an earlier process left.
  void empty() throws IOException;

  /// Creates a file, or empties the one that is there.
  OutputStream create(String name) throws IOException;

  InputStream open(String name) throws IOException;

  /// Removes a file; nothing happens if it is absent.
  void delete(String name) throws IOException;
}
