package dev.vivace.storage.manifest;

import dev.vivace.model.error.CorruptDataException;
import dev.vivace.storage.document.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// The reader of manifests as targets of fuzzing: any bytes are read or refused as damaged.
public final class ManifestFuzz {

  private static final Manifest FULL = ManifestFixture.full();
  private static final int HEAD_BYTES = 88; // {"sha256":" + 64 digits + ","manifest":
  private static final int SUFFIX_BYTES = 2;

  private ManifestFuzz() {}

  /// Reads a version's object.
  public static void object(byte[] input) {
    try {
      ManifestCodec.decode(FULL.tenant(), FULL.sequence(), input);
    } catch (CorruptDataException e) {
      // It is refused.
    }
  }

  /// Reads an object with this manifest and the digest that fits it.
  public static void manifest(byte[] input) {
    byte[] head =
        "{\"sha256\":\"%s\",\"manifest\":"
            .formatted(Sha256.hex(input))
            .getBytes(StandardCharsets.US_ASCII);
    byte[] object = Arrays.copyOf(head, head.length + input.length + SUFFIX_BYTES);
    System.arraycopy(input, 0, object, head.length, input.length);
    object[object.length - 2] = '}';
    object[object.length - 1] = '\n';
    object(object);
  }

  public static List<byte[]> objectSeeds() {
    return List.of(new byte[0], ManifestCodec.encode(FULL));
  }

  public static List<byte[]> manifestSeeds() {
    byte[] object = ManifestCodec.encode(FULL);
    return List.of(
        "{}".getBytes(StandardCharsets.US_ASCII),
        Arrays.copyOfRange(object, HEAD_BYTES, object.length - SUFFIX_BYTES));
  }
}
