package dev.vivace.storage.object.s3;

import dev.vivace.storage.object.ObjectStore;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;

/// A range of an object's content as the body of a request; opened as often as it is asked for, to
/// sign it and to send it. Closing closes all that were opened.
final class ContentStreams implements ContentStreamProvider, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ContentStreams.class);
  private static final String BINARY = "application/octet-stream";

  private final String key;
  private final ObjectStore.ObjectContent content;
  private final long offset;
  private final long length;
  private final List<InputStream> opened = new ArrayList<>();

  ContentStreams(String key, ObjectStore.ObjectContent content, long offset, long length) {
    this.key = key;
    this.content = content;
    this.offset = offset;
    this.length = length;
  }

  RequestBody body() {
    return RequestBody.fromContentProvider(this, length, BINARY);
  }

  @Override
  public InputStream newStream() {
    InputStream in = content.open();
    opened.add(in);
    try {
      in.skipNBytes(offset);
    } catch (IOException e) {
      throw new UncheckedIOException(new ContentException(e));
    }
    return new Range(in);
  }

  @Override
  public void close() {
    for (InputStream in : opened) {
      try {
        in.close();
      } catch (IOException e) {
        LOG.warn("content of object {} could not be closed", key, e);
      }
    }
  }

  /// Ends after the length, and complains if the content ends before.
  private final class Range extends FilterInputStream {

    private long left = length;

    Range(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int at, int count) throws IOException {
      if (left == 0) {
        return -1;
      }
      int read;
      try {
        read = in.read(bytes, at, (int) Math.min(count, left));
      } catch (IOException e) {
        throw new ContentException(e);
      }
      if (read < 0) {
        throw new ContentException(
            "content of object %s ends %d bytes before its length, %d"
                .formatted(key, left, content.length()));
      }
      left -= read;
      return read;
    }

    @Override
    public long skip(long count) throws IOException {
      long skipped = super.skip(Math.min(count, left));
      left -= skipped;
      return skipped;
    }

    @Override
    public int available() throws IOException {
      return (int) Math.min(super.available(), left);
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
