package dev.vivace.distributor.thrift;

import dev.vivace.model.bytes.Slice;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Thrift's binary wire format.
///
/// ```text
///   call   = 0x8001:u16 0:u8 kind:u8 name sequence:i32 struct      strict
///          | name kind:u8 sequence:i32 struct                      old
///   struct = (type:u8 id:i16 value)* 0:u8
///   list   = type:u8 size:i32 value*      map = keyType:u8 valueType:u8 size:i32 (key value)*
///   string = size:i32 byte*               numbers big-endian; bool is one byte, 0 or not
/// ```
public final class BinaryCursor extends ThriftCursor {

  private static final VarHandle LONG_BE = handle(long[].class);
  private static final VarHandle INT_BE = handle(int[].class);
  private static final VarHandle SHORT_BE = handle(short[].class);
  private static final int VERSION_MASK = 0xFFFF0000;
  private static final int VERSION_1 = 0x80010000;

  /// Reads `[0, length)` of `bytes`.
  public BinaryCursor(byte[] bytes, int length) {
    super("binary", bytes, length);
  }

  private static VarHandle handle(Class<?> arrayType) {
    return MethodHandles.byteArrayViewVarHandle(arrayType, ByteOrder.BIG_ENDIAN);
  }

  @Override
  String readCallName() {
    int first = readInt();
    if (first >= 0) {
      int size = checkSize(first, 1);
      String name = text(Slice.of(advance(size), size));
      readByte(); // The kind of call: whatever it is, there is no answer.
      readInt(); // Its number in the sender's sequence.
      return name;
    }
    if ((first & VERSION_MASK) != VERSION_1) {
      throw invalid("version %08x (expected: %08x)".formatted(first & VERSION_MASK, VERSION_1));
    }
    String name = text(readSlice());
    readInt();
    return name;
  }

  private String text(long slice) {
    return new String(bytes, Slice.offset(slice), Slice.length(slice), StandardCharsets.UTF_8);
  }

  @Override
  public int readField() {
    int type = readByte() & 0xFF;
    if (type == STOP) {
      depth--;
      return STOP;
    }
    return readShort() << 8 | type;
  }

  @Override
  public boolean readBool() {
    return readByte() != 0;
  }

  @Override
  public byte readByte() {
    return bytes[advance(1)];
  }

  @Override
  public short readShort() {
    return (short) SHORT_BE.get(bytes, advance(Short.BYTES));
  }

  @Override
  public int readInt() {
    return (int) INT_BE.get(bytes, advance(Integer.BYTES));
  }

  @Override
  public long readLong() {
    return (long) LONG_BE.get(bytes, advance(Long.BYTES));
  }

  @Override
  public double readDouble() {
    return Double.longBitsToDouble(readLong());
  }

  @Override
  long readListHead() {
    int type = readByte() & 0xFF;
    return readCount() << 8 | type;
  }

  @Override
  long readMapHead() {
    int keyType = readByte() & 0xFF;
    int valueType = readByte() & 0xFF;
    return readCount() << 16 | valueType << 8 | keyType;
  }

  private long readCount() {
    int size = readInt();
    if (size < 0) {
      throw invalid("a list or map of %d values".formatted(size));
    }
    return size;
  }

  @Override
  long readSize() {
    return readInt();
  }

  @Override
  int minBytes(int type) {
    return switch (type) {
      case BOOL, BYTE, STRUCT -> 1;
      case I16 -> Short.BYTES;
      case I32, STRING -> Integer.BYTES;
      case I64, DOUBLE -> Long.BYTES;
      case LIST, SET -> 1 + Integer.BYTES;
      case MAP -> 2 + Integer.BYTES;
      case UUID -> 2 * Long.BYTES;
      default -> throw unknownType(type);
    };
  }
}
