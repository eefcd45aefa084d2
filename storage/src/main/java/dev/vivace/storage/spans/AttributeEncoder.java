package dev.vivace.storage.spans;

import dev.vivace.storage.block.ColumnKey;
import dev.vivace.storage.block.RowGroupWriter;
import dev.vivace.storage.block.TableWriter;
import dev.vivace.storage.head.AttributeColumn;
import dev.vivace.storage.head.AttributeStore;
import dev.vivace.storage.head.ValueColumn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Writes the attributes of one kind of owner for one row group: template codes, a column a key,
/// the templates' key lists, the bag and the deviating orders.
///
/// A key that is in at least 1/256 of the rows is *steady* and has a column; the others go to the
/// bag. If more than 4,096 templates would remain it is 1/64, then 1/16. If there still are more,
/// the columns of keys that split them are *optional*: no template lists them, and a bitmap says
/// which rows have a value.
///
/// A template is a set of keys and the owner's other facts. The values of a column of such a key
/// are first those that all rows of a template agree on, one a template in the order of the
/// templates, then those of the rows of the other templates in the order of the rows.
final class AttributeEncoder {

  private static final int[] STEADY_SHARES = {256, 64, 16};
  private static final int MAX_TEMPLATES = 4096;

  /// Fewer than elsewhere: where senders leave keys out at will, a bit a row is smaller than the
  /// number of a template and its key list, and quicker to read.
  private static final int MAX_TEMPLATES_BESIDE_OPTIONAL = 1024;

  private final TemplateSource source;
  private final AttributeStore store;
  private final int owner;

  private int count;
  private int[] headRows = new int[0];
  private int[] positions = new int[0];
  private int[] templateOfRow = new int[0];
  private int[] valueOfRow = new int[0];
  private int[] valueIndexes = new int[0];
  private int[] codes = new int[0];
  private long[] numbers = new long[0];
  private ColumnPlan plan;
  private TemplateTable templates;
  private int firstHeadRow;
  private int lastHeadRow;

  /// Makes an encoder for one head.
  ///
  /// @param owner the number of the owners' table
  AttributeEncoder(TemplateSource source, int owner) {
    this.source = source;
    this.store = source.attributes();
    this.owner = owner;
    this.plan = ColumnPlan.ofSteady(new int[0], 0, 1);
    this.templates = new TemplateTable(source);
  }

  /// Takes the rows of the next row group and gives each its template.
  ///
  /// @param headRows rows of the head in the order of the row group
  /// @param positions the position of each row of the head in the row group, or -1
  /// @return the template of each row; valid until the next call
  int[] begin(int[] headRows, int count, int[] positions) {
    this.headRows = headRows;
    this.positions = positions;
    this.count = count;
    if (templateOfRow.length < count) {
      templateOfRow = new int[count];
      valueOfRow = new int[count];
      valueIndexes = new int[count];
    }
    firstHeadRow = Integer.MAX_VALUE;
    lastHeadRow = -1;
    for (int i = 0; i < count; i++) {
      firstHeadRow = Math.min(firstHeadRow, headRows[i]);
      lastHeadRow = Math.max(lastHeadRow, headRows[i]);
    }
    int[] rowsOfShape = countShapes();
    int[] rowsOfColumn = countRows(rowsOfShape);
    for (int share : STEADY_SHARES) {
      plan = ColumnPlan.ofSteady(rowsOfColumn, count, share);
      if (giveTemplates(MAX_TEMPLATES)) {
        return templateOfRow;
      }
    }
    plan = withOptional(rowsOfShape, rowsOfColumn);
    giveTemplates(Integer.MAX_VALUE);
    return templateOfRow;
  }

  /// The same columns, some of them optional, and in an order that places these well.
  private ColumnPlan withOptional(int[] rowsOfShape, int[] rowsOfColumn) {
    boolean[] optional =
        OptionalKeys.choose(
            source, headRows, count, rowsOfColumn, plan, MAX_TEMPLATES_BESIDE_OPTIONAL);
    return new ColumnPlan(ColumnOrder.of(store, rowsOfShape, plan.columns()), optional);
  }

  /// Gives each row its template; false as soon as there are too many.
  private boolean giveTemplates(int maxTemplates) {
    templates.begin(plan);
    for (int i = 0; i < count; i++) {
      templateOfRow[i] = templates.templateOf(source.code(headRows[i]));
      if (templates.count() > maxTemplates) {
        return false;
      }
    }
    return true;
  }

  TemplateTable templates() {
    return templates;
  }

  private int[] countShapes() {
    int[] rowsOfShape = new int[store.shapeCount()];
    for (int i = 0; i < count; i++) {
      rowsOfShape[source.shape(source.code(headRows[i]))]++;
    }
    return rowsOfShape;
  }

  private int[] countRows(int[] rowsOfShape) {
    int[] rowsOfColumn = new int[store.columnCount()];
    for (int shape = 0; shape < rowsOfShape.length; shape++) {
      if (rowsOfShape[shape] > 0) {
        for (int column : store.shape(shape)) {
          rowsOfColumn[column] += rowsOfShape[shape];
        }
      }
    }
    return rowsOfColumn;
  }

  /// Writes the columns into the owners' table.
  void writeColumns(TableWriter table) throws IOException {
    for (int ordinal = 0; ordinal < plan.count(); ordinal++) {
      int column = plan.column(ordinal);
      if (plan.isOptional(column)) {
        writeOptionalColumn(table, store.column(column));
      } else {
        writeColumn(table, column);
      }
    }
  }

  private void writeColumn(TableWriter table, int c) throws IOException {
    AttributeColumn column = store.column(c);
    ValueColumn values = column.values();
    scatter(values);
    templates.beginColumn(c);
    int present = 0;
    for (int i = 0; i < count; i++) {
      int index = valueOfRow[i] - 1;
      if (index >= 0) {
        templates.see(templateOfRow[i], values, index);
        present++;
      }
    }
    if (valueIndexes.length < present) {
      valueIndexes = new int[present];
    }
    int constants = templates.endColumn(valueIndexes);
    int total = constants;
    int[] ordinals = new int[Math.ceilDiv(count, SpanSchema.ORDINAL_STRIDE)];
    for (int i = 0; i < count; i++) {
      if (i % SpanSchema.ORDINAL_STRIDE == 0) {
        ordinals[i / SpanSchema.ORDINAL_STRIDE] = total;
      }
      int index = valueOfRow[i] - 1;
      if (index >= 0 && !templates.isConstant(templateOfRow[i])) {
        valueIndexes[total++] = index;
      }
    }
    write(table, column, total, ordinals);
  }

  /// Writes the values in the order of the rows, then which rows have one.
  private void writeOptionalColumn(TableWriter table, AttributeColumn column) throws IOException {
    scatter(column.values());
    int present = 0;
    int[] ordinals = new int[Math.ceilDiv(count, SpanSchema.ORDINAL_STRIDE)];
    int[] presence = new int[Math.ceilDiv(count, Presence.ROWS)];
    for (int i = 0; i < count; i++) {
      if (i % SpanSchema.ORDINAL_STRIDE == 0) {
        ordinals[i / SpanSchema.ORDINAL_STRIDE] = present;
      }
      int index = valueOfRow[i] - 1;
      if (index >= 0) {
        valueIndexes[present++] = index;
        presence[i / Presence.ROWS] |= 1 << i % Presence.ROWS;
      }
    }
    write(table, column, present, ordinals);
    table.ints(SpanSchema.presence(name(column), column.type()), presence, presence.length);
  }

  private String name(AttributeColumn column) {
    int key = column.key();
    return new String(
        store.keys().array(key),
        store.keys().offset(key),
        store.keys().length(key),
        StandardCharsets.UTF_8);
  }

  private void scatter(ValueColumn values) {
    Arrays.fill(valueOfRow, 0, count, 0);
    int end = values.firstIndexFrom(lastHeadRow + 1);
    for (int i = values.firstIndexFrom(firstHeadRow); i < end; i++) {
      int position = positions[values.row(i)];
      if (position >= 0) {
        valueOfRow[position] = i + 1;
      }
    }
  }

  private void write(TableWriter table, AttributeColumn column, int total, int[] ordinals)
      throws IOException {
    ValueColumn values = column.values();
    ColumnKey key = SpanSchema.attribute(name(column), column.type());
    if (values.isNumber()) {
      if (numbers.length < total) {
        numbers = new long[total];
      }
      for (int i = 0; i < total; i++) {
        numbers[i] = values.number(valueIndexes[i]);
      }
      table.ints(key, AttributeTypes.order(column.type()), numbers, total, ordinals);
    } else {
      if (codes.length < total) {
        codes = new int[total];
      }
      for (int i = 0; i < total; i++) {
        codes[i] = values.code(valueIndexes[i]);
      }
      table.strings(key, new Texts(values.texts(), codes, total), ordinals);
    }
  }

  /// Writes bag and orders, after the columns.
  void writeRest(RowGroupWriter rowGroup) throws IOException {
    new BagEncoder(source, owner, headRows, count, positions, plan::hasColumn).write(rowGroup);
    writeOrders(rowGroup);
  }

  private void writeOrders(RowGroupWriter rowGroup) throws IOException {
    int deviating = 0;
    for (int i = 0; i < count; i++) {
      if (templates.orderOf(source.code(headRows[i])) >= 0) {
        deviating++;
      }
    }
    if (deviating == 0) {
      return;
    }
    long[] rows = new long[deviating];
    int[] orders = new int[deviating];
    int at = 0;
    for (int i = 0; i < count; i++) {
      int order = templates.orderOf(source.code(headRows[i]));
      if (order >= 0) {
        rows[at] = i;
        orders[at++] = order;
      }
    }
    TableWriter table = rowGroup.table(owner + SpanSchema.ORDERS_OF, deviating);
    table.ints(SpanSchema.ROW, rows, deviating);
    table.strings(SpanSchema.VALUE, new Texts(templates.orders(), orders, deviating));
  }
}
