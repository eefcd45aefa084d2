package dev.vivace.storage.spans;

import dev.vivace.storage.block.RowGroupWriter;
import dev.vivace.storage.block.TableWriter;
import dev.vivace.storage.head.AttributeColumn;
import dev.vivace.storage.head.AttributeStore;
import dev.vivace.storage.head.ValueColumn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Writes the attributes of one kind of owner for one row group: template codes, a column a steady
/// key, the templates' key lists, the bag and the deviating orders.
///
/// A *steady* key is in at least 1/256 of the rows; the others go to the bag. If more than 4,096
/// templates would remain it is 1/64, then 1/16 and 1/4, at last all rows. A template is a set of
/// steady keys and the owner's other facts. A column's values are first those that all rows of a
/// template agree on, one a template in the order of the templates, then those of the rows of the
/// other templates in the order of the rows.
final class AttributeEncoder {

  private static final int[] STEADY_SHARES = {256, 64, 16, 4, 1};
  private static final int MAX_TEMPLATES = 4096;

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
  private boolean[] steady = new boolean[0];
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
    long[] rowsOfColumn = countRows();
    for (int share : STEADY_SHARES) {
      steady = new boolean[store.columnCount()];
      for (int c = 0; c < steady.length; c++) {
        steady[c] = rowsOfColumn[c] > 0 && rowsOfColumn[c] * share >= count;
      }
      if (giveTemplates(share == 1 ? Integer.MAX_VALUE : MAX_TEMPLATES)) {
        break;
      }
    }
    return templateOfRow;
  }

  /// Gives each row its template; false as soon as there are too many.
  private boolean giveTemplates(int maxTemplates) {
    templates.begin(steady);
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

  private long[] countRows() {
    int[] rowsOfShape = new int[store.shapeCount()];
    for (int i = 0; i < count; i++) {
      rowsOfShape[source.shape(source.code(headRows[i]))]++;
    }
    long[] rowsOfColumn = new long[store.columnCount()];
    for (int shape = 0; shape < rowsOfShape.length; shape++) {
      if (rowsOfShape[shape] > 0) {
        for (int column : store.shape(shape)) {
          rowsOfColumn[column] += rowsOfShape[shape];
        }
      }
    }
    return rowsOfColumn;
  }

  /// Writes the columns of the steady keys into the owners' table.
  void writeColumns(TableWriter table) throws IOException {
    int ordinal = 0;
    for (int c = 0; c < store.columnCount(); c++) {
      if (isSteady(c)) {
        writeColumn(table, c, ordinal++);
      }
    }
  }

  private boolean isSteady(int column) {
    return steady[column];
  }

  private void writeColumn(TableWriter table, int c, int ordinal) throws IOException {
    AttributeColumn column = store.column(c);
    ValueColumn values = column.values();
    scatter(values);
    templates.beginColumn(c, ordinal);
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
    int[] ordinals = new int[(count + SpanSchema.ORDINAL_STRIDE - 1) / SpanSchema.ORDINAL_STRIDE];
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
    int key = column.key();
    String name =
        new String(
            store.keys().array(key),
            store.keys().offset(key),
            store.keys().length(key),
            StandardCharsets.UTF_8);
    if (values.isNumber()) {
      if (numbers.length < total) {
        numbers = new long[total];
      }
      for (int i = 0; i < total; i++) {
        numbers[i] = values.number(valueIndexes[i]);
      }
      table.ints(
          SpanSchema.attribute(name, column.type()),
          AttributeTypes.order(column.type()),
          numbers,
          total,
          ordinals);
    } else {
      if (codes.length < total) {
        codes = new int[total];
      }
      for (int i = 0; i < total; i++) {
        codes[i] = values.code(valueIndexes[i]);
      }
      table.strings(
          SpanSchema.attribute(name, column.type()),
          new Texts(values.texts(), codes, total),
          ordinals);
    }
  }

  /// Writes bag and orders, after the columns.
  void writeRest(RowGroupWriter rowGroup) throws IOException {
    new BagEncoder(source, owner, headRows, count, positions, this::isSteady).write(rowGroup);
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
