package dev.vivace.distributor.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class ContentEncodingTest {

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
      out.write(plain);
    }
    return compressed.toByteArray();
  }

  private static byte[] inflate(ContentEncoding encoding, byte[] compressed) throws IOException {
    try (InputStream in = encoding.inflate(new ByteArrayInputStream(compressed))) {
      return in.readAllBytes();
    }
  }

  private static byte[] repeat(byte[] part, int times) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < times; i++) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  @Test
  void severalGzipMembersAreOneBody() throws IOException {
    assertThat(inflate(ContentEncoding.GZIP, repeat(gzip(new byte[] {7}), 1000)))
        .isEqualTo(repeat(new byte[] {7}, 1000));
  }

  @Test
  void aMillionEmptyGzipMembersAreRefused() throws IOException {
    byte[] members = repeat(gzip(new byte[0]), 1_000_000);

    assertThatThrownBy(() -> inflate(ContentEncoding.GZIP, members))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("empty gzip members");
  }

  @Test
  void aZstdWindowOverTheLimitIsRefused() throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (ZstdOutputStream out = new ZstdOutputStream(compressed)) {
      out.setLong(27);
      out.write(new byte[1000]);
      out.flush();
      out.write(new byte[1000]);
    }

    assertThatThrownBy(() -> inflate(ContentEncoding.ZSTD, compressed.toByteArray()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("memory");
  }

  @Test
  void aSnappyBlockThatClaimsTooMuchIsRefusedBeforeAnythingIsAllocated() {
    byte[] liar = {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0x7f, 0};

    assertThatThrownBy(() -> SnappyBlock.inflatedBytes(liar))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot hold");
  }
}
