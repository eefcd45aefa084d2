package dev.vivace.storage.log;

import java.io.IOException;

/// The volume has no space for the log; appends fail until it has.
final class DiskFullException extends IOException {

  DiskFullException(String message) {
    super(message);
  }
}
