package dev.vivace.server.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WireMetadataTest {

  private static final Metadata.Key<byte[]> BINARY =
      Metadata.Key.of("trace-bin", Metadata.BINARY_BYTE_MARSHALLER);
  private static final Metadata.Key<String> TEXT =
      Metadata.Key.of("x-scope-orgid", Metadata.ASCII_STRING_MARSHALLER);

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "YWJjZA==, abcd",
    "YWJjZA, abcd",
    "'YWJj,ZGVm', abc def",
    "'YWJj, ZGVm', abc def",
    "'', ''",
    "%%%, ",
    "'%%%,YWJj', abc",
  })
  void binaryValuesAreDecoded(String sent, String expected) {
    Metadata read = WireMetadata.read(Map.of("trace-bin", List.of(sent)));

    Iterable<byte[]> all = read.getAll(BINARY);
    assertThat(
            all == null
                ? null
                : String.join(
                    " ",
                    StreamSupport.stream(all.spliterator(), false)
                        .map(bytes -> new String(bytes, UTF_8))
                        .toList()))
        .isEqualTo(expected);
  }

  @Test
  void textsStayAsTheyAre() {
    Metadata read = WireMetadata.read(Map.of("x-scope-orgid", List.of("a,b", "YWJj")));

    assertThat(read.getAll(TEXT)).containsExactly("a,b", "YWJj");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-bin", "with blank", "größe", "a:b"})
  void namesThatGrpcDoesNotKnowAreLeftOut(String name) {
    assertThat(WireMetadata.read(Map.of(name, List.of("YWJj"))).keys()).isEmpty();
  }

  @Test
  void whatIsAnsweredReadsBack() {
    Metadata metadata = new Metadata();
    metadata.put(TEXT, "acme");
    metadata.put(BINARY, new byte[] {0, -1, 7, 8});
    metadata.put(BINARY, new byte[0]);

    Map<String, List<String>> written = WireMetadata.write(metadata);
    assertThat(written)
        .isEqualTo(Map.of("x-scope-orgid", List.of("acme"), "trace-bin", List.of("AP8HCA", "")));
    assertThat(WireMetadata.read(written).getAll(BINARY))
        .containsExactly(new byte[] {0, -1, 7, 8}, new byte[0]);
  }
}
