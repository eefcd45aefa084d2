package dev.vivace.storage.block;

/// How the 64-bit values of an integer column compare; zone maps go by it. The number of a constant
/// is its position here, in the format too.
public enum NumberOrder {
  SIGNED,
  UNSIGNED,

  /// The values are the raw bits of doubles. Zone maps skip NaN and take −0.0 as less than 0.0.
  DOUBLE
}
