package dev.vivace.model.otlp;

import static java.util.Objects.requireNonNull;

import dev.vivace.model.bytes.ProtobufWriter;
import dev.vivace.model.bytes.Slice;
import dev.vivace.model.json.JsonCursor;
import dev.vivace.model.json.JsonText;
import dev.vivace.model.span.SpanBatch;
import org.jspecify.annotations.Nullable;

/// Turns an OTLP/JSON request into the same request in protobuf, which [OtlpProtobufReader] then
/// reads: streaming, without a document tree. Strict on structure and types, tolerant of the
/// dialects that senders write (snake_case keys, integers as strings, enums by name, unknown keys).
///
/// Of a key that occurs twice in one object the last wins: the bytes that the first led to are cut
/// out again. One thread at a time; buffers are reused.
public final class OtlpJsonTranscoder {

  private static final int KEPT_CAPACITY = 1 << 22;
  private static final byte[] NO_BYTES = {};
  private static final int SLOTS = JsonMessage.SLOTS;

  private final JsonCursor json = new JsonCursor();
  private final JsonText text = new JsonText(json);
  private final JsonScalars scalars = new JsonScalars(json, text);

  /// Where the output of each field of each open object lies, by depth and slot.
  private final int[] starts = new int[(JsonCursor.MAX_DEPTH + 1) * SLOTS];

  private final int[] ends = new int[(JsonCursor.MAX_DEPTH + 1) * SLOTS];

  private ProtobufWriter out = new ProtobufWriter(1 << 16);

  /// Appends the protobuf form of the batch's request to the batch's bytes and returns its offset;
  /// it ends where the batch then ends. Throws [dev.vivace.model.error.InvalidRequestException]
  /// with line and column if the request is no OTLP/JSON. A span with ids that are no ids is
  /// transcoded so that reading it refuses this span alone.
  public int transcode(SpanBatch batch) {
    json.reset(batch.bytes(), 0, batch.requestLength());
    text.reset(batch.bytes());
    scalars.reset(batch.counts(), out);
    out.clear();
    if (!json.consumeNull()) {
      readObject(JsonMessage.REQUEST, 1);
    }
    json.expectEnd();
    json.reset(NO_BYTES, 0, 0); // Lets go of the array, which the next line may replace.
    text.reset(NO_BYTES);
    int offset = Slice.offset(batch.append(out.bytes(), 0, out.length()));
    if (out.bytes().length > KEPT_CAPACITY) {
      out = new ProtobufWriter(KEPT_CAPACITY);
      scalars.reset(batch.counts(), out); // Lets go of the large one.
    }
    return offset;
  }

  private void readObject(JsonMessage message, int depth) {
    json.checkDepth(depth);
    json.expect('{', "'{'");
    if (json.consume('}')) {
      return;
    }
    int seen = 0;
    do {
      text.read("a key");
      JsonMessage.@Nullable Field field = message.find(text.bytes(), text.offset(), text.length());
      json.expect(':', "':'");
      if (field == null) {
        json.skipValue(depth);
      } else {
        seen = readField(field, depth, seen);
      }
    } while (json.consume(','));
    json.expect('}', "',' or '}'");
  }

  /// Reads a field's value and returns which slots have been seen in this object.
  private int readField(JsonMessage.Field field, int depth, int seen) {
    int bit = 1 << field.slot();
    int at = depth * SLOTS + field.slot();
    if ((seen & bit) != 0) {
      cut(depth, starts[at], ends[at]);
    }
    int start = out.length();
    if (!json.consumeNull()) {
      if (field.repeated()) {
        readArray(field, depth + 1);
      } else {
        readValue(field, depth);
      }
    }
    starts[at] = start;
    ends[at] = out.length();
    return seen | bit;
  }

  private void readArray(JsonMessage.Field field, int depth) {
    json.checkDepth(depth);
    json.expect('[', "'[' or null");
    if (json.consume(']')) {
      return;
    }
    do {
      if (!json.consumeNull()) {
        readValue(field, depth);
      } else if (field.message() == JsonMessage.ANY_VALUE) {
        out.end(out.begin(field.number())); // In a list of values null is one of them: unset.
      }
    } while (json.consume(','));
    json.expect(']', "',' or ']'");
  }

  private void readValue(JsonMessage.Field field, int depth) {
    if (field.kind() == JsonMessage.Kind.MESSAGE) {
      int begin = out.begin(field.number());
      readObject(requireNonNull(field.message()), depth + 1);
      out.end(begin);
    } else {
      scalars.read(field);
    }
  }

  /// Removes `[start, end)` from the output; what the open object wrote behind it moves. Each field
  /// moves at most once for every other field of its object before it is replaced itself, so that
  /// repeated keys cost no more than a few times their length.
  private void cut(int depth, int start, int end) {
    int size = end - start;
    System.arraycopy(out.bytes(), end, out.bytes(), start, out.length() - end);
    out.truncate(out.length() - size);
    for (int at = depth * SLOTS; at < (depth + 1) * SLOTS; at++) {
      // Also shifts what older objects left in slots not seen yet; those are set before use.
      if (starts[at] >= end) {
        starts[at] -= size;
        ends[at] -= size;
      }
    }
  }
}
