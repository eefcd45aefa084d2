package dev.vivace.storage.section;

/// A section whose object is there and cannot be read: what became of its records is not known, nor
/// which blocks it names.
///
/// @param end where the next section begins; [#END_UNKNOWN] if there is none yet
/// @param problem what is wrong with the object
public record DamagedSection(long start, long end, String problem) {

  /// The end of the last section of a chain, which nothing but its object tells.
  public static final long END_UNKNOWN = Long.MAX_VALUE;

  public DamagedSection {
    if (start < 0 || end <= start) {
      throw new IllegalArgumentException(
          "damaged section [%d, %d) (expected: 0 <= start < end)".formatted(start, end));
    }
  }

  public boolean isEndKnown() {
    return end != END_UNKNOWN;
  }
}
