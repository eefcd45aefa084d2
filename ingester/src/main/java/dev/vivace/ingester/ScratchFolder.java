package dev.vivace.ingester;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// Scratch files in a folder, which is made if need be.
record ScratchFolder(Path folder) implements Scratch {

  @Override
  public void empty() throws IOException {
    Files.createDirectories(folder);
    try (var leftovers = Files.newDirectoryStream(folder)) {
      for (Path leftover : leftovers) {
        Files.delete(leftover);
      }
    }
  }

  @Override
  public OutputStream create(String name) throws IOException {
    return Files.newOutputStream(folder.resolve(name));
  }

  @Override
  public InputStream open(String name) throws IOException {
    return Files.newInputStream(folder.resolve(name));
  }

  @Override
  public void delete(String name) throws IOException {
    Files.deleteIfExists(folder.resolve(name));
  }

  @Override
  public String toString() {
    return folder.toString();
  }
}
