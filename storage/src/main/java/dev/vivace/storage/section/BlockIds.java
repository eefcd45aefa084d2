package dev.vivace.storage.section;

import dev.vivace.model.id.TenantId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/// Names blocks after what they hold, so that whoever builds a section again names its blocks the
/// same: UUID version 5 (RFC 9562, section 5.5) in [#NAMESPACE] of the text
/// `<logId>/<partition>/<start>/<end>/<tenant>/<part>`, numbers in decimal without zeros in front.
public final class BlockIds {

  /// The namespace of block ids: the version 5 UUID of `vivace.dev/block` in RFC 9562's namespace
  /// of URLs.
  public static final UUID NAMESPACE =
      version5(UUID.fromString("6ba7b811-9dad-11d1-80b4-00c04fd430c8"), "vivace.dev/block");

  private BlockIds() {}

  /// @param part 0 for the first block of the tenant in this section
  public static UUID of(
      UUID logId, int partition, long start, long end, TenantId tenant, int part) {
    return version5(
        NAMESPACE, "%s/%d/%d/%d/%s/%d".formatted(logId, partition, start, end, tenant, part));
  }

  static UUID version5(UUID namespace, String name) {
    MessageDigest sha1 = sha1();
    sha1.update(
        ByteBuffer.allocate(16)
            .putLong(namespace.getMostSignificantBits())
            .putLong(namespace.getLeastSignificantBits())
            .flip());
    ByteBuffer hash = ByteBuffer.wrap(sha1.digest(name.getBytes(StandardCharsets.UTF_8)));
    long high = (hash.getLong() & 0xffff_ffff_ffff_0fffL) | 0x5000L;
    long low = (hash.getLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
    return new UUID(high, low);
  }

  private static MessageDigest sha1() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime has no SHA-1; every one must", e);
    }
  }
}
