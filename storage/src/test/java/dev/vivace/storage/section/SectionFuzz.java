package dev.vivace.storage.section;

import dev.vivace.model.error.CorruptDataException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// The reader of section commits as targets of fuzzing: any bytes are read or refused as damaged.
public final class SectionFuzz {

  private static final int HEAD_BYTES = 87; // {"sha256":" + 64 digits + ","section":
  private static final int SUFFIX_BYTES = 2;

  private SectionFuzz() {}

  /// Reads a commit object.
  public static void object(byte[] input) {
    try {
      SectionCodec.decode("fuzz", input);
    } catch (CorruptDataException e) {
      // It is refused.
    }
  }

  /// Reads a commit object with this section and the digest that fits it.
  public static void section(byte[] input) throws NoSuchAlgorithmException {
    String digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(input));
    byte[] head =
        "{\"sha256\":\"%s\",\"section\":".formatted(digest).getBytes(StandardCharsets.US_ASCII);
    byte[] object = Arrays.copyOf(head, head.length + input.length + SUFFIX_BYTES);
    System.arraycopy(input, 0, object, head.length, input.length);
    object[object.length - 2] = '}';
    object[object.length - 1] = '\n';
    object(object);
  }

  public static List<byte[]> objectSeeds() {
    return List.of(new byte[0], SectionCodec.encode(SectionFixture.full()));
  }

  public static List<byte[]> sectionSeeds() {
    byte[] object = SectionCodec.encode(SectionFixture.full());
    return List.of(
        "{}".getBytes(StandardCharsets.US_ASCII),
        Arrays.copyOfRange(object, HEAD_BYTES, object.length - SUFFIX_BYTES));
  }
}
