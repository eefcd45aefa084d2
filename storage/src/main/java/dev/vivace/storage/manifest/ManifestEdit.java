package dev.vivace.storage.manifest;

/// A change of a manifest as a function of the version it is made on, so that it can be made again
/// on the version of whoever was faster. Applied to a state that has it already, it changes
/// nothing.
@FunctionalInterface
public interface ManifestEdit {

  /// What the edit makes of a version.
  ///
  /// @param sequence the number of the version that would be made
  Outcome applyTo(ManifestState state, long sequence);

  /// What an edit comes to.
  sealed interface Outcome {

    /// The next version.
    record Changed(ManifestState state) implements Outcome {}

    /// Nothing is left to be done.
    record Unchanged() implements Outcome {}

    /// It must not be done on this version.
    record Refused(String reason) implements Outcome {}
  }
}
