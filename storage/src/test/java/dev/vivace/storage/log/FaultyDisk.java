package dev.vivace.storage.log;

import com.google.common.util.concurrent.Uninterruptibles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// A disk that fails on demand. Flushes are counted, not done: no test cuts the power.
final class FaultyDisk extends DiskDecorator {

  volatile boolean failsForce;
  volatile boolean failsCreate;
  volatile int tearsWriteAfterBytes = -1;
  volatile long usableBytes = Long.MAX_VALUE; // negative: what the disk says
  volatile boolean isFull;
  volatile CountDownLatch forcesWaitFor = new CountDownLatch(0);
  final AtomicInteger forces = new AtomicInteger();

  FaultyDisk(LogDisk disk) {
    super(disk);
  }

  @Override
  public Output create(Path file) throws IOException {
    if (failsCreate) {
      throw new IOException("create failed by the test");
    }
    return new FaultyOutput(disk.create(file));
  }

  @Override
  public void forceFolder(Path folder) throws IOException {
    forces.incrementAndGet();
  }

  @Override
  public long usableBytes() throws IOException {
    return usableBytes < 0 ? disk.usableBytes() : usableBytes;
  }

  private final class FaultyOutput implements Output {

    private final Output output;

    FaultyOutput(Output output) {
      this.output = output;
    }

    @Override
    public void write(ByteBuffer bytes, long position) throws IOException {
      if (isFull) {
        throw new IOException("No space left on device");
      }
      if (tearsWriteAfterBytes >= 0 && bytes.remaining() > tearsWriteAfterBytes) {
        output.write(bytes.limit(bytes.position() + tearsWriteAfterBytes), position);
        throw new IOException("write torn by the test");
      }
      output.write(bytes, position);
    }

    @Override
    public void force() throws IOException {
      Uninterruptibles.awaitUninterruptibly(forcesWaitFor);
      if (failsForce) {
        throw new IOException("fsync failed by the test");
      }
      forces.incrementAndGet();
    }

    @Override
    public void close() throws IOException {
      output.close();
    }
  }
}
