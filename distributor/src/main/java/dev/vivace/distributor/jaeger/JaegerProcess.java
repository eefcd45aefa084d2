package dev.vivace.distributor.jaeger;

import dev.vivace.distributor.translate.Text;

/// The sender of spans, as it was sent. Reused by [#reset].
final class JaegerProcess {

  final TagList tags = new TagList();
  Text serviceName = Text.EMPTY;

  void reset(byte[] source) {
    tags.reset(source);
    serviceName = Text.EMPTY;
  }
}
