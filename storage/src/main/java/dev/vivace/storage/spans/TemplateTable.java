package dev.vivace.storage.spans;

import dev.vivace.model.bytes.ProtobufWriter;
import dev.vivace.storage.head.AttributeStore;
import dev.vivace.storage.head.ByteDictionary;
import dev.vivace.storage.head.HeadMemory;
import dev.vivace.storage.head.ValueColumn;
import java.util.Arrays;

/// The templates of one row group while it is written: a template is a set of keys and the owner's
/// other facts, numbered in the order of first use. Knows which values all rows of a template agree
/// on.
///
/// Memory: some ints for each code and shape of the head, and for each template and its keys; no
/// object a template.
final class TemplateTable {

  private final TemplateSource source;
  private final AttributeStore store;
  private ColumnPlan plan;
  private KeySets keySets;
  private int[] templateOfCode = new int[0];
  // The facts and the key set of a template.
  private IntLists templates = new IntLists();
  private final int[] identity;

  // By template, where its keys begin in `constants`, which goes by key set.
  private int[] firstConstants = new int[64];
  private boolean[] constants = new boolean[256];

  private int column;
  private int[] firstIndexes = new int[0];
  private boolean[] varying = new boolean[0];

  TemplateTable(TemplateSource source) {
    this.source = source;
    this.store = source.attributes();
    this.identity = new int[source.factCount() + 1];
    this.plan = ColumnPlan.ofSteady(new int[0], 0, 1);
    this.keySets = new KeySets(store, plan);
  }

  /// Starts anew with these columns.
  void begin(ColumnPlan columns) {
    plan = columns;
    keySets = new KeySets(store, columns);
    if (templateOfCode.length < source.codeLimit()) {
      templateOfCode = new int[Math.max(source.codeLimit(), templateOfCode.length * 2)];
    }
    Arrays.fill(templateOfCode, 0, source.codeLimit(), -1);
    templates = new IntLists();
    Arrays.fill(constants, false);
  }

  int count() {
    return templates.count();
  }

  int fact(int template, int index) {
    return templates.get(template, index);
  }

  private int keySet(int template) {
    return templates.get(template, identity.length - 1);
  }

  /// The template of the rows that have this code in the head.
  int templateOf(int code) {
    int known = templateOfCode[code];
    if (known >= 0) {
      return known;
    }
    for (int i = 0; i < identity.length - 1; i++) {
      identity[i] = source.fact(code, i);
    }
    identity[identity.length - 1] = keySets.setOf(source.shape(code));
    int before = templates.count();
    int template = templates.intern(identity, identity.length);
    if (template == before) {
      addConstants(template);
    }
    templateOfCode[code] = template;
    return template;
  }

  private void addConstants(int template) {
    if (template + 1 >= firstConstants.length) {
      firstConstants = Arrays.copyOf(firstConstants, firstConstants.length * 2);
    }
    int end = firstConstants[template] + keySets.length(keySet(template));
    firstConstants[template + 1] = end;
    if (end > constants.length) {
      constants = Arrays.copyOf(constants, Math.max(end, constants.length * 2));
    }
  }

  /// The code in [#orders] of the order in which rows with this code in the head sent their
  /// attributes that have columns, or -1 if it is the list's.
  int orderOf(int code) {
    return keySets.orderOf(source.shape(code));
  }

  /// The orders that deviate, as [KeySets#orders].
  ByteDictionary orders() {
    return keySets.orders();
  }

  /// Begins to look at the values of one column that is not optional.
  void beginColumn(int column) {
    this.column = column;
    if (firstIndexes.length < count()) {
      firstIndexes = new int[count()];
      varying = new boolean[count()];
    }
    Arrays.fill(firstIndexes, 0, count(), -1);
    Arrays.fill(varying, 0, count(), false);
  }

  /// Takes the value at `index` of a row of the template.
  void see(int template, ValueColumn values, int index) {
    int first = firstIndexes[template];
    if (first < 0) {
      firstIndexes[template] = index;
    } else if (!varying[template]) {
      varying[template] =
          values.isNumber()
              ? values.number(first) != values.number(index)
              : values.code(first) != values.code(index);
    }
  }

  /// Ends the column: notes for which templates it is constant and gathers the indexes of those
  /// values.
  ///
  /// @return how many there are
  int endColumn(int[] valueIndexes) {
    int found = 0;
    for (int template = 0; template < count(); template++) {
      if (firstIndexes[template] >= 0 && !varying[template]) {
        valueIndexes[found++] = firstIndexes[template];
        constants[constant(template, column)] = true;
      }
    }
    return found;
  }

  /// Where `constants` speaks of a column of a template.
  private int constant(int template, int column) {
    return firstConstants[template] + keySets.indexOf(keySet(template), column);
  }

  /// Whether all rows of the template agree on the column looked at last.
  boolean isConstant(int template) {
    return !varying[template];
  }

  /// The key lists of all templates, one string each: for each key in the order sent a varint,
  /// twice the ordinal of its column, plus 1 if the template's rows agree on its value. After the
  /// last column.
  Texts keyLists() {
    ByteDictionary lists = new ByteDictionary(new HeadMemory(Long.MAX_VALUE));
    int[] codes = new int[count()];
    ProtobufWriter list = new ProtobufWriter(64);
    for (int template = 0; template < codes.length; template++) {
      list.clear();
      int keySet = keySet(template);
      for (int i = 0; i < keySets.length(keySet); i++) {
        int listed = keySets.listed(keySet, i);
        boolean constant = constants[constant(template, listed)];
        list.writeVarint(plan.ordinal(listed) * 2L + (constant ? 1 : 0));
      }
      codes[template] = lists.intern(list.bytes(), 0, list.length());
    }
    return new Texts(lists, codes, codes.length);
  }
}
