package dev.vivace.transport.auth;

import dev.vivace.transport.watch.WatchedFiles;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// Says who sends a request, by its `Authorization` headers. Files are followed as they change.
/// Thread-safe.
public final class Authenticator implements AutoCloseable {

  /// The header's name, lower-case as HTTP/2 and gRPC want it.
  public static final String HEADER = "authorization";

  /// Passwords that may wait to be checked.
  static final int MAX_WAITING = 64;

  private static final String BEARER = "bearer ";
  private static final String BASIC = "basic ";

  private final WatchedFiles<Credentials> credentials;
  private final String challenge;
  private final Counter missing;
  private final Counter wrong;
  private final Semaphore waiting = new Semaphore(MAX_WAITING);
  private final Semaphore checking =
      new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), true);

  private Authenticator(
      WatchedFiles<Credentials> credentials, String challenge, MeterRegistry registry) {
    this.credentials = credentials;
    this.challenge = challenge;
    this.missing = counter(registry, "missing");
    this.wrong = counter(registry, "wrong");
  }

  /// Reads the files; throws [IllegalArgumentException] if they cannot be used.
  public static Authenticator start(AuthConfig config, MeterRegistry registry) {
    return start(config, WatchedFiles.USUAL_INTERVAL, registry);
  }

  /// @param interval how often files are looked at
  public static Authenticator start(AuthConfig config, Duration interval, MeterRegistry registry) {
    String bearer = config.hasTokens() ? "Bearer realm=\"vivace\"" : "";
    String basic = config.basicFile() == null ? "" : "Basic realm=\"vivace\", charset=\"UTF-8\"";
    return new Authenticator(
        WatchedFiles.start(
            "auth",
            config.files().toList(),
            interval,
            files -> Credentials.of(config, files),
            registry),
        basic + (basic.isEmpty() || bearer.isEmpty() ? "" : ", ") + bearer,
        registry);
  }

  private static Counter counter(MeterRegistry registry, String reason) {
    return Counter.builder("vivace_authentication_failures")
        .description("Requests without credentials, or with wrong ones")
        .tag("reason", reason)
        .register(registry);
  }

  /// The value of `WWW-Authenticate`.
  public String challenge() {
    return challenge;
  }

  /// Decides at once, or says that it takes time.
  ///
  /// @param authorization the header's values
  public Verdict look(List<String> authorization) {
    if (authorization.size() != 1) {
      missing.increment();
      return new Verdict.Refused(
          "%d Authorization headers (expected: one)".formatted(authorization.size()));
    }
    String value = authorization.getFirst();
    Credentials current = credentials.current();
    if (begins(value, BEARER)) {
      Principal owner = current.byToken(value.substring(BEARER.length()).strip());
      return owner == null ? refuse() : new Verdict.Known(owner);
    }
    if (begins(value, BASIC) && current.hasUsers()) {
      Login login = Login.parse(value.substring(BASIC.length()).strip());
      return login == null ? refuse() : look(current, login);
    }
    return refuse();
  }

  private static Verdict look(Credentials current, Login login) {
    User user = current.user(login.name());
    return user != null && user.remembers(current.digest(login.password()))
        ? new Verdict.Known(user.principal())
        : new Verdict.Undecided();
  }

  /// Decides, and waits for it: not for event loops.
  public Verdict decide(List<String> authorization) {
    Verdict first = look(authorization);
    if (!(first instanceof Verdict.Undecided)) {
      return first;
    }
    if (!waiting.tryAcquire()) {
      return new Verdict.Busy(
          "busy: %d passwords wait to be checked; try again".formatted(MAX_WAITING));
    }
    try {
      checking.acquire();
      try {
        Verdict second = look(authorization); // Another request may have had the same password.
        return second instanceof Verdict.Undecided ? check(authorization.getFirst()) : second;
      } finally {
        checking.release();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new Verdict.Busy("the server stops; try again");
    } finally {
      waiting.release();
    }
  }

  private Verdict check(String value) {
    Credentials current = credentials.current();
    Login login = Login.parse(value.substring(BASIC.length()).strip());
    if (login == null || !current.hasUsers()) {
      return refuse();
    }
    User user = current.user(login.name());
    PasswordHash hash = user == null ? current.anyHash() : user.hash();
    boolean matches = hash.matches(login.password());
    if (user == null || !matches) {
      return refuse();
    }
    user.remember(current.digest(login.password()));
    return new Verdict.Known(user.principal());
  }

  private Verdict refuse() {
    wrong.increment();
    return new Verdict.Refused("unknown credentials");
  }

  private static boolean begins(String value, String scheme) {
    return value.length() > scheme.length()
        && value.substring(0, scheme.length()).toLowerCase(Locale.ROOT).equals(scheme);
  }

  /// Looks at the files now; says whether they are what is in force.
  public boolean lookAtFiles() {
    return credentials.look();
  }

  /// Follows the files no more.
  @Override
  public void close() {
    credentials.close();
  }

  /// What `Basic` carries. Source: RFC 7617, section 2.
  private record Login(String name, byte[] password) {

    static @Nullable Login parse(String base64) {
      byte[] bytes;
      try {
        bytes = Base64.getDecoder().decode(base64);
      } catch (IllegalArgumentException _) {
        return null; // The client is told that nobody has such credentials.
      }
      for (int i = 0; i < bytes.length; i++) {
        if (bytes[i] == ':') {
          return new Login(
              new String(bytes, 0, i, StandardCharsets.UTF_8),
              Arrays.copyOfRange(bytes, i + 1, bytes.length));
        }
      }
      return null;
    }
  }
}
