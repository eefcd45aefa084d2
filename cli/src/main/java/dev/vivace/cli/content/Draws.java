package dev.vivace.cli.content;

/// Random numbers by splitmix64. The library's generators may change with a release, and content
/// must not: journals are read by later versions.
final class Draws {
  // Odd, and not splitmix64's own step: streams of neighbouring numbers would overlap.
  private static final long SPACING = 0xd1342543de82ef95L;

  private long state;

  Draws(long seed, long n, int salt) {
    state = seed;
    state = next() + (n + 1) * SPACING;
    state = next() + salt;
  }

  long next() {
    state += 0x9e3779b97f4a7c15L;
    long mixed = state;
    mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }

  /// From 0 to `bound` - 1.
  int below(int bound) {
    return (int) Long.remainderUnsigned(next(), bound);
  }

  boolean chance(int percent) {
    return below(100) < percent;
  }

  /// A finite number of any size and sign.
  double number() {
    return (next() >> 11) * Math.scalb(1.0, below(200) - 150);
  }
}
