package dev.vivace.distributor.thrift;

import dev.vivace.model.bytes.Slice;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Thrift's compact wire format.
///
/// ```text
///   call   = 0x82:u8 (kind << 5 | 1):u8 sequence:varint name struct
///   struct = ((idDelta << 4 | type):u8 value | type:u8 id:zigzag value)* 0:u8
///   list   = (size << 4 | type):u8 value*, size 15 and more: 15, then size:varint
///   map    = 0:u8 | size:varint (keyType << 4 | valueType):u8 (key value)*
///   string = size:varint byte*
///   type   = 1 true | 2 false | 3 byte | 4 i16 | 5 i32 | 6 i64 | 7 double | 8 string
///          | 9 list | 10 set | 11 map | 12 struct | 13 uuid
/// ```
///
/// Whole numbers are zigzag varints, doubles eight bytes, little-endian. A field that is a bool has
/// its value in its type; an element that is one is a byte, 1 for true.
public final class CompactCursor extends ThriftCursor {

  private static final VarHandle LONG_LE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int PROTOCOL = 0x82;
  private static final int VERSION_MASK = 0x1F;
  private static final int VERSION = 1;
  private static final int TRUE = 1;
  private static final int FALSE = 2;
  private static final int LONG_LIST = 15;
  private static final int MAX_VARINT_BYTES = 10;

  /// The types in the order of their numbers here; 0 is the end of a struct.
  private static final int[] TYPES = {
    STOP, BOOL, BOOL, BYTE, I16, I32, I64, DOUBLE, STRING, LIST, SET, MAP, STRUCT, UUID
  };

  private static final int NO_BOOL = -1;

  /// The id of the last field of each struct that is open.
  private final short[] lastIds = new short[MAX_DEPTH + 1];

  /// The value of the bool field whose head was just read.
  private int fieldBool = NO_BOOL;

  /// Reads `[0, length)` of `bytes`.
  public CompactCursor(byte[] bytes, int length) {
    super("compact", bytes, length);
  }

  @Override
  String readCallName() {
    int protocol = readByte() & 0xFF;
    if (protocol != PROTOCOL) {
      throw invalid("protocol %02x (expected: %02x)".formatted(protocol, PROTOCOL));
    }
    int version = readByte() & VERSION_MASK;
    if (version != VERSION) {
      throw invalid("version %d (expected: %d)".formatted(version, VERSION));
    }
    readVarint(); // The call's number in the sender's sequence.
    long name = readSlice();
    return new String(bytes, Slice.offset(name), Slice.length(name), StandardCharsets.UTF_8);
  }

  @Override
  public void beginStruct() {
    super.beginStruct();
    lastIds[depth] = 0;
  }

  @Override
  public int readField() {
    int head = readByte() & 0xFF;
    int type = head & 0x0F;
    if (type == STOP) {
      depth--;
      return STOP;
    }
    int delta = head >>> 4;
    short id = delta == 0 ? readShort() : (short) (lastIds[depth] + delta);
    lastIds[depth] = id;
    fieldBool = type == TRUE || type == FALSE ? type : NO_BOOL;
    return id << 8 | type(type);
  }

  @Override
  public boolean readBool() {
    int value = fieldBool;
    fieldBool = NO_BOOL;
    return (value == NO_BOOL ? readByte() : value) == TRUE;
  }

  @Override
  public byte readByte() {
    return bytes[advance(1)];
  }

  @Override
  public short readShort() {
    return (short) readLong();
  }

  @Override
  public int readInt() {
    return (int) readLong();
  }

  @Override
  public long readLong() {
    long zigzag = readVarint();
    return (zigzag >>> 1) ^ -(zigzag & 1);
  }

  @Override
  public double readDouble() {
    return Double.longBitsToDouble((long) LONG_LE.get(bytes, advance(Long.BYTES)));
  }

  @Override
  long readListHead() {
    int head = readByte() & 0xFF;
    long size = (long) head >>> 4;
    if (size == LONG_LIST) {
      size = readSize();
    }
    return size << 8 | (size == 0 ? STOP : type(head & 0x0F));
  }

  @Override
  long readMapHead() {
    long size = readSize();
    if (size == 0) {
      return 0;
    }
    int types = readByte() & 0xFF;
    return size << 16 | type(types & 0x0F) << 8 | type(types >>> 4);
  }

  /// A size of 32 bits; what is more stands for a negative one.
  @Override
  long readSize() {
    long size = readVarint();
    if (size < 0 || size > Integer.MAX_VALUE) {
      throw invalid("a size of %s".formatted(Long.toUnsignedString(size)));
    }
    return size;
  }

  @Override
  int minBytes(int type) {
    return switch (type) {
      case BOOL, BYTE, I16, I32, I64, STRING, STRUCT, LIST, SET, MAP -> 1;
      case DOUBLE -> Double.BYTES;
      case UUID -> 2 * Long.BYTES;
      default -> throw unknownType(type);
    };
  }

  private int type(int compactType) {
    if (compactType >= TYPES.length || compactType == STOP) {
      throw unknownType(compactType);
    }
    return TYPES[compactType];
  }

  private long readVarint() {
    long value = 0;
    for (int i = 0; i < MAX_VARINT_BYTES; i++) {
      byte next = readByte();
      value |= (long) (next & 0x7F) << (7 * i);
      if (next >= 0) {
        return value;
      }
    }
    throw invalid("a varint of more than %d bytes".formatted(MAX_VARINT_BYTES));
  }
}
