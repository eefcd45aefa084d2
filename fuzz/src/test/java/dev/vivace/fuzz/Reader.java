package dev.vivace.fuzz;

import dev.vivace.distributor.jaeger.JaegerFuzz;
import dev.vivace.distributor.zipkin.ZipkinFuzz;
import dev.vivace.model.otlp.OtlpFuzz;
import dev.vivace.storage.block.BlockFuzz;
import dev.vivace.storage.log.LogFuzz;
import dev.vivace.storage.manifest.ManifestFuzz;
import dev.vivace.storage.section.SectionFuzz;
import dev.vivace.traceql.QueryFuzz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Who reads bytes that others wrote.
enum Reader {
  OTLP_PROTOBUF,
  OTLP_JSON,
  JAEGER_COMPACT,
  JAEGER_BINARY,
  JAEGER_POSTED,
  JAEGER_PROTOBUF,
  ZIPKIN_V1_JSON,
  ZIPKIN_V1_THRIFT,
  ZIPKIN_V2_JSON,
  ZIPKIN_V2_PROTOBUF,
  LOG_SEGMENT,
  LOG_RECORDS,
  BLOCK,
  BLOCK_FOOTER,
  BLOCK_DIRECTORY,
  SECTION_OBJECT,
  SECTION,
  MANIFEST_OBJECT,
  MANIFEST,
  QUERY,
  TAGS;

  /// What the fuzzer begins with.
  List<byte[]> seeds() {
    return switch (this) {
      case OTLP_PROTOBUF -> OtlpFuzz.protobufSeeds();
      case OTLP_JSON -> OtlpFuzz.jsonSeeds();
      case JAEGER_COMPACT -> JaegerFuzz.compactSeeds();
      case JAEGER_BINARY -> JaegerFuzz.binarySeeds();
      case JAEGER_POSTED -> JaegerFuzz.postedSeeds();
      case JAEGER_PROTOBUF -> JaegerFuzz.protobufSeeds();
      case ZIPKIN_V1_JSON -> ZipkinFuzz.v1JsonSeeds();
      case ZIPKIN_V1_THRIFT -> ZipkinFuzz.v1ThriftSeeds();
      case ZIPKIN_V2_JSON -> ZipkinFuzz.v2JsonSeeds();
      case ZIPKIN_V2_PROTOBUF -> ZipkinFuzz.v2ProtobufSeeds();
      case LOG_SEGMENT -> LogFuzz.segmentSeeds();
      case LOG_RECORDS -> LogFuzz.recordSeeds();
      case BLOCK -> BlockFuzz.blockSeeds();
      case BLOCK_FOOTER -> BlockFuzz.footerSeeds();
      case BLOCK_DIRECTORY -> BlockFuzz.directorySeeds();
      case SECTION_OBJECT -> SectionFuzz.objectSeeds();
      case SECTION -> SectionFuzz.sectionSeeds();
      case MANIFEST_OBJECT -> ManifestFuzz.objectSeeds();
      case MANIFEST -> ManifestFuzz.manifestSeeds();
      case QUERY -> QueryFuzz.querySeeds();
      case TAGS -> QueryFuzz.tagSeeds();
    };
  }

  /// Takes any input, or throws what is a finding.
  void read(byte[] input) throws Exception {
    switch (this) {
      case OTLP_PROTOBUF -> OtlpFuzz.protobuf(input);
      case OTLP_JSON -> OtlpFuzz.json(input);
      case JAEGER_COMPACT -> JaegerFuzz.compact(input);
      case JAEGER_BINARY -> JaegerFuzz.binary(input);
      case JAEGER_POSTED -> JaegerFuzz.posted(input);
      case JAEGER_PROTOBUF -> JaegerFuzz.protobuf(input);
      case ZIPKIN_V1_JSON -> ZipkinFuzz.v1Json(input);
      case ZIPKIN_V1_THRIFT -> ZipkinFuzz.v1Thrift(input);
      case ZIPKIN_V2_JSON -> ZipkinFuzz.v2Json(input);
      case ZIPKIN_V2_PROTOBUF -> ZipkinFuzz.v2Protobuf(input);
      case LOG_SEGMENT -> Log.READER.segment(input);
      case LOG_RECORDS -> LogFuzz.records(input);
      case BLOCK -> BlockFuzz.block(input);
      case BLOCK_FOOTER -> BlockFuzz.footer(input);
      case BLOCK_DIRECTORY -> BlockFuzz.directory(input);
      case SECTION_OBJECT -> SectionFuzz.object(input);
      case SECTION -> SectionFuzz.section(input);
      case MANIFEST_OBJECT -> ManifestFuzz.object(input);
      case MANIFEST -> ManifestFuzz.manifest(input);
      case QUERY -> QueryFuzz.query(input);
      case TAGS -> QueryFuzz.tags(input);
    }
  }

  /// Made when the first segment is read.
  private static final class Log {

    static final LogFuzz READER = new LogFuzz(folder());

    /// In memory, where the system has such: a file is written for each input.
    private static Path folder() {
      Path memory = Path.of("/dev/shm");
      try {
        return Files.isWritable(memory)
            ? Files.createTempDirectory(memory, "fuzz")
            : Files.createTempDirectory("fuzz");
      } catch (IOException e) {
        throw new IllegalStateException("no folder for segments", e);
      }
    }
  }
}
