package dev.vivace.storage.object;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Collects the keys below a folder that begin with a prefix; goes into no folder that cannot hold
/// one, and passes over links and files being written.
final class KeyCollector extends SimpleFileVisitor<Path> {

  private final Path root;
  private final String prefix;
  private final List<ListedObject> objects = new ArrayList<>();

  KeyCollector(Path root, String prefix) {
    this.root = root;
    this.prefix = prefix;
  }

  List<String> sortedKeys() {
    return sortedObjects().stream().map(ListedObject::key).toList();
  }

  List<ListedObject> sortedObjects() {
    objects.sort(Comparator.comparing(ListedObject::key));
    return objects;
  }

  static long nanos(Instant time) {
    return time.getEpochSecond() * 1_000_000_000L + time.getNano();
  }

  @Override
  public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
    String key = key(folder);
    boolean canHold =
        folder.equals(root)
            || (!key.equals(NewFiles.FOLDER)
                && (key.startsWith(prefix) || prefix.startsWith(key + "/")));
    return canHold ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
    String key = key(file);
    if (attributes.isRegularFile() && key.startsWith(prefix)) {
      objects.add(
          new ListedObject(
              key, attributes.size(), nanos(attributes.lastModifiedTime().toInstant())));
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
    if (e instanceof NoSuchFileException) {
      return FileVisitResult.CONTINUE; // Deleted while we were looking.
    }
    throw e;
  }

  private String key(Path path) {
    return root.relativize(path).toString().replace('\\', '/');
  }
}
