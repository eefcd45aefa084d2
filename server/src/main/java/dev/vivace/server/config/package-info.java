/// Configuration: what the process was told, checked as a whole before anything starts.
///
/// ```text
///   file ──▶ EnvironmentExpander ──▶ YamlReader ─┐                          ┌─▶ VivaceConfig
///                                                ├─▶ Aliases ─▶ RecordBinder┤
///   arguments ─────────────────────▶ CommandLine ┘      │                   └─▶ Problems
///                                                  TempoKeys: known, without effect
/// ```
///
/// Start at [ConfigLoader] and [VivaceConfig]. What always holds:
/// - A key is the snake-case name of a record component; its type decides what may be written.
/// - Flags beat the file, the file beats the defaults.
/// - All problems are reported together, each with its place, what was found and what was expected.
@NullMarked
package dev.vivace.server.config;

import org.jspecify.annotations.NullMarked;
