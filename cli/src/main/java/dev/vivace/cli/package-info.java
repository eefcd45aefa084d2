/// The command line tool, which knows servers from outside alone: the interfaces that everybody may
/// use, of Vivace or of another server that has them.
///
/// ```text
///   Main ──▶ audit ──▶ check ──▶ compare ──▶ journal ──▶ content
///              └──▶ wire ◀──┘
/// ```
///
/// Start at [dev.vivace.cli.audit].
@NullMarked
package dev.vivace.cli;

import org.jspecify.annotations.NullMarked;
