package dev.vivace.fuzz;

/// What the fuzzer calls: the reader that the system property names.
public final class FuzzedReader {

  static final String PROPERTY = "vivace.fuzz.reader";

  private static final Reader READER = Reader.valueOf(System.getProperty(PROPERTY));

  private FuzzedReader() {}

  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    READER.read(input);
  }
}
