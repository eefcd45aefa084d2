package dev.vivace.model.otlp;

import dev.vivace.model.fuzz.Mutations;
import org.junit.jupiter.api.Test;

class OtlpMutationTest {

  @Test
  void anyProtobufIsDecodedOrRefused() {
    Mutations.run("OTLP protobuf", OtlpFuzz.protobufSeeds(), OtlpFuzz::protobuf);
  }

  @Test
  void anyJsonIsDecodedOrRefused() {
    Mutations.run("OTLP JSON", OtlpFuzz.jsonSeeds(), OtlpFuzz::json);
  }
}
