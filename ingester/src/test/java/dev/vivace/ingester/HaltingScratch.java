package dev.vivace.ingester;

import dev.vivace.storage.log.FailPoints;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// Scratch files with a fail point before, in the middle of and after each effect.
record HaltingScratch(Scratch scratch, FailPoints points) implements Scratch {

  @Override
  public void empty() throws IOException {
    halt("scratch.empty: not begun");
    scratch.empty();
    halt("scratch.empty: done, answer lost");
  }

  @Override
  public OutputStream create(String name) throws IOException {
    halt("scratch.create: not begun");
    OutputStream created = scratch.create(name);
    if (points.isHaltedAt("scratch.create: done, answer lost")) {
      created.close();
      throw new IOException("the process has ended");
    }
    return new FilterOutputStream(created) {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        halt("scratch.write: not begun");
        out.write(bytes, offset, length / 2);
        halt("scratch.write: half written");
        out.write(bytes, offset + length / 2, length - length / 2);
        halt("scratch.write: done, answer lost");
      }
    };
  }

  @Override
  public InputStream open(String name) throws IOException {
    halt("scratch.open");
    return scratch.open(name);
  }

  @Override
  public void delete(String name) throws IOException {
    halt("scratch.delete: not begun");
    scratch.delete(name);
    halt("scratch.delete: done, answer lost");
  }

  private void halt(String step) throws IOException {
    if (points.isHaltedAt(step)) {
      throw new IOException("the process has ended at: " + step);
    }
  }
}
