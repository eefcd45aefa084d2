package dev.vivace.storage.view;

import dev.vivace.model.span.ValueType;
import dev.vivace.storage.head.AttributeBag;
import dev.vivace.storage.head.AttributeColumn;
import dev.vivace.storage.head.AttributeStore;
import dev.vivace.storage.head.ByteDictionary;
import dev.vivace.storage.head.ValueColumn;
import dev.vivace.storage.value.StoredValues;
import dev.vivace.traceql.table.Bits;
import dev.vivace.traceql.table.Values;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The attributes of the first owners of a store that may grow. The caller holds the head's read
/// lock.
///
/// @param ownerCount owners from this on are not seen
/// @param used owners that some row has, bits by owner; null if all are
record OwnerAttributes(AttributeStore store, int ownerCount, long @Nullable [] used) {

  /// The keys that some owner has.
  Collection<String> keys() {
    Set<String> keys = new LinkedHashSet<>();
    for (int i = 0; i < store.columnCount(); i++) {
      AttributeColumn column = store.column(i);
      if (isAnyThere(column.values())) {
        keys.add(text(column.key()));
      }
    }
    AttributeBag bag = store.bag();
    boolean[] seen = new boolean[store.keys().size()];
    int end = bag.firstIndexFrom(ownerCount);
    for (int i = 0; i < end; i++) {
      if (!seen[bag.key(i)] && isThere(bag.row(i))) {
        seen[bag.key(i)] = true;
        keys.add(text(bag.key(i)));
      }
    }
    return keys;
  }

  /// The first values of a key; null if no owner has it.
  @Nullable OwnerColumn column(String key) {
    int code = find(key);
    return code < 0 ? null : new Builder(code).build();
  }

  private String text(int key) {
    ByteDictionary keys = store.keys();
    return new String(keys.array(key), keys.offset(key), keys.length(key), StandardCharsets.UTF_8);
  }

  /// The code of a key, or −1. Readers may not look up in the dictionary's hash table; there are
  /// few keys.
  private int find(String key) {
    byte[] wanted = key.getBytes(StandardCharsets.UTF_8);
    ByteDictionary keys = store.keys();
    for (int code = 0; code < keys.size(); code++) {
      if (keys.equals(code, wanted, 0, wanted.length)) {
        return code;
      }
    }
    return -1;
  }

  private boolean isThere(int owner) {
    return used == null || Bits.get(used, owner);
  }

  private boolean isAnyThere(ValueColumn values) {
    int end = values.firstIndexFrom(ownerCount);
    for (int i = 0; i < end; i++) {
      if (isThere(values.row(i))) {
        return true;
      }
    }
    return false;
  }

  /// Gathers the values of one key: a column a type, and the bag.
  private final class Builder {

    private final int key;
    private final Values.Builder values = new Values.Builder();
    private final NumberCodes[] numbers = new NumberCodes[ValueType.values().length];
    private int @Nullable [] codes;

    Builder(int key) {
      this.key = key;
      values.addMissing();
    }

    @Nullable OwnerColumn build() {
      for (int i = 0; i < store.columnCount(); i++) {
        AttributeColumn column = store.column(i);
        if (column.key() == key) {
          addColumn(column);
        }
      }
      addBag();
      return codes == null ? null : new OwnerColumn(values.build(), codes);
    }

    private void addColumn(AttributeColumn column) {
      ValueColumn from = column.values();
      int end = from.firstIndexFrom(ownerCount);
      int[] known = new int[from.isNumber() ? 0 : from.texts().size()];
      for (int i = 0; i < end; i++) {
        int owner = from.row(i);
        if (!isThere(owner)) {
          continue;
        }
        if (from.isNumber()) {
          set(owner, numberCode(column.type(), from.number(i)));
          continue;
        }
        int text = from.code(i);
        if (known[text] == 0) {
          known[text] = addBytes(column.type(), from.texts(), text);
        }
        set(owner, known[text]);
      }
    }

    private void addBag() {
      AttributeBag bag = store.bag();
      int end = bag.firstIndexFrom(ownerCount);
      for (int i = 0; i < end; i++) {
        if (bag.key(i) != key || bag.isDuplicate(i) || !isThere(bag.row(i))) {
          continue;
        }
        byte type = bag.type(i);
        boolean isNumber = ValueType.ofCode(type).isNumber();
        set(
            bag.row(i),
            isNumber
                ? numberCode(type, bag.value(i))
                : addBytes(type, bag.texts(), (int) bag.value(i)));
      }
    }

    private int numberCode(byte type, long number) {
      NumberCodes known = numbers[type];
      if (known == null) {
        known = new NumberCodes();
        numbers[type] = known;
      }
      int code = known.get(number);
      if (code == NumberCodes.NONE) {
        code = StoredValues.addNumber(values, type, number);
        known.put(number, code);
      }
      return code;
    }

    private int addBytes(byte type, ByteDictionary texts, int code) {
      return StoredValues.addBytes(
          values, type, texts.array(code), texts.offset(code), texts.length(code));
    }

    private void set(int owner, int code) {
      int[] target = codes;
      if (target == null) {
        target = new int[ownerCount];
        codes = target;
      }
      target[owner] = code;
    }
  }
}
