package dev.vivace.integration.data;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.WireFormat;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes messages with their fields in descending order, at every level, as some agents do; the
/// elements of a repeated field stay in theirs.
public final class WireOrder {
  private WireOrder() {}

  /// The same export request, back to front.
  public static byte[] reversed(byte[] request) {
    try {
      return reversed(request, ExportTraceServiceRequest.getDescriptor());
    } catch (IOException e) {
      throw new UncheckedIOException("not an export request", e);
    }
  }

  private static byte[] reversed(byte[] message, Descriptor type) throws IOException {
    Deque<List<byte[]>> fields = new ArrayDeque<>();
    int previous = 0;
    CodedInputStream in = CodedInputStream.newInstance(message);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag != previous) {
        fields.push(new ArrayList<>());
        previous = tag;
      }
      fields.element().add(field(in, tag, type));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(message.length);
    for (List<byte[]> elements : fields) {
      for (byte[] element : elements) {
        out.write(element);
      }
    }
    return out.toByteArray();
  }

  private static byte[] field(CodedInputStream in, int tag, Descriptor type) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    @Nullable FieldDescriptor field = type.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
    if (field != null && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
      out.writeUInt32NoTag(tag);
      out.writeByteArrayNoTag(reversed(in.readByteArray(), field.getMessageType()));
    } else {
      copy(in, tag, out);
    }
    out.flush();
    return bytes.toByteArray();
  }

  private static void copy(CodedInputStream in, int tag, CodedOutputStream out) throws IOException {
    out.writeUInt32NoTag(tag);
    switch (WireFormat.getTagWireType(tag)) {
      case WireFormat.WIRETYPE_VARINT -> out.writeUInt64NoTag(in.readRawVarint64());
      case WireFormat.WIRETYPE_FIXED32 -> out.writeFixed32NoTag(in.readFixed32());
      case WireFormat.WIRETYPE_FIXED64 -> out.writeFixed64NoTag(in.readFixed64());
      case WireFormat.WIRETYPE_LENGTH_DELIMITED -> {
        ByteString value = in.readBytes();
        out.writeBytesNoTag(value);
      }
      default -> throw new IOException("wire type of tag " + tag + " (expected: 0, 1, 2 or 5)");
    }
  }
}
