package dev.vivace.querier.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.model.error.InvalidRequestException;
import dev.vivace.model.id.TenantId;
import dev.vivace.transport.http.HttpRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TenantResolverTest {

  private final TenantResolver resolver = new TenantResolver(new TenancyConfig(true, true));

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "acme,          acme",
    "b|a,           a b",
    "a|a,           a",
    "b|a|b|a,       a b",
    "acme:role=dev, acme",
    "b:x=1|a:y=2,   a b",
    "Acme|acme,     Acme acme",
  })
  void tenantsAreSortedAndEachOnce(String header, String expected) {
    assertThat(resolver.tenants(request(header)))
        .extracting(TenantId::value)
        .containsExactly(expected.split(" "));
  }

  @ParameterizedTest(name = "''{0}''")
  @ValueSource(strings = {"a b", "a/b", "..", ".", "|", "a|", "|a", "a||b", ":x", "ä"})
  void impossibleIdsAreRefused(String header) {
    assertThatThrownBy(() -> resolver.tenants(request(header)))
        .isInstanceOf(InvalidRequestException.class);
  }

  @Test
  void noneAndSeveralHeadersAreNoTenant() {
    assertThat(resolver.tenants(request())).isEmpty();
    assertThat(resolver.tenants(request(""))).isEmpty();
    assertThat(resolver.tenants(request("a", "b"))).isEmpty();
  }

  @Test
  void severalTenantsAreRefusedWhereFederationIsOff() {
    TenantResolver single = new TenantResolver(new TenancyConfig(true, false));

    assertThat(single.tenants(request("a|a"))).containsExactly(new TenantId("a"));
    assertThatThrownBy(() -> single.tenants(request("a|b")))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("multi-tenant queries are off")
        .hasMessageContaining("query_frontend.multi_tenant_queries_enabled");
  }

  private static HttpRequest request(String... headers) {
    Map<String, List<String>> all =
        headers.length == 0 ? Map.of() : Map.of("x-scope-orgid", List.of(headers));
    return new HttpRequest("GET", "/", "/", Map.of(), all, new byte[0], "test");
  }
}
