package dev.vivace.integration.s3;

import dev.vivace.storage.object.s3.S3Config;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// An S3 server with one bucket for a class of tests; each test takes a prefix of its own in it.
final class Buckets implements BeforeAllCallback, AfterAllCallback {

  static final String BUCKET = "vivace";

  private final S3Server.Kind kind;
  private final AtomicInteger prefixes = new AtomicInteger();
  private @Nullable S3Server server;

  Buckets(S3Server.Kind kind) {
    this.kind = kind;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    S3Server started = S3Server.start(kind);
    started.createBucket(BUCKET);
    server = started;
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (server != null) {
      server.close();
    }
  }

  URI address() {
    if (server == null) {
      throw new IllegalStateException("the S3 server has not been started");
    }
    return server.address();
  }

  String newPrefix() {
    return "test-" + prefixes.incrementAndGet();
  }

  /// The bucket as it is reached at an address, with a new prefix.
  S3Config config(URI address) {
    return S3Config.of(
            BUCKET, address, new S3Config.Credentials(S3Server.ACCESS_KEY, S3Server.SECRET_KEY, ""))
        .withPrefix(newPrefix());
  }
}
