package dev.vivace.distributor.encoding;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// Reads gzip, also several members one after the other. The JDK's stream calls itself at the end
/// of each member, so a body made of empty members would overflow the stack: here they are counted.
final class GzipMembersInputStream extends GZIPInputStream {

  private static final int MAX_EMPTY_MEMBERS = 100;
  private static final int BUFFER_BYTES = 8192;

  private int depth;

  GzipMembersInputStream(InputStream compressed) throws IOException {
    super(compressed, BUFFER_BYTES);
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (depth > MAX_EMPTY_MEMBERS) {
      throw new ZipException("more than %d empty gzip members".formatted(MAX_EMPTY_MEMBERS));
    }
    depth++;
    try {
      return super.read(target, offset, length);
    } finally {
      depth--;
    }
  }
}
