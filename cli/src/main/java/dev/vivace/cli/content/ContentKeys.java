package dev.vivace.cli.content;

/// The attributes by which the auditor finds its spans again.
public final class ContentKeys {
  /// Resource: names the seed, so that runs on one server are told apart.
  public static final String RUN = "audit.run";

  /// Resource: the tenant for whom the spans were sent.
  public static final String TENANT = "audit.tenant";

  /// Span: unique to the trace. No server has an index of it.
  public static final String TRACE = "audit.trace";

  /// Span: unique to a trace's first span. Servers commonly keep this key in a place of its own.
  public static final String URL = "http.url";

  /// Span: the same for a thousand traces.
  public static final String GROUP = "audit.group";

  private ContentKeys() {}
}
