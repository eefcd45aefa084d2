package dev.vivace.storage.head;

import static dev.vivace.storage.head.TestSpans.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.model.error.InvalidRequestException;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import org.junit.jupiter.api.Test;

class EnvelopeStoreTest {

  private final HeadMemory memory = new HeadMemory(1 << 20).part();
  private final EnvelopeStore resources = new EnvelopeStore(memory, false);
  private final EnvelopeStore scopes = new EnvelopeStore(memory, true);

  @Test
  void fewEnvelopesHaveColumnsOnceSomebodyAsks() {
    intern(resources, resource(0));
    intern(resources, resource(1));
    long before = memory.usedBytes();

    assertThat(resources.attributes().bag().count()).isEqualTo(2);

    assertThat(memory.usedBytes()).isGreaterThan(before);
    intern(resources, resource(2));
    intern(resources, resource(1));
    assertThat(resources.attributes().bag().count()).isEqualTo(3);
    assertThat(resources.shape(2)).isEqualTo(Shapes.EMPTY);
  }

  @Test
  void manyEnvelopesHaveColumnsAtOnce() {
    for (int i = 0; i < 200; i++) {
      assertThat(intern(resources, resource(i))).isEqualTo(i);
    }
    long before = memory.usedBytes();

    assertThat(resources.attributes().column(0).values().count()).isEqualTo(200 - 64);
    assertThat(resources.attributes().shape(resources.shape(199))).containsExactly(0);

    assertThat(memory.usedBytes()).isEqualTo(before);
  }

  @Test
  void namesAndVersionsAreOfTheScopesThatHaveThem() {
    intern(scopes, scope(InstrumentationScope.newBuilder().setName("http").setVersion("1")));
    intern(scopes, scope(InstrumentationScope.newBuilder()));
    intern(scopes, scope(InstrumentationScope.newBuilder().setName("sql")));

    assertThat(scopes.names().count()).isEqualTo(2);
    assertThat(scopes.names().row(1)).isEqualTo(2);
    assertThat(scopes.versions().count()).isEqualTo(1);
    assertThat(scopes.attributes().bag().count()).isZero();
  }

  @Test
  void whatCannotBeReadFailsAtOnceAndNobodyWhoAsksLater() {
    intern(resources, resource(0));

    assertThatThrownBy(() -> intern(resources, new byte[] {7}))
        .isInstanceOf(InvalidRequestException.class);

    assertThat(resources.attributes().bag().count()).isEqualTo(1);
  }

  private static byte[] resource(int number) {
    return ResourceSpans.newBuilder()
        .setResource(Resource.newBuilder().addAttributes(text("host.name", "host " + number)))
        .build()
        .toByteArray();
  }

  private static byte[] scope(InstrumentationScope.Builder scope) {
    return ScopeSpans.newBuilder().setScope(scope).build().toByteArray();
  }

  private static int intern(EnvelopeStore store, byte[] envelope) {
    return store.intern(envelope, 0, envelope.length);
  }
}
