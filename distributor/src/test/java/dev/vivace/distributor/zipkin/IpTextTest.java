package dev.vivace.distributor.zipkin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.distributor.translate.Text;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IpTextTest {

  @ParameterizedTest
  @CsvSource({
    "20010db8000000000000000000000001, 2001:db8::1",
    "00000000000000000000000000000001, ::1",
    "20010db8000000010000000000000000, 2001:db8:0:1::",
    "20010db8000000010001000100010001, 2001:db8:0:1:1:1:1:1",
    "20010000000000010000000000000001, 2001:0:0:1::1",
    "20010db8000000000001000000000001, 2001:db8::1:0:0:1",
    "0123456789abcdef0123456789abcdef, 123:4567:89ab:cdef:123:4567:89ab:cdef",
    "00000000000000000000ffff0a000001, 10.0.0.1",
    "00000000000000000000000000000000, ''",
    "0a000001,                         ''"
  })
  void sixteenBytesAreTheShortestText(String hex, String text) {
    byte[] bytes = HexFormat.of().parseHex(hex);

    assertThat(IpText.v6(new Text(bytes, 0, bytes.length)).toString()).isEqualTo(text);
  }
}
