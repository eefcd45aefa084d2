package dev.vivace.storage.spans;

import dev.vivace.storage.block.ColumnKey;

/// The kinds of tables and columns of a block of spans, version 1. The numbers are part of the
/// format: see `docs/block-format.md`, "Tables of spans".
final class SpanSchema {

  // Owners of attributes: each has four tables.
  static final int SPANS = 0x10;
  static final int EVENTS = 0x20;
  static final int LINKS = 0x30;
  static final int RESOURCES = 0x40;
  static final int SCOPES = 0x50;

  static final int TRACES = 0x01;

  /// Added to an owner's number: its templates, its bag, its deviating attribute orders.
  static final int TEMPLATES_OF = 1;

  static final int BAG_OF = 2;
  static final int ORDERS_OF = 3;

  // Tables of pairs: a row and its value.
  static final int PARENTS = 0x100;
  static final int STATUS_MESSAGES = 0x101;
  static final int STATUS_UNKNOWN_FIELDS = 0x102;
  static final int TRACE_STATES = 0x103;
  static final int SPAN_UNKNOWN_FIELDS = 0x104;
  static final int EVENT_UNKNOWN_FIELDS = 0x105;
  static final int LINK_TRACE_STATES = 0x106;
  static final int LINK_UNKNOWN_FIELDS = 0x107;
  static final int SCOPE_NAMES = 0x108;
  static final int SCOPE_VERSIONS = 0x109;

  static final ColumnKey ROW = ColumnKey.of(1);
  static final ColumnKey VALUE = ColumnKey.of(2);
  static final ColumnKey TEMPLATE = ColumnKey.of(3);

  // Spans.
  static final ColumnKey RESOURCE = ColumnKey.of(4);
  static final ColumnKey DEPTH = ColumnKey.of(5);
  static final ColumnKey SPAN_ID = ColumnKey.of(6);
  static final ColumnKey START = ColumnKey.of(7);
  static final ColumnKey DURATION = ColumnKey.of(8);
  static final ColumnKey FLAGS = ColumnKey.of(9);
  static final ColumnKey DROPPED_ATTRIBUTES = ColumnKey.of(10);
  static final ColumnKey DROPPED_EVENTS = ColumnKey.of(11);
  static final ColumnKey DROPPED_LINKS = ColumnKey.of(12);

  // Traces.
  static final ColumnKey TRACE_HIGH = ColumnKey.of(13);
  static final ColumnKey TRACE_LOW = ColumnKey.of(14);
  static final ColumnKey FIRST_ROW = ColumnKey.of(15);
  static final ColumnKey END = ColumnKey.of(16);
  static final ColumnKey TRACE_FLAGS = ColumnKey.of(17);

  // Templates.
  static final ColumnKey SCOPE = ColumnKey.of(18);
  static final ColumnKey NAME = ColumnKey.of(19);
  static final ColumnKey KIND = ColumnKey.of(20);
  static final ColumnKey STATUS = ColumnKey.of(21);
  static final ColumnKey KEYS = ColumnKey.of(22);

  // Bags and orders.
  static final ColumnKey POSITION = ColumnKey.of(23);
  static final ColumnKey KEY = ColumnKey.of(24);
  static final ColumnKey TYPE = ColumnKey.of(25);
  static final ColumnKey NUMBER = ColumnKey.of(26);
  static final ColumnKey TEXT = ColumnKey.of(27);

  // Events, links, envelopes.
  static final ColumnKey SPAN_ROW = ColumnKey.of(28);
  static final ColumnKey TIME = ColumnKey.of(29);
  static final ColumnKey HAS_IDS = ColumnKey.of(30);
  static final ColumnKey ENVELOPE = ColumnKey.of(31);

  /// The kind of an attribute's column; its name is the key, its type the code of the `ValueType`.
  static final int ATTRIBUTE = 64;

  /// In a bag's TYPE: the owner has an earlier attribute of this key.
  static final int DUPLICATE = 0x100;

  /// In TRACE_FLAGS: a span without parent id is here.
  static final int HAS_ROOT = 1;

  /// In TRACE_FLAGS: spans of the trace were in an earlier block, too.
  static final int SPLIT = 2;

  /// The distance of the rows at which a column tells how many values lie before them.
  static final int ORDINAL_STRIDE = 4096;

  private SpanSchema() {}

  static ColumnKey attribute(String name, int type) {
    return new ColumnKey(ATTRIBUTE, name, type);
  }
}
