package dev.vivace.distributor.redact;

import dev.vivace.distributor.ingest.RefusedException;
import dev.vivace.model.bytes.ProtobufCursor;
import dev.vivace.model.bytes.ProtobufWriter;
import dev.vivace.model.bytes.Slice;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// Goes over one OTLP request, front to back, and finds what the rules take. Fields may come in any
/// order and any number of times; each occurrence is looked at. Used once, by one thread.
final class RequestRedactor {

  /// Values that nest deeper are emptied: decoding refuses their span, and its bytes are kept.
  static final int MAX_VALUE_DEPTH = 100;

  /// Of a key as much is looked at.
  static final int MAX_KEY_BYTES = 8 << 10;

  /// Keys whose rules are remembered while the request lasts.
  private static final int MAX_KNOWN_KEYS = 1024;

  private static final int KEY_TAG = 1 << 3 | ProtobufWriter.BYTES;
  private static final int VALUE_TAG = 2 << 3 | ProtobufWriter.BYTES;
  private static final int STRING_TAG = 1 << 3 | ProtobufWriter.BYTES;
  private static final int ARRAY_TAG = 5 << 3 | ProtobufWriter.BYTES;
  private static final int LIST_TAG = 6 << 3 | ProtobufWriter.BYTES;

  /// What `ArrayValue` and `KeyValueList` hold.
  private static final int ELEMENT_TAG = 1 << 3 | ProtobufWriter.BYTES;

  private final RuleSet rules;
  private final Replacements replacements;
  private final byte[] bytes;
  private final Splices splices;
  private final Tally tally;
  private final TextSearch search;
  private final AttributeValue values;
  private final ProtobufCursor cursor = new ProtobufCursor();
  private final Map<String, Long> known = new HashMap<>();

  RequestRedactor(
      RuleSet rules, Replacements replacements, byte[] bytes, Splices splices, Tally tally) {
    this.rules = rules;
    this.replacements = replacements;
    this.bytes = bytes;
    this.splices = splices;
    this.tally = tally;
    this.search = new TextSearch(rules, replacements, tally);
    this.values = new AttributeValue(bytes);
  }

  /// Goes over the request in `[start, end)`. Throws
  /// [dev.vivace.model.error.InvalidRequestException] if it is none.
  void redact(int start, int end) throws RefusedException {
    cursor.reset(bytes, start, end);
    redactMessage(Content.REQUEST);
  }

  private void redactMessage(Content message) throws RefusedException {
    while (cursor.hasMore()) {
      int start = cursor.position();
      int tag = cursor.readTag();
      Content content = message.field(tag);
      switch (content) {
        case OTHER -> cursor.skip(tag);
        case TEXT -> {
          if (redactText(rules.searchingAll(message.scope()))) {
            splices.delete(start, cursor.position());
          }
        }
        case ATTRIBUTE -> redactAttribute(message.scope(), 0, start, 0);
        default -> redactNested(content);
      }
    }
  }

  private void redactNested(Content message) throws RefusedException {
    int start = cursor.position();
    int outer = cursor.enter();
    int slot = splices.open(start, cursor.position(), cursor.limit());
    redactMessage(message);
    splices.close(slot);
    cursor.leave(outer);
  }

  /// Goes over a `KeyValue` whose tag, at `start`, has been read.
  ///
  /// @param inherited the rules that name the key of an attribute around this one
  /// @param depth of the value around it
  private void redactAttribute(RedactionScope scope, long inherited, int start, int depth)
      throws RefusedException {
    int lengthStart = cursor.position();
    int outer = cursor.enter();
    int body = cursor.position();
    int end = cursor.limit();
    long key = readKey();
    long naming = rules.in(scope, naming(key));
    long whole = rules.whole(naming);
    if (whole != 0) {
      RedactionAction action = rules.action(Long.numberOfTrailingZeros(whole));
      tally.add(action);
      switch (action) {
        case DELETE -> splices.delete(start, end);
        case HASH -> replaceValue(lengthStart, end, key, hash(body, end));
        case MASK -> replaceValue(lengthStart, end, key, replacements.mask());
      }
      cursor.leave(outer);
      return;
    }
    cursor.moveTo(body, end);
    int slot = splices.open(lengthStart, body, end);
    boolean deleted = redactValues(scope, inherited | naming, depth);
    cursor.leave(outer);
    if (deleted) {
      splices.undo(slot);
      splices.delete(start, end);
    } else {
      splices.close(slot);
    }
  }

  /// The key of the attribute that is open, the last one sent.
  private long readKey() {
    long key = Slice.EMPTY;
    while (cursor.hasMore()) {
      int tag = cursor.readTag();
      if (tag == KEY_TAG) {
        key = cursor.readSlice();
      } else {
        cursor.skip(tag);
      }
    }
    return key;
  }

  private long naming(long key) {
    int size = Math.min(Slice.length(key), MAX_KEY_BYTES);
    String text = new String(bytes, Slice.offset(key), size, StandardCharsets.UTF_8);
    Long remembered = known.get(text);
    if (remembered != null) {
      return remembered;
    }
    long naming = rules.naming(text);
    if (known.size() < MAX_KNOWN_KEYS) {
      known.put(text, naming);
    }
    return naming;
  }

  private String hash(int start, int end) {
    byte[] value = values.of(start, end);
    return replacements.hash().of(value, 0, value.length);
  }

  /// Puts the attribute's key and a text in the place of everything that it was.
  private void replaceValue(int lengthStart, int end, long key, String text)
      throws RefusedException {
    byte[] value = text.getBytes(StandardCharsets.UTF_8);
    int valueSize = fieldSize(value.length);
    int keySize = Slice.length(key) == 0 ? 0 : fieldSize(Slice.length(key));
    ProtobufWriter out = splices.replace(lengthStart, end);
    out.writeVarint((long) keySize + fieldSize(valueSize));
    if (keySize > 0) {
      out.writeBytesField(KEY_TAG >>> 3, bytes, Slice.offset(key), Slice.length(key));
    }
    out.writeTag(VALUE_TAG >>> 3, ProtobufWriter.BYTES);
    out.writeVarint(valueSize);
    out.writeBytesField(STRING_TAG >>> 3, value, 0, value.length);
    splices.finish();
  }

  private static int fieldSize(int size) {
    return 1 + ProtobufWriter.varintSize(size) + size;
  }

  /// Goes over the values of the attribute that is open; true if a rule deletes it.
  private boolean redactValues(RedactionScope scope, long active, int depth)
      throws RefusedException {
    boolean deleted = false;
    while (cursor.hasMore() && !deleted) {
      int tag = cursor.readTag();
      if (tag == VALUE_TAG) {
        deleted = redactValue(scope, active, depth + 1);
      } else {
        cursor.skip(tag);
      }
    }
    return deleted;
  }

  /// Goes over an `AnyValue`, the tag of which has been read. True if a rule deletes it: its
  /// splices are then the caller's to undo.
  private boolean redactValue(RedactionScope scope, long active, int depth)
      throws RefusedException {
    int start = cursor.position();
    int outer = cursor.enter();
    if (depth > MAX_VALUE_DEPTH) {
      cursor.leave(outer);
      tally.add(RedactionAction.DELETE);
      splices.replace(start, cursor.position()).writeVarint(0);
      splices.finish();
      return false;
    }
    int slot = splices.open(start, cursor.position(), cursor.limit());
    boolean deleted = false;
    while (cursor.hasMore() && !deleted) {
      int tag = cursor.readTag();
      switch (tag) {
        case STRING_TAG -> deleted = redactText(rules.searching(active));
        case ARRAY_TAG -> redactElements(scope, active, depth, false);
        case LIST_TAG -> redactElements(scope, active, depth, true);
        default -> cursor.skip(tag);
      }
    }
    cursor.leave(outer);
    if (!deleted) {
      splices.close(slot);
    }
    return deleted;
  }

  private void redactElements(RedactionScope scope, long active, int depth, boolean areAttributes)
      throws RefusedException {
    int lengthStart = cursor.position();
    int outer = cursor.enter();
    int slot = splices.open(lengthStart, cursor.position(), cursor.limit());
    while (cursor.hasMore()) {
      int start = cursor.position();
      int tag = cursor.readTag();
      if (tag != ELEMENT_TAG) {
        cursor.skip(tag);
      } else if (areAttributes) {
        redactAttribute(scope, active, start, depth);
      } else {
        redactElement(scope, active, start, depth);
      }
    }
    splices.close(slot);
    cursor.leave(outer);
  }

  private void redactElement(RedactionScope scope, long active, int start, int depth)
      throws RefusedException {
    int slot = splices.count();
    if (redactValue(scope, active, depth + 1)) {
      splices.undo(slot);
      splices.delete(start, cursor.position());
    }
  }

  /// Searches the text whose tag has been read; true if a rule deletes it.
  private boolean redactText(long searching) throws RefusedException {
    int start = cursor.position();
    long slice = cursor.readSlice();
    return switch (search.search(bytes, slice, searching)) {
      case TextSearch.Outcome.Kept _ -> false;
      case TextSearch.Outcome.Deleted _ -> true;
      case TextSearch.Outcome.Changed(var text) -> {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        ProtobufWriter out = splices.replace(start, cursor.position());
        out.writeVarint(utf8.length);
        out.writeRaw(utf8, 0, utf8.length);
        splices.finish();
        yield false;
      }
    };
  }
}
