package dev.vivace.storage.spans;

import dev.vivace.storage.block.ColumnKey;

/// The kinds of tables and columns of a block of spans, version 1. The numbers are part of the
/// format: see `docs/block-format.md`, "Tables of spans".
public final class SpanSchema {

  // Owners of attributes: each has four tables.
  public static final int SPANS = 0x10;
  public static final int EVENTS = 0x20;
  public static final int LINKS = 0x30;
  public static final int RESOURCES = 0x40;
  public static final int SCOPES = 0x50;

  public static final int TRACES = 0x01;

  /// Added to an owner's number: its templates, its bag, its deviating attribute orders.
  public static final int TEMPLATES_OF = 1;

  public static final int BAG_OF = 2;
  public static final int ORDERS_OF = 3;

  // Tables of pairs: a row and its value.
  public static final int PARENTS = 0x100;
  public static final int STATUS_MESSAGES = 0x101;
  public static final int STATUS_UNKNOWN_FIELDS = 0x102;
  public static final int TRACE_STATES = 0x103;
  public static final int SPAN_UNKNOWN_FIELDS = 0x104;
  public static final int EVENT_UNKNOWN_FIELDS = 0x105;
  public static final int LINK_TRACE_STATES = 0x106;
  public static final int LINK_UNKNOWN_FIELDS = 0x107;
  public static final int SCOPE_NAMES = 0x108;
  public static final int SCOPE_VERSIONS = 0x109;

  public static final ColumnKey ROW = ColumnKey.of(1);
  public static final ColumnKey VALUE = ColumnKey.of(2);
  public static final ColumnKey TEMPLATE = ColumnKey.of(3);

  // Spans.
  public static final ColumnKey RESOURCE = ColumnKey.of(4);
  public static final ColumnKey DEPTH = ColumnKey.of(5);
  public static final ColumnKey SPAN_ID = ColumnKey.of(6);
  public static final ColumnKey START = ColumnKey.of(7);
  public static final ColumnKey DURATION = ColumnKey.of(8);
  public static final ColumnKey FLAGS = ColumnKey.of(9);
  public static final ColumnKey DROPPED_ATTRIBUTES = ColumnKey.of(10);
  public static final ColumnKey DROPPED_EVENTS = ColumnKey.of(11);
  public static final ColumnKey DROPPED_LINKS = ColumnKey.of(12);

  // Traces.
  public static final ColumnKey TRACE_HIGH = ColumnKey.of(13);
  public static final ColumnKey TRACE_LOW = ColumnKey.of(14);
  public static final ColumnKey FIRST_ROW = ColumnKey.of(15);
  public static final ColumnKey END = ColumnKey.of(16);
  public static final ColumnKey TRACE_FLAGS = ColumnKey.of(17);

  // Templates.
  public static final ColumnKey SCOPE = ColumnKey.of(18);
  public static final ColumnKey NAME = ColumnKey.of(19);
  public static final ColumnKey KIND = ColumnKey.of(20);
  public static final ColumnKey STATUS = ColumnKey.of(21);
  public static final ColumnKey KEYS = ColumnKey.of(22);

  // Bags and orders.
  public static final ColumnKey POSITION = ColumnKey.of(23);
  public static final ColumnKey KEY = ColumnKey.of(24);
  public static final ColumnKey TYPE = ColumnKey.of(25);
  public static final ColumnKey NUMBER = ColumnKey.of(26);
  public static final ColumnKey TEXT = ColumnKey.of(27);

  // Events, links, envelopes.
  public static final ColumnKey SPAN_ROW = ColumnKey.of(28);
  public static final ColumnKey TIME = ColumnKey.of(29);
  public static final ColumnKey HAS_IDS = ColumnKey.of(30);
  public static final ColumnKey ENVELOPE = ColumnKey.of(31);

  /// The kind of an attribute's column; its name is the key, its type the code of the `ValueType`.
  public static final int ATTRIBUTE = 64;

  /// The kind of the column that says which rows have a value in the attribute's column before it;
  /// name and type are the same.
  public static final int PRESENCE = 65;

  /// In a bag's TYPE: the owner has an earlier attribute of this key.
  public static final int DUPLICATE = 0x100;

  /// In TRACE_FLAGS: a span without parent id is here.
  public static final int HAS_ROOT = 1;

  /// In TRACE_FLAGS: spans of the trace were in an earlier block, too.
  public static final int SPLIT = 2;

  /// The distance of the rows at which a column tells how many values lie before them.
  public static final int ORDINAL_STRIDE = 4096;

  private SpanSchema() {}

  /// The column of an attribute.
  ///
  /// @param type the code of its `ValueType`
  public static ColumnKey attribute(String name, int type) {
    return new ColumnKey(ATTRIBUTE, name, type);
  }

  /// The column that says which rows have a value in the attribute's.
  public static ColumnKey presence(String name, int type) {
    return new ColumnKey(PRESENCE, name, type);
  }
}
