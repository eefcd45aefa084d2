package dev.vivace.storage.head;

/// The column of one attribute: key and type, and the values of the rows that have it.
///
/// @param key the key's code in the store's dictionary of keys
/// @param type the code of the `ValueType`
public record AttributeColumn(int key, byte type, ValueColumn values) {}
