package dev.vivace.storage.block;

/// What the directory says about a column chunk.
///
/// @param strings whether it is read as strings, not as integers
/// @param order how its integers compare; [NumberOrder#SIGNED] for strings
/// @param values how many values it has
/// @param distinct how many different codes the writer was given; 0 for integers
public record ColumnInfo(
    ColumnKey key, boolean strings, NumberOrder order, int values, int distinct) {}
