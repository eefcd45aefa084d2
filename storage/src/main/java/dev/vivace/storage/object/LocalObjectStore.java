package dev.vivace.storage.object;

import dev.vivace.model.error.CorruptDataException;
import dev.vivace.model.error.StoreUnavailableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Objects as files below a folder. A new object is written to `<root>/.new`, flushed and then hard
/// linked to its name, which fails if the name is taken; so an object is whole or absent, also
/// after a power cut. Symbolic links below the root are refused. Safe for several threads and
/// processes.
///
/// A thread that is interrupted while it reads gets `StoreUnavailableException` and stays
/// interrupted; other readers of the object do not notice.
public final class LocalObjectStore implements ObjectStore {

  private final Path root;
  private final NewFiles newFiles;
  private final OpenFiles openFiles;
  private final InstantSource clock;

  /// Creates the folder if need be and removes what writers that died have left half-written.
  public LocalObjectStore(Path root) {
    this(root, InstantSource.system());
  }

  /// @param clock the one that the times of files come from: the machine's
  LocalObjectStore(Path root, InstantSource clock) {
    this.clock = clock;
    this.root = root.toAbsolutePath().normalize();
    this.openFiles = new OpenFiles();
    try {
      PrivateFiles.createFolders(this.root);
      newFiles = new NewFiles(PrivateFiles.createFolders(this.root.resolve(NewFiles.FOLDER)));
      newFiles.removeLeftovers();
    } catch (IOException e) {
      throw new StoreUnavailableException(
          "object folder %s cannot be used: %s".formatted(root, reason(e)), e);
    }
  }

  /// Keeps other processes that ask for it from writing the folder as a store of their own: two of
  /// them would not know of each other's sections. Throws `StoreUnavailableException` if another
  /// one has it.
  public FolderLock lock() {
    try {
      return FolderLock.take(newFiles.lockFile(), "block folder " + root);
    } catch (IOException e) {
      throw new StoreUnavailableException(
          "block folder %s cannot be locked: %s".formatted(root, reason(e)), e);
    }
  }

  @Override
  public boolean createIfAbsent(String key, ObjectContent content) {
    Path target = path(key);
    try {
      refuseLinks(target);
      boolean isNew =
          !Files.exists(target, LinkOption.NOFOLLOW_LINKS) && link(target, key, content);
      // Also if it was there: whoever made it may have ended before its name was flushed.
      PrivateFiles.forceFolder(folder(target));
      return isNew;
    } catch (IOException e) {
      throw unavailable("created", key, e);
    }
  }

  /// Writes the content and gives it its name; false if the name is taken by now.
  private boolean link(Path target, String key, ObjectContent content) throws IOException {
    PrivateFiles.createFolders(folder(target));
    try (NewFiles.NewFile file = newFiles.create()) {
      file.write(key, content);
      Files.createLink(target, file.path());
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  @Override
  public Optional<Long> size(String key) {
    Path path = path(key);
    try {
      refuseLinks(path);
      BasicFileAttributes attributes =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return attributes.isRegularFile() ? Optional.of(attributes.size()) : Optional.empty();
    } catch (IOException e) {
      if (isAbsent(e)) {
        return Optional.empty();
      }
      throw unavailable("looked at", key, e);
    }
  }

  @Override
  public ByteBuffer read(String key, long offset, int length) {
    if (offset < 0 || length < 0) {
      throw new IllegalArgumentException(
          "read of object %s: offset %d, length %d (expected: >= 0)"
              .formatted(key, offset, length));
    }
    Path path = path(key);
    try {
      return openFiles.read(
          key, () -> open(path), channel -> readFully(channel, key, offset, length));
    } catch (IOException e) {
      if (isAbsent(e)) {
        throw new CorruptDataException(
            "object %s is absent (expected: %d bytes from byte %d); restore it"
                .formatted(path, length, offset),
            e);
      }
      throw unavailable("read", key, e);
    }
  }

  @Override
  public Optional<byte[]> readWhole(String key, int maxBytes) {
    try (FileChannel channel = open(path(key))) {
      long size = channel.size();
      if (size > maxBytes) {
        throw new CorruptDataException(
            "object %s has %d bytes (expected: at most %d)".formatted(key, size, maxBytes));
      }
      return Optional.of(readFully(channel, key, 0, (int) size).array());
    } catch (IOException e) {
      if (isAbsent(e)) {
        return Optional.empty();
      }
      throw unavailable("read", key, e);
    }
  }

  @Override
  public List<String> list(String prefix) {
    return collect(prefix).sortedKeys();
  }

  @Override
  public ObjectPage listPage(String prefix, String after) {
    Instant now = clock.instant();
    List<ListedObject> objects = collect(prefix).sortedObjects();
    int first = 0;
    while (first < objects.size() && objects.get(first).key().compareTo(after) <= 0) {
      first++;
    }
    return new ObjectPage(objects.subList(first, objects.size()), false, KeyCollector.nanos(now));
  }

  private KeyCollector collect(String prefix) {
    int folderEnd = prefix.lastIndexOf('/');
    Path folder = folderEnd < 0 ? root : path(prefix.substring(0, folderEnd));
    KeyCollector collector = new KeyCollector(root, prefix);
    try {
      refuseLinks(folder);
      if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
        Files.walkFileTree(folder, collector);
      }
      return collector;
    } catch (IOException e) {
      throw unavailable("listed", prefix, e);
    }
  }

  @Override
  public void forget(String key) {
    openFiles.forget(key);
  }

  @Override
  public void delete(String key) {
    Path path = path(key);
    try {
      refuseLinks(path);
      if (Files.deleteIfExists(path)) {
        PrivateFiles.forceFolder(folder(path));
      }
    } catch (IOException e) {
      if (!isAbsent(e)) {
        throw unavailable("deleted", key, e);
      }
    } finally {
      openFiles.forget(key);
    }
  }

  private FileChannel open(Path path) throws IOException {
    refuseLinks(path);
    return FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
  }

  private static ByteBuffer readFully(FileChannel channel, String key, long offset, int length)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, offset + buffer.position()) < 0) {
        throw new CorruptDataException(
            "object %s has %d bytes (expected: %d from byte %d); restore it"
                .formatted(key, channel.size(), length, offset));
      }
    }
    return buffer.flip();
  }

  private Path path(String key) {
    Path path = root;
    for (String part : ObjectKeys.check(key)) {
      path = path.resolve(part);
    }
    return path;
  }

  private static Path folder(Path path) {
    Path folder = path.getParent();
    if (folder == null) {
      throw new IllegalStateException("object file %s has no folder".formatted(path));
    }
    return folder;
  }

  /// A link could lead out of the root. What is checked here can be swapped before it is used, but
  /// only by somebody who may write to our folder anyway.
  private void refuseLinks(Path path) throws IOException {
    for (Path part = path; part != null && !part.equals(root); part = part.getParent()) {
      if (Files.isSymbolicLink(part)) {
        throw new FileSystemException(
            part.toString(), null, "is a symbolic link; replace it by a folder or a mount");
      }
    }
  }

  private static boolean isAbsent(IOException e) {
    return e instanceof NoSuchFileException
        || (e instanceof FileSystemException f && "Not a directory".equals(f.getReason()));
  }

  private StoreUnavailableException unavailable(String what, String key, IOException e) {
    return new StoreUnavailableException(
        "object %s in folder %s cannot be %s: %s".formatted(key, root, what, reason(e)), e);
  }

  private static String reason(IOException e) {
    if (e instanceof ClosedByInterruptException) {
      return "the thread was interrupted";
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
