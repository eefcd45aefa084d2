package dev.vivace.storage.object.s3;

import java.io.IOException;

/// What was to be stored could not be read, or ended early: no fault of the store.
final class ContentException extends IOException {

  ContentException(String message) {
    super(message);
  }

  ContentException(IOException cause) {
    super(cause.getMessage(), cause);
  }
}
