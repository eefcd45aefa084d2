package dev.vivace.model.error;

/// Stored bytes are not what was written: the operator must act. The message names file or object,
/// place, what was found and what was expected. An answer that lacks such data is marked partial;
/// compaction stops.
public final class CorruptDataException extends RuntimeException {

  public CorruptDataException(String message) {
    super(message);
  }

  public CorruptDataException(String message, Throwable cause) {
    super(message, cause);
  }
}
