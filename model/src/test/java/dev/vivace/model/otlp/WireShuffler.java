package dev.vivace.model.otlp;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Writes a message's bytes with its fields in another order, down to the innermost: random, or
/// back to front as the OpenTelemetry Collector does. Fields of one number keep their order, so the
/// meaning stays. At random also sends a singular message in two pieces.
public final class WireShuffler {

  private final @Nullable Random random;

  private WireShuffler(@Nullable Random random) {
    this.random = random;
  }

  /// In a random order.
  public static byte[] shuffle(Descriptor message, byte[] bytes, Random random) {
    return new WireShuffler(random).rewrite(message, ByteString.copyFrom(bytes)).toByteArray();
  }

  /// Back to front.
  public static byte[] reverse(Descriptor message, byte[] bytes) {
    return new WireShuffler(null).rewrite(message, ByteString.copyFrom(bytes)).toByteArray();
  }

  private ByteString rewrite(Descriptor message, ByteString bytes) {
    try {
      NavigableMap<Integer, Deque<ByteString>> byNumber = new TreeMap<>();
      CodedInputStream in = bytes.newCodedInput();
      while (!in.isAtEnd()) {
        int start = in.getTotalBytesRead();
        int tag = in.readTag();
        in.skipField(tag);
        byNumber
            .computeIfAbsent(WireFormat.getTagFieldNumber(tag), number -> new ArrayDeque<>())
            .addAll(pieces(message, tag, bytes.substring(start, in.getTotalBytesRead())));
      }
      return ByteString.copyFrom(ordered(byNumber));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private List<ByteString> pieces(Descriptor message, int tag, ByteString whole)
      throws IOException {
    FieldDescriptor field = message.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
    boolean isMessage =
        field != null
            && field.getType() == FieldDescriptor.Type.MESSAGE
            && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
    if (!isMessage) {
      return List.of(whole);
    }
    CodedInputStream in = whole.newCodedInput();
    in.readTag();
    ByteString content = rewrite(field.getMessageType(), in.readBytes());
    if (random == null || field.isRepeated() || random.nextInt(3) > 0) {
      return List.of(nested(tag, content));
    }
    int cut = middle(content);
    return List.of(nested(tag, content.substring(0, cut)), nested(tag, content.substring(cut)));
  }

  /// The end of a random field.
  private int middle(ByteString message) throws IOException {
    CodedInputStream in = message.newCodedInput();
    int end = 0;
    while (!in.isAtEnd() && random != null && random.nextInt(3) > 0) {
      in.skipField(in.readTag());
      end = in.getTotalBytesRead();
    }
    return end;
  }

  private List<ByteString> ordered(NavigableMap<Integer, Deque<ByteString>> byNumber) {
    List<ByteString> ordered = new ArrayList<>();
    while (!byNumber.isEmpty()) {
      List<Integer> numbers = new ArrayList<>(byNumber.keySet());
      Integer number =
          random == null ? numbers.getLast() : numbers.get(random.nextInt(numbers.size()));
      ordered.add(byNumber.get(number).removeFirst());
      if (byNumber.get(number).isEmpty()) {
        byNumber.remove(number);
      }
    }
    return ordered;
  }

  private static ByteString nested(int tag, ByteString content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeUInt32NoTag(tag);
    out.writeBytesNoTag(content);
    out.flush();
    return ByteString.copyFrom(bytes.toByteArray());
  }
}
