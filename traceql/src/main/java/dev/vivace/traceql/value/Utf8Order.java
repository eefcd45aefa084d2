package dev.vivace.traceql.value;

/// The order of strings in the language: by the bytes of their UTF-8, which is that of their code
/// points. `String.compareTo` orders UTF-16 and differs beyond U+FFFF.
public final class Utf8Order {

  private Utf8Order() {}

  public static int compare(String left, String right) {
    int length = Math.min(left.length(), right.length());
    for (int i = 0; i < length; i++) {
      char a = left.charAt(i);
      char b = right.charAt(i);
      if (a != b) {
        // Surrogates stand for code points above all other characters.
        boolean exactlyOne = Character.isSurrogate(a) != Character.isSurrogate(b);
        return exactlyOne
            ? Boolean.compare(Character.isSurrogate(a), Character.isSurrogate(b))
            : a - b;
      }
    }
    return Integer.compare(left.length(), right.length());
  }
}
