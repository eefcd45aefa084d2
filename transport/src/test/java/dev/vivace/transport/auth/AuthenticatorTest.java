package dev.vivace.transport.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.transport.auth.AuthConfig.PrincipalConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticatorTest {

  private static final String TOKEN = "0123456789abcdef0123456789abcdef";

  // Of 'U*U', from the test vectors of crypt_blowfish 1.3; of ASCII all three versions are equal.
  private static final String HASH = "$2y$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
  private static final String PASSWORD = "U*U";

  @TempDir Path folder;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  private static PrincipalConfig principal(String token, Path tokenFile) {
    return new PrincipalConfig(Set.of(Scope.WRITE), Set.of("acme"), token, tokenFile);
  }

  private Authenticator start(Map<String, PrincipalConfig> principals, Path basicFile) {
    return Authenticator.start(new AuthConfig(principals, basicFile), Duration.ZERO, registry);
  }

  private Authenticator withPassword() throws IOException {
    Path users = Files.writeString(folder.resolve("users"), "# ours\n\nann:" + HASH + "\n");
    return start(Map.of("ann", principal("", null), "agent", principal(TOKEN, null)), users);
  }

  private static List<String> basic(String name, String password) {
    byte[] login = (name + ":" + password).getBytes(StandardCharsets.UTF_8);
    return List.of("Basic " + Base64.getEncoder().encodeToString(login));
  }

  private static String name(Verdict verdict) {
    return verdict instanceof Verdict.Known(var principal) ? principal.name() : "nobody";
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer " + TOKEN, "bearer " + TOKEN, "BEARER   " + TOKEN + " "})
  void aTokenIsKnownAtOnce(String value) throws IOException {
    assertThat(name(withPassword().look(List.of(value)))).isEqualTo("agent");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Bearer",
        "Bearer ",
        "Bearer 0123456789abcdef0123456789abcdee",
        "Bearer 0123456789abcdef0123456789abcdef0",
        "Basic",
        "Basic %%%",
        "Basic YW5u",
        "Digest username=ann",
        TOKEN
      })
  void whatIsNoCredentialIsRefusedAtOnceWithoutBeingQuoted(String value) throws IOException {
    Verdict verdict = withPassword().look(List.of(value));
    assertThat(verdict).isEqualTo(new Verdict.Refused("unknown credentials"));
  }

  @Test
  void noneAndTwoHeadersAreRefused() throws IOException {
    Authenticator authenticator = withPassword();
    assertThat(authenticator.decide(List.of())).isInstanceOf(Verdict.Refused.class);
    assertThat(authenticator.decide(List.of("Bearer " + TOKEN, "Bearer " + TOKEN)))
        .isInstanceOf(Verdict.Refused.class);
    assertThat(
            registry
                .get("vivace_authentication_failures")
                .tag("reason", "missing")
                .counter()
                .count())
        .isEqualTo(2);
  }

  @Test
  void aPasswordTakesTimeOnceAndIsKnownAtOnceAfterwards() throws IOException {
    Authenticator authenticator = withPassword();
    assertThat(authenticator.look(basic("ann", PASSWORD))).isInstanceOf(Verdict.Undecided.class);
    assertThat(name(authenticator.decide(basic("ann", PASSWORD)))).isEqualTo("ann");
    assertThat(name(authenticator.look(basic("ann", PASSWORD)))).isEqualTo("ann");
    assertThat(authenticator.look(basic("ann", "U*V"))).isInstanceOf(Verdict.Undecided.class);
    assertThat(authenticator.decide(basic("ann", "U*V"))).isInstanceOf(Verdict.Refused.class);
  }

  @Test
  void anUnknownNameIsNotToldFromAWrongPassword() throws IOException {
    Authenticator authenticator = withPassword();
    for (String name : List.of("bob", "agent", "")) {
      assertThat(authenticator.look(basic(name, PASSWORD))).isInstanceOf(Verdict.Undecided.class);
      assertThat(authenticator.decide(basic(name, PASSWORD)))
          .isEqualTo(authenticator.decide(basic("ann", "wrong")));
    }
  }

  @Test
  void aPasswordBeyondWhatBcryptReadsIsRefused() throws IOException {
    assertThat(withPassword().decide(basic("ann", PASSWORD + "x".repeat(100))))
        .isInstanceOf(Verdict.Refused.class);
  }

  @Test
  void aChangedFileHoldsAtOnceAndABadOneChangesNothing() throws IOException {
    Path tokens = Files.writeString(folder.resolve("tokens"), TOKEN + "\n");
    Authenticator authenticator = start(Map.of("agent", principal("", tokens)), null);
    String next = "another token of 32 characters!!";

    Files.writeString(tokens, TOKEN + "\n" + next + "\n");
    assertThat(authenticator.lookAtFiles()).isTrue();
    assertThat(name(authenticator.look(List.of("Bearer " + TOKEN)))).isEqualTo("agent");
    assertThat(name(authenticator.look(List.of("Bearer " + next)))).isEqualTo("agent");

    Files.writeString(tokens, next);
    assertThat(authenticator.lookAtFiles()).isTrue();
    assertThat(name(authenticator.look(List.of("Bearer " + TOKEN)))).isEqualTo("nobody");

    Files.writeString(tokens, "short");
    assertThat(authenticator.lookAtFiles()).isFalse();
    assertThat(name(authenticator.look(List.of("Bearer " + next)))).isEqualTo("agent");

    Files.delete(tokens);
    assertThat(authenticator.lookAtFiles()).isFalse();
    assertThat(name(authenticator.look(List.of("Bearer " + next)))).isEqualTo("agent");
  }

  @Test
  void aRemovedPasswordIsForgotten() throws IOException {
    Authenticator authenticator = withPassword();
    authenticator.decide(basic("ann", PASSWORD));
    Files.writeString(folder.resolve("users"), "agent:" + HASH);
    assertThat(authenticator.lookAtFiles()).isTrue();
    assertThat(authenticator.decide(basic("ann", PASSWORD))).isInstanceOf(Verdict.Refused.class);
    assertThat(name(authenticator.decide(basic("agent", PASSWORD)))).isEqualTo("agent");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ann:secret-in-plain-text",
        "ann:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=",
        "ann:$apr1$x$y",
        "ann:$2y$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "bob:" + HASH,
        "ann"
      })
  void aLineThatIsNoneStopsTheStartWithItsPlaceAndWithoutItsContent(String line)
      throws IOException {
    Path users = Files.writeString(folder.resolve("users"), "\n" + line);
    assertThatThrownBy(() -> start(Map.of("ann", principal("", null)), users))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("auth: " + users + ":2: ")
        .hasMessageNotContaining(line.substring(line.indexOf(':') + 1));
  }

  @Test
  void shortAndSharedTokensStopTheStart() {
    assertThatThrownBy(() -> start(Map.of("agent", principal("0123456789", null)), null))
        .hasMessageContaining("a token of principal 'agent' has 10 characters");
    assertThatThrownBy(
            () -> start(Map.of("a", principal(TOKEN, null), "b", principal(TOKEN, null)), null))
        .hasMessageContaining("have the same token");
  }

  @Test
  void theChallengeNamesWhatIsUnderstood() throws IOException {
    assertThat(withPassword().challenge())
        .isEqualTo("Basic realm=\"vivace\", charset=\"UTF-8\", Bearer realm=\"vivace\"");
    assertThat(start(Map.of("agent", principal(TOKEN, null)), null).challenge())
        .isEqualTo("Bearer realm=\"vivace\"");
  }

  @Test
  void nothingShowsATokenInItsText() {
    AuthConfig config = new AuthConfig(Map.of("agent", principal(TOKEN, null)), null);
    assertThat(config.toString()).contains("agent").doesNotContain(TOKEN);
  }
}
