package dev.vivace.storage.object;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Files and folders that only their owner can use (0600, 0700 where the file system has such
/// permissions), and durable entries in folders.
public final class PrivateFiles {

  private PrivateFiles() {}

  /// Creates the folder and its missing parents, each flushed into the one above it. A folder that
  /// is there is flushed, too: whoever made it may have ended in between. One whose parent we may
  /// not write was not made by us.
  public static Path createFolders(Path folder) throws IOException {
    Path parent = folder.toAbsolutePath().getParent();
    boolean isThere = Files.isDirectory(folder);
    if (!isThere) {
      create(folder, parent);
    }
    if (parent != null && (!isThere || (Files.isReadable(parent) && Files.isWritable(parent)))) {
      forceFolder(parent);
    }
    return folder;
  }

  private static void create(Path folder, @Nullable Path parent) throws IOException {
    if (parent != null) {
      createFolders(parent);
    }
    try {
      Files.createDirectory(folder, permissions(folder, "rwx------"));
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(folder)) {
        throw e;
      }
    }
  }

  /// Opens a file without following a link; what is created belongs to the owner alone.
  public static FileChannel open(Path file, Set<? extends OpenOption> options) throws IOException {
    Set<OpenOption> all = new HashSet<>(options);
    all.add(LinkOption.NOFOLLOW_LINKS);
    return FileChannel.open(file, all, permissions(file, "rw-------"));
  }

  /// Flushes the entries of a folder: files that were created, renamed or deleted in it.
  public static void forceFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static FileAttribute<?>[] permissions(Path file, String mode) {
    if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return new FileAttribute<?>[0];
    }
    return new FileAttribute<?>[] {
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
    };
  }
}
