package dev.vivace.server.pages;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/// What was built, from which sources.
///
/// @param version Vivace's own
/// @param revision of the sources; `unknown` outside a checkout
public record BuildInfo(String version, String revision, String branch, String buildDate) {

  /// The version of Tempo whose interfaces this build offers. Clients compare it to decide what
  /// they may ask for, so it stands where they look for a version.
  public static final String COMPATIBLE_VERSION = "3.0.3";

  /// Reads what the build wrote into the jar.
  public static BuildInfo load() {
    try (InputStream in = BuildInfo.class.getResourceAsStream("build.properties")) {
      if (in == null) {
        throw new IllegalStateException("build.properties is missing from the jar");
      }
      Properties properties = new Properties();
      properties.load(in);
      return new BuildInfo(
          properties.getProperty("version", "unknown"),
          properties.getProperty("revision", "unknown"),
          properties.getProperty("branch", "unknown"),
          properties.getProperty("buildDate", "unknown"));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read build.properties", e);
    }
  }

  /// The Java that runs it, such as `java25.0.3`.
  public static String javaVersion() {
    return "java" + Runtime.version().toString().split("\\+", 2)[0];
  }

  /// One line for people.
  public String describe() {
    return "vivace %s (revision %s, branch %s, built %s, %s), with the interfaces of Tempo %s"
        .formatted(version, revision, branch, buildDate, javaVersion(), COMPATIBLE_VERSION);
  }
}
