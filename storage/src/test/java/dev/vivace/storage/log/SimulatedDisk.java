package dev.vivace.storage.log;

import dev.vivace.model.error.StoreUnavailableException;
import dev.vivace.storage.property.Choices;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A disk in memory that knows what was flushed. At a chosen operation the process ends, in the
/// middle of a write if it is one; then either everything that was written is still seen, or the
/// power was cut, too, and of what was not flushed any sectors and entries are gone. Operations
/// fail at random if asked to, and the disk can be full. For one thread; what it does follows from
/// the random numbers it is given.
final class SimulatedDisk implements LogDisk {

  private final Choices choices;
  private final SimulatedFolder root = new SimulatedFolder();
  private final Set<Path> locks = new HashSet<>();
  private long operationsLeft = Long.MAX_VALUE;
  private long operations;
  private long capacityBytes = 1L << 40;
  private int failureInverse; // one of so many operations fails; 0: none
  private long failures;

  SimulatedDisk(Choices choices) {
    this.choices = choices;
  }

  /// The process ended; nothing of it may go on.
  static final class ProcessEnded extends Error {

    private static final long serialVersionUID = 1;

    ProcessEnded() {
      super("the process ended here", null, false, false);
    }
  }

  /// Lets the process end in the n-th operation from now, the first being 1.
  void endProcessIn(long operations) {
    operationsLeft = operations;
  }

  /// Whether the process has ended.
  boolean hasEnded() {
    return operationsLeft <= 0;
  }

  /// Ends the process between two operations.
  void endProcess() {
    operationsLeft = 0;
  }

  /// A new process, on what the old one wrote.
  void startAfterKill() {
    operationsLeft = Long.MAX_VALUE;
    locks.clear();
  }

  /// A new process, on what was flushed and some of what was not.
  void startAfterPowerLoss() {
    startAfterKill();
    root.losePower(choices);
  }

  void failOneOf(int inverse) {
    failureInverse = inverse;
  }

  void capacity(long bytes) {
    capacityBytes = bytes;
  }

  /// How many operations there were.
  long operations() {
    return operations;
  }

  /// How many operations failed.
  long failures() {
    return failures;
  }

  /// Flips a bit somewhere in a file.
  void flipBit(Path path) throws IOException {
    SimulatedFile file = file(path);
    file.flip(choices.below(file.size()), choices.below(8));
  }

  @Override
  public void createFolders(Path path) throws IOException {
    SimulatedFolder folder = root;
    for (Path name : path) {
      begin(true);
      if (folder.get(name.toString()) == null) {
        folder.add(name.toString(), new SimulatedFolder());
      }
      begin(true);
      folder.force();
      if (!(folder.get(name.toString()) instanceof SimulatedFolder next)) {
        throw new IOException(path + " is no folder");
      }
      folder = next;
    }
  }

  @Override
  public List<Path> list(Path path) throws IOException {
    begin(false);
    return node(path) instanceof SimulatedFolder folder
        ? folder.names().stream().map(path::resolve).toList()
        : List.of();
  }

  @Override
  public Output create(Path path) throws IOException {
    begin(true);
    if (node(path) instanceof SimulatedFile there) {
      there.truncate(0);
      return new FileOutput(there);
    }
    SimulatedFile file = new SimulatedFile();
    parent(path).add(name(path), file);
    return new FileOutput(file);
  }

  @Override
  public Input open(Path path) throws IOException {
    begin(false);
    return new FileInput(file(path));
  }

  @Override
  public OptionalLong size(Path path) {
    begin();
    return node(path) instanceof SimulatedFile file
        ? OptionalLong.of(file.size())
        : OptionalLong.empty();
  }

  @Override
  public void truncate(Path path, long bytes) throws IOException {
    SimulatedFile file = file(path);
    begin(true);
    if (bytes < file.size()) {
      file.truncate((int) bytes);
    }
    force(file);
  }

  @Override
  public void rename(Path source, Path target) throws IOException {
    begin(true);
    parent(source).rename(name(source), name(target));
  }

  @Override
  public void delete(Path file) throws IOException {
    begin(true);
    parent(file).remove(name(file));
  }

  @Override
  public void forceFolder(Path path) throws IOException {
    begin(true);
    if (!(node(path) instanceof SimulatedFolder folder)) {
      throw new FileNotFoundException(path.toString());
    }
    folder.force();
  }

  @Override
  public Closeable lock(Path file) {
    if (!locks.add(file)) {
      throw new StoreUnavailableException(file + " is locked");
    }
    return () -> locks.remove(file);
  }

  @Override
  public long usableBytes() {
    return Math.max(0, capacityBytes - usedBytes());
  }

  @Override
  public long totalBytes() {
    return capacityBytes;
  }

  private long usedBytes() {
    return root.files().stream().mapToLong(SimulatedFile::size).sum();
  }

  private void begin() {
    operations++;
    if (operationsLeft > 0) {
      operationsLeft--;
    }
    if (operationsLeft == 0) {
      throw new ProcessEnded();
    }
  }

  private void begin(boolean mayFail) throws IOException {
    begin();
    if (mayFail && isFailing()) {
      throw new IOException("failed by the simulated disk");
    }
  }

  private boolean isFailing() {
    boolean fails = failureInverse > 0 && choices.below(failureInverse) == 0;
    if (fails) {
      failures++;
    }
    return fails;
  }

  private void force(SimulatedFile file) throws IOException {
    begin();
    if (isFailing()) {
      file.failForce(choices);
      throw new IOException("fsync failed by the simulated disk");
    }
    file.force();
  }

  private @Nullable Object node(Path path) {
    Object node = root;
    for (Path name : path) {
      node = node instanceof SimulatedFolder folder ? folder.get(name.toString()) : null;
    }
    return node;
  }

  private SimulatedFile file(Path path) throws IOException {
    if (node(path) instanceof SimulatedFile file) {
      return file;
    }
    throw new FileNotFoundException(path.toString());
  }

  private SimulatedFolder parent(Path path) throws IOException {
    Path parent = path.getParent();
    if (parent != null && node(parent) instanceof SimulatedFolder folder) {
      return folder;
    }
    throw new FileNotFoundException(path.toString());
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  private final class FileOutput implements Output {

    private final SimulatedFile file;

    FileOutput(SimulatedFile file) {
      this.file = file;
    }

    @Override
    public void write(ByteBuffer buffer, long position) throws IOException {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      try {
        begin();
      } catch (ProcessEnded e) {
        writeStart(bytes, position, choices.below(bytes.length + 1));
        throw e;
      }
      if (isFailing()) {
        writeStart(bytes, position, choices.below(bytes.length + 1));
        throw new IOException("write failed by the simulated disk");
      }
      long growth = Math.max(0, position + bytes.length - file.size());
      long room = growth == 0 ? 0 : usableBytes();
      if (growth > room) {
        writeStart(bytes, position, (int) Math.max(0, bytes.length - (growth - room)));
        throw new IOException("No space left on device");
      }
      file.write(bytes, (int) position);
    }

    private void writeStart(byte[] bytes, long position, int length) {
      if (length > 0) {
        file.write(Arrays.copyOf(bytes, length), (int) position);
      }
    }

    @Override
    public void force() throws IOException {
      SimulatedDisk.this.force(file);
    }

    @Override
    public void close() {
      // Closing flushes nothing.
    }
  }

  private final class FileInput implements Input {

    private final SimulatedFile file;

    FileInput(SimulatedFile file) {
      this.file = file;
    }

    @Override
    public long size() {
      return file.size();
    }

    @Override
    public int read(ByteBuffer buffer, long position) {
      begin();
      return file.read(buffer, (int) position);
    }

    @Override
    public void close() {
      // Nothing is held.
    }
  }
}
