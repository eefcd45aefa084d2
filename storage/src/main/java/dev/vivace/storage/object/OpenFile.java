package dev.vivace.storage.object;

import java.io.IOException;
import java.nio.channels.FileChannel;

/// An open file that several readers share: closed when the last one and the cache have let go.
final class OpenFile {

  final FileChannel channel;
  private int users = 1; // guarded by this; the cache is the first user

  OpenFile(FileChannel channel) {
    this.channel = channel;
  }

  /// Returns false if the file is closed already.
  synchronized boolean acquire() {
    if (users == 0) {
      return false;
    }
    users++;
    return true;
  }

  void release() throws IOException {
    boolean isLast;
    synchronized (this) {
      isLast = --users == 0;
    }
    if (isLast) {
      channel.close();
    }
  }
}
