package dev.vivace.cli.check;

import dev.vivace.cli.compare.Fault;
import dev.vivace.cli.wire.UnansweredException;
import java.util.List;

/// A question whose right answer is known.
interface Question {
  /// Asks it; returns what is wrong with the answer.
  List<Fault> ask() throws UnansweredException;
}
