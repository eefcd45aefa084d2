package dev.vivace.distributor.redact;

import dev.vivace.distributor.ingest.RedactionCounts;

/// Counts what is redacted in one request.
final class Tally {

  private int deleted;
  private int hashed;
  private int masked;
  private int cut;

  void add(RedactionAction action) {
    switch (action) {
      case DELETE -> deleted++;
      case HASH -> hashed++;
      case MASK -> masked++;
    }
  }

  void addCut() {
    cut++;
  }

  RedactionCounts counts(int repaired) {
    return new RedactionCounts(deleted, hashed, masked, cut, repaired);
  }
}
