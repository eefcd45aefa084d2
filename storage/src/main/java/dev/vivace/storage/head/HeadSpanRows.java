package dev.vivace.storage.head;

import dev.vivace.model.bytes.ProtobufWriter;
import dev.vivace.model.otlp.AttributeWriter;
import dev.vivace.model.span.ValueType;
import dev.vivace.storage.trace.ByteRange;
import dev.vivace.storage.trace.SpanRows;
import org.jspecify.annotations.Nullable;

/// The rows of a head as spans.
final class HeadSpanRows implements SpanRows {

  private static final byte[] NOTHING = new byte[0];

  private final LiveHead head;
  private final Events events;
  private final Links links;

  HeadSpanRows(LiveHead head) {
    this.head = head;
    this.events = new HeadEvents(head.events());
    this.links = new HeadLinks(head.links());
  }

  @Override
  public long traceHigh(int row) {
    return head.traces().high(head.trace(row));
  }

  @Override
  public long traceLow(int row) {
    return head.traces().low(head.trace(row));
  }

  @Override
  public long spanId(int row) {
    return head.spanId(row);
  }

  @Override
  public long parentId(int row) {
    return head.parentId(row);
  }

  @Override
  public long startNanos(int row) {
    return head.startNanos(row);
  }

  @Override
  public long endNanos(int row) {
    return head.endNanos(row);
  }

  @Override
  public int kind(int row) {
    return head.templates().get(head.template(row), LiveHead.KIND);
  }

  @Override
  public int statusCode(int row) {
    return head.templates().get(head.template(row), LiveHead.STATUS);
  }

  @Override
  public int flags(int row) {
    return number(head.flags(), row);
  }

  @Override
  public int droppedAttributes(int row) {
    return number(head.droppedAttributes(), row);
  }

  @Override
  public int droppedEvents(int row) {
    return number(head.droppedEvents(), row);
  }

  @Override
  public int droppedLinks(int row) {
    return number(head.droppedLinks(), row);
  }

  @Override
  public void name(int row, ByteRange target) {
    set(head.names(), head.templates().get(head.template(row), LiveHead.NAME), target);
  }

  @Override
  public void traceState(int row, ByteRange target) {
    text(head.traceStates(), row, target);
  }

  @Override
  public void statusMessage(int row, ByteRange target) {
    text(head.statusMessages(), row, target);
  }

  @Override
  public void statusUnknownFields(int row, ByteRange target) {
    text(head.statusUnknownFields(), row, target);
  }

  @Override
  public void unknownFields(int row, ByteRange target) {
    text(head.unknownFields(), row, target);
  }

  @Override
  public void writeAttributes(int row, int field, ProtobufWriter out) {
    int shape = head.templates().get(head.template(row), LiveHead.SHAPE);
    writeAttributes(head.attributes(), row, shape, field, out);
  }

  @Override
  public Events events() {
    return events;
  }

  @Override
  public Links links() {
    return links;
  }

  private static int number(ValueColumn column, int row) {
    int index = column.indexOf(row);
    return index < 0 ? 0 : (int) column.number(index);
  }

  private static void text(ValueColumn column, int row, ByteRange target) {
    int index = column.indexOf(row);
    if (index < 0) {
      target.clear();
    } else {
      set(column.texts(), column.code(index), target);
    }
  }

  private static void set(ByteDictionary dictionary, int code, ByteRange target) {
    target.set(dictionary.array(code), dictionary.offset(code), dictionary.length(code));
  }

  /// Writes the attributes of a row: those of its shape in order, with those of the bag at their
  /// positions.
  private static void writeAttributes(
      AttributeStore store, int row, int shape, int field, ProtobufWriter out) {
    AttributeBag bag = store.bag();
    int inBag = bag.firstIndexFrom(row);
    int[] columns = store.shape(shape);
    int next = 0;
    for (int position = 0; ; position++) {
      if (inBag < bag.count() && bag.row(inBag) == row && bag.position(inBag) == position) {
        writeFromBag(store, inBag++, field, out);
      } else if (next < columns.length) {
        writeFromColumn(store, store.column(columns[next++]), row, field, out);
      } else {
        return;
      }
    }
  }

  private static void writeFromColumn(
      AttributeStore store, AttributeColumn column, int row, int field, ProtobufWriter out) {
    ValueColumn values = column.values();
    int index = values.indexOf(row);
    if (values.isNumber()) {
      write(store, column.key(), column.type(), values.number(index), null, 0, field, out);
    } else {
      write(store, column.key(), column.type(), 0, values.texts(), values.code(index), field, out);
    }
  }

  private static void writeFromBag(AttributeStore store, int index, int field, ProtobufWriter out) {
    AttributeBag bag = store.bag();
    byte type = bag.type(index);
    if (ValueType.ofCode(type).isNumber()) {
      write(store, bag.key(index), type, bag.value(index), null, 0, field, out);
    } else {
      write(store, bag.key(index), type, 0, bag.texts(), (int) bag.value(index), field, out);
    }
  }

  private static void write(
      AttributeStore store,
      int key,
      byte type,
      long number,
      @Nullable ByteDictionary texts,
      int code,
      int field,
      ProtobufWriter out) {
    ByteDictionary keys = store.keys();
    AttributeWriter.write(
        out,
        field,
        keys.array(key),
        keys.offset(key),
        keys.length(key),
        type,
        number,
        texts == null ? NOTHING : texts.array(code),
        texts == null ? 0 : texts.offset(code),
        texts == null ? 0 : texts.length(code));
  }

  private record HeadEvents(EventRows rows) implements Events {

    @Override
    public int firstOf(int spanRow) {
      return rows.firstOf(spanRow);
    }

    @Override
    public int endOf(int spanRow) {
      return rows.firstOf(spanRow + 1);
    }

    @Override
    public long timeNanos(int row) {
      return rows.timeNanos(row);
    }

    @Override
    public void name(int row, ByteRange target) {
      set(rows.names(), rows.templates().get(rows.template(row), 0), target);
    }

    @Override
    public int droppedAttributes(int row) {
      return number(rows.droppedAttributes(), row);
    }

    @Override
    public void unknownFields(int row, ByteRange target) {
      text(rows.unknownFields(), row, target);
    }

    @Override
    public void writeAttributes(int row, int field, ProtobufWriter out) {
      int shape = rows.templates().get(rows.template(row), 1);
      HeadSpanRows.writeAttributes(rows.attributes(), row, shape, field, out);
    }
  }

  private record HeadLinks(LinkRows rows) implements Links {

    @Override
    public int firstOf(int spanRow) {
      return rows.firstOf(spanRow);
    }

    @Override
    public int endOf(int spanRow) {
      return rows.firstOf(spanRow + 1);
    }

    @Override
    public long traceHigh(int row) {
      return rows.traceHigh(row);
    }

    @Override
    public long traceLow(int row) {
      return rows.traceLow(row);
    }

    @Override
    public long spanId(int row) {
      return rows.spanId(row);
    }

    @Override
    public int hasIds(int row) {
      return rows.hasIds(row);
    }

    @Override
    public int flags(int row) {
      return number(rows.flags(), row);
    }

    @Override
    public void traceState(int row, ByteRange target) {
      text(rows.traceStates(), row, target);
    }

    @Override
    public int droppedAttributes(int row) {
      return number(rows.droppedAttributes(), row);
    }

    @Override
    public void unknownFields(int row, ByteRange target) {
      text(rows.unknownFields(), row, target);
    }

    @Override
    public void writeAttributes(int row, int field, ProtobufWriter out) {
      HeadSpanRows.writeAttributes(rows.attributes(), row, rows.shape(row), field, out);
    }
  }
}
