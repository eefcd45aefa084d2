package dev.vivace.distributor.jaeger;

import io.jaegertracing.agent.thrift.Agent;
import io.jaegertracing.thriftjava.Batch;
import io.jaegertracing.thriftjava.Log;
import io.jaegertracing.thriftjava.Process;
import io.jaegertracing.thriftjava.Span;
import io.jaegertracing.thriftjava.SpanRef;
import io.jaegertracing.thriftjava.SpanRefType;
import io.jaegertracing.thriftjava.Tag;
import io.jaegertracing.thriftjava.TagType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.thrift.TException;
import org.apache.thrift.TSerializer;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.protocol.TCompactProtocol;
import org.apache.thrift.protocol.TProtocolFactory;
import org.apache.thrift.transport.TMemoryBuffer;

/// Batches as Jaeger's own generated classes write them.
final class ThriftBatches {

  private ThriftBatches() {}

  static Tag text(String key, String value) {
    return new Tag(key, TagType.STRING).setVStr(value);
  }

  static Tag bool(String key, boolean value) {
    return new Tag(key, TagType.BOOL).setVBool(value);
  }

  static Tag whole(String key, long value) {
    return new Tag(key, TagType.LONG).setVLong(value);
  }

  static Tag real(String key, double value) {
    return new Tag(key, TagType.DOUBLE).setVDouble(value);
  }

  static Tag binary(String key, byte... value) {
    return new Tag(key, TagType.BINARY).setVBinary(value);
  }

  /// Trace 1:2, span 3, from 5 to 12 microseconds.
  static Span span(String name, Tag... tags) {
    return new Span(2, 1, 3, 0, name, 1, 5, 7).setTags(List.of(tags));
  }

  static Batch batch(Span... spans) {
    return new Batch(new Process("shop"), List.of(spans));
  }

  static byte[] binary(Batch batch) throws TException {
    return new TSerializer(new TBinaryProtocol.Factory()).serialize(batch);
  }

  static byte[] compact(Batch batch) throws TException {
    return new TSerializer(new TCompactProtocol.Factory()).serialize(batch);
  }

  /// A datagram with the call `emitBatch`.
  static byte[] call(TProtocolFactory format, Batch batch) throws TException {
    TMemoryBuffer datagram = new TMemoryBuffer(1024);
    new Agent.Client(format.getProtocol(datagram)).emitBatch(batch);
    return datagram.getArray().length == datagram.length()
        ? datagram.getArray()
        : Arrays.copyOf(datagram.getArray(), datagram.length());
  }

  static Batch random(Random random) {
    return random(random, 20);
  }

  static Batch random(Random random, int maxSpans) {
    Process process = new Process(word(random));
    if (random.nextBoolean()) {
      process.setTags(randomTags(random));
    }
    List<Span> spans = new ArrayList<>();
    for (int i = random.nextInt(maxSpans); i > 0; i--) {
      spans.add(randomSpan(random));
    }
    return new Batch(process, spans);
  }

  private static Span randomSpan(Random random) {
    Span span =
        new Span(
            random.nextLong(),
            random.nextBoolean() ? 0 : random.nextLong(),
            random.nextLong(),
            random.nextBoolean() ? 0 : random.nextLong(),
            word(random),
            random.nextInt(),
            random.nextLong() >> random.nextInt(64),
            random.nextLong() >> random.nextInt(64));
    if (random.nextBoolean()) {
      span.setTags(randomTags(random));
    }
    if (random.nextBoolean()) {
      List<SpanRef> references = new ArrayList<>();
      for (int i = random.nextInt(4); i > 0; i--) {
        SpanRefType type = random.nextBoolean() ? SpanRefType.CHILD_OF : SpanRefType.FOLLOWS_FROM;
        references.add(new SpanRef(type, random.nextLong(), random.nextLong(), random.nextLong()));
      }
      span.setReferences(references);
    }
    if (random.nextBoolean()) {
      List<Log> logs = new ArrayList<>();
      for (int i = random.nextInt(20); i > 0; i--) {
        logs.add(new Log(random.nextLong() >> random.nextInt(64), randomTags(random)));
      }
      span.setLogs(logs);
    }
    return span;
  }

  private static List<Tag> randomTags(Random random) {
    List<Tag> tags = new ArrayList<>();
    for (int i = random.nextInt(20); i > 0; i--) {
      String key = word(random);
      tags.add(
          switch (random.nextInt(5)) {
            case 0 -> text(key, word(random));
            case 1 -> bool(key, random.nextBoolean());
            case 2 -> whole(key, random.nextLong() >> random.nextInt(64));
            case 3 -> real(key, random.nextGaussian());
            default -> {
              byte[] value = new byte[random.nextInt(200)];
              random.nextBytes(value);
              yield binary(key, value);
            }
          });
    }
    return tags;
  }

  private static String word(Random random) {
    StringBuilder word = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      word.appendCodePoint(random.nextInt(10) == 0 ? 0x1F600 : 'a' + random.nextInt(26));
    }
    return word.toString();
  }
}
