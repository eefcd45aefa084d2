package dev.vivace.storage.spans;

import java.util.Arrays;

/// Decides which keys become optional columns where all of them would make too many templates. The
/// keys are taken one after the other, first those that nearly all rows have or lack: a key with
/// which there would be too many templates becomes optional, the others make templates. So of keys
/// that always come together all make templates, or none does.
///
/// Takes time and memory for each key of each code of the head that the row group has, not for each
/// row: 4 bytes.
final class OptionalKeys {

  private final TemplateSource source;
  private final int rowCount;
  private final int[] rowsOfColumn;
  private final boolean[] optional;
  // The codes of the row group; by code, its class: the template it would have if only the keys
  // taken so far counted.
  private final int[] codes;
  private final int[] classOfCode;
  private int codeCount;
  private int classCount;
  // By class: how many codes it has; how many of them have the key at hand; where these go.
  private int[] sizes = new int[0];
  private int[] withKey = sizes;
  private int[] targets = sizes;
  // By column: where its codes begin in `codesOfColumns`.
  private int[] firstCodes = sizes;
  private int[] codesOfColumns = sizes;

  private OptionalKeys(TemplateSource source, int[] headRows, int rowCount, int[] rowsOfColumn) {
    this.source = source;
    this.rowCount = rowCount;
    this.rowsOfColumn = rowsOfColumn;
    this.optional = new boolean[rowsOfColumn.length];
    this.codes = new int[Math.min(rowCount, source.codeLimit())];
    this.classOfCode = new int[source.codeLimit()];
    Arrays.fill(classOfCode, -1);
    classifyByFacts(headRows);
  }

  /// Chooses among the columns of a plan.
  ///
  /// @param rowsOfColumn how many of the rows have a value in a column of the head
  /// @return by column of the head, whether it is to be optional
  static boolean[] choose(
      TemplateSource source,
      int[] headRows,
      int rowCount,
      int[] rowsOfColumn,
      ColumnPlan plan,
      int maxTemplates) {
    OptionalKeys keys = new OptionalKeys(source, headRows, rowCount, rowsOfColumn);
    keys.choose(plan, maxTemplates);
    return keys.optional;
  }

  private void classifyByFacts(int[] headRows) {
    IntLists classes = new IntLists();
    int[] facts = new int[source.factCount()];
    for (int i = 0; i < rowCount; i++) {
      int code = source.code(headRows[i]);
      if (classOfCode[code] < 0) {
        for (int fact = 0; fact < facts.length; fact++) {
          facts[fact] = source.fact(code, fact);
        }
        classOfCode[code] = classes.intern(facts, facts.length);
        codes[codeCount++] = code;
      }
    }
    classCount = classes.count();
  }

  private void choose(ColumnPlan plan, int maxTemplates) {
    // The facts alone may make more.
    int limit = Math.max(maxTemplates, classCount);
    sizes = new int[limit];
    withKey = new int[limit];
    targets = new int[limit];
    for (int i = 0; i < codeCount; i++) {
      sizes[classOfCode[codes[i]]]++;
    }
    int[] splitting = splitting(plan);
    gatherCodes(splitting);
    for (int column : splitting) {
      optional[column] = !take(column, limit);
    }
  }

  /// The columns that some rows have and others lack, those first of which that is true for the
  /// fewest.
  private int[] splitting(ColumnPlan plan) {
    long[] sorted = new long[plan.count()];
    int count = 0;
    for (int ordinal = 0; ordinal < plan.count(); ordinal++) {
      int column = plan.column(ordinal);
      int rows = rowsOfColumn[column];
      if (rows < rowCount) {
        sorted[count++] = (long) Math.min(rows, rowCount - rows) << 32 | column;
      }
    }
    Arrays.sort(sorted, 0, count);
    int[] columns = new int[count];
    for (int i = 0; i < count; i++) {
      columns[i] = (int) sorted[i];
    }
    return columns;
  }

  /// Gathers the codes of each of these columns.
  private void gatherCodes(int[] columns) {
    boolean[] wanted = new boolean[optional.length];
    for (int column : columns) {
      wanted[column] = true;
    }
    firstCodes = new int[optional.length + 1];
    for (int i = 0; i < codeCount; i++) {
      for (int column : shape(codes[i])) {
        firstCodes[column + 1] += wanted[column] ? 1 : 0;
      }
    }
    for (int column = 0; column < optional.length; column++) {
      firstCodes[column + 1] += firstCodes[column];
    }
    codesOfColumns = new int[firstCodes[optional.length]];
    int[] next = firstCodes.clone();
    for (int i = 0; i < codeCount; i++) {
      for (int column : shape(codes[i])) {
        if (wanted[column]) {
          codesOfColumns[next[column]++] = codes[i];
        }
      }
    }
  }

  private int[] shape(int code) {
    return source.attributes().shape(source.shape(code));
  }

  /// Splits the classes by a key; false, and nothing happens, if there would be too many.
  private boolean take(int column, int limit) {
    for (int i = firstCodes[column]; i < firstCodes[column + 1]; i++) {
      withKey[classOfCode[codesOfColumns[i]]]++;
    }
    int count = classCount;
    for (int c = 0; c < classCount; c++) {
      targets[c] = withKey[c] > 0 && withKey[c] < sizes[c] ? count++ : c;
    }
    boolean taken = count <= limit;
    if (taken) {
      for (int i = firstCodes[column]; i < firstCodes[column + 1]; i++) {
        int code = codesOfColumns[i];
        classOfCode[code] = targets[classOfCode[code]];
      }
      for (int c = 0; c < classCount; c++) {
        if (targets[c] != c) {
          sizes[targets[c]] = withKey[c];
          sizes[c] -= withKey[c];
        }
      }
    }
    Arrays.fill(withKey, 0, classCount, 0);
    classCount = taken ? count : classCount;
    return taken;
  }
}
