package dev.vivace.model.fuzz;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/// Runs a target on seeds and on random changes of them. A target throws nothing but what it
/// promises to, and takes less than a second; ten are allowed here, for busy machines.
public final class Mutations {

  private static final int DEFAULT_COUNT = 3000;
  private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final int MAX_BYTES = 64 << 10;
  private static final int[] INTERESTING = {0, 1, 0x7f, 0x80, 0xff, 0x7fff_ffff, -1, 1 << 16};

  private final Random random;
  private final List<byte[]> seeds;

  private Mutations(long seed, List<byte[]> seeds) {
    this.random = new Random(seed);
    this.seeds = seeds;
  }

  /// What is fuzzed; throws whatever it must not.
  public interface Target {

    void run(byte[] input) throws Exception;
  }

  /// Fails with the seed and the input unless the target takes all of them. The count is
  /// `vivace.fuzz.mutations` (3,000), the seed `vivace.seed`.
  public static void run(String name, List<byte[]> seeds, Target target) {
    long seed = Long.getLong("vivace.seed", System.nanoTime());
    int count = Integer.getInteger("vivace.fuzz.mutations", DEFAULT_COUNT);
    System.out.printf("%s: %d mutations, -Dvivace.seed=%d%n", name, count, seed);
    Mutations mutations = new Mutations(seed, seeds);
    seeds.forEach(input -> check(name, seed, input, target));
    for (int i = 0; i < count; i++) {
      check(name, seed, mutations.next(), target);
    }
  }

  private static void check(String name, long seed, byte[] input, Target target) {
    long began = System.nanoTime();
    try {
      target.run(input.clone());
    } catch (Exception | Error e) {
      throw new AssertionError(message(name, seed, input), e);
    }
    long nanos = System.nanoTime() - began;
    if (nanos > MAX_NANOS) {
      throw new AssertionError(
          message(name, seed, input) + " took " + TimeUnit.NANOSECONDS.toMillis(nanos) + " ms");
    }
  }

  private static String message(String name, long seed, byte[] input) {
    return "%s, -Dvivace.seed=%d, input %s".formatted(name, seed, HexFormat.of().formatHex(input));
  }

  private byte[] next() {
    byte[] input = seeds.get(random.nextInt(seeds.size())).clone();
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      input = change(input);
    }
    return input;
  }

  private byte[] change(byte[] input) {
    if (input.length == 0) {
      return new byte[] {(byte) random.nextInt()};
    }
    int at = random.nextInt(input.length);
    return switch (random.nextInt(7)) {
      case 0 -> with(input, at, (byte) (input[at] ^ 1 << random.nextInt(8)));
      case 1 -> with(input, at, (byte) random.nextInt());
      case 2 -> number(input, at);
      case 3 -> Arrays.copyOf(input, at);
      case 4 -> splice(input, at, Math.min(input.length, at + random.nextInt(16)), new byte[0]);
      case 5 -> splice(input, at, at, part(input));
      default -> splice(input, at, at, part(seeds.get(random.nextInt(seeds.size()))));
    };
  }

  private static byte[] with(byte[] input, int at, byte value) {
    input[at] = value;
    return input;
  }

  /// Writes a number that often stands for something else, in either byte order.
  private byte[] number(byte[] input, int at) {
    int value = INTERESTING[random.nextInt(INTERESTING.length)];
    boolean isBig = random.nextBoolean();
    for (int i = 0; i < Integer.BYTES && at + i < input.length; i++) {
      input[at + i] = (byte) (value >>> (isBig ? 24 - 8 * i : 8 * i));
    }
    return input;
  }

  private byte[] part(byte[] of) {
    int from = random.nextInt(of.length + 1);
    return Arrays.copyOfRange(of, from, Math.min(of.length, from + random.nextInt(64)));
  }

  private static byte[] splice(byte[] input, int from, int to, byte[] inserted) {
    int length = Math.min(MAX_BYTES, input.length - (to - from) + inserted.length);
    byte[] spliced = new byte[length];
    int head = Math.min(from, length);
    System.arraycopy(input, 0, spliced, 0, head);
    int middle = Math.min(inserted.length, length - head);
    System.arraycopy(inserted, 0, spliced, head, middle);
    System.arraycopy(input, to, spliced, head + middle, length - head - middle);
    return spliced;
  }
}
