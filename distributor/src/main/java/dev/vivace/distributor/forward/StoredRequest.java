package dev.vivace.distributor.forward;

import dev.vivace.model.bytes.ProtobufCursor;
import dev.vivace.model.bytes.ProtobufWriter;
import java.util.Arrays;

/// A copy of a request of which at least one span is stored, as OTLP protobuf. Thread-safe.
public final class StoredRequest {

  private static final int RESOURCE_SPANS = 1;
  private static final int CHILDREN = 2;

  /// What children were called before OTLP 0.15.
  private static final int OLD_CHILDREN = 1000;

  private final byte[] request;
  private final int[] refused;
  private final int spanCount;

  /// @param request belongs to this from now on
  /// @param refused the ordinals of spans that were refused, in any order; it, too
  /// @param spanCount of those that are stored
  public StoredRequest(byte[] request, int[] refused, int spanCount) {
    this.request = request;
    this.refused = refused;
    this.spanCount = spanCount;
    Arrays.sort(refused);
  }

  public int spanCount() {
    return spanCount;
  }

  int size() {
    return request.length;
  }

  /// The request without the refused spans. Costs a copy if there are some.
  byte[] message() {
    return refused.length == 0 ? request : new Copy().message();
  }

  /// Copies all but the refused spans, which are counted as decoding counts them.
  private final class Copy {

    private final ProtobufCursor cursor = new ProtobufCursor();
    private final ProtobufWriter out = new ProtobufWriter(request.length);
    private int ordinal;

    byte[] message() {
      cursor.reset(request, 0, request.length);
      while (cursor.hasMore()) {
        int start = cursor.position();
        int tag = cursor.readTag();
        if (tag == tag(RESOURCE_SPANS)) {
          int outer = cursor.enter();
          int begin = out.begin(RESOURCE_SPANS);
          copyResourceSpans();
          out.end(begin);
          cursor.leave(outer);
        } else {
          copyField(start, tag);
        }
      }
      return out.toByteArray();
    }

    private void copyResourceSpans() {
      int children = children();
      while (cursor.hasMore()) {
        int start = cursor.position();
        int tag = cursor.readTag();
        if (tag == tag(children)) {
          int outer = cursor.enter();
          int begin = out.begin(children);
          copyScopeSpans();
          out.end(begin);
          cursor.leave(outer);
        } else {
          copyField(start, tag);
        }
      }
    }

    /// The old children are read only if there are no others.
    private int children() {
      int start = cursor.position();
      int found = OLD_CHILDREN;
      while (cursor.hasMore()) {
        int tag = cursor.readTag();
        if (tag == tag(CHILDREN)) {
          found = CHILDREN;
        }
        cursor.skip(tag);
      }
      cursor.moveTo(start, cursor.limit());
      return found;
    }

    private void copyScopeSpans() {
      while (cursor.hasMore()) {
        int start = cursor.position();
        int tag = cursor.readTag();
        if (tag == tag(CHILDREN) && Arrays.binarySearch(refused, ordinal++) >= 0) {
          cursor.skip(tag);
        } else {
          copyField(start, tag);
        }
      }
    }

    private void copyField(int start, int tag) {
      cursor.skip(tag);
      out.writeRaw(request, start, cursor.position() - start);
    }

    private static int tag(int field) {
      return field << 3 | ProtobufWriter.BYTES;
    }
  }
}
