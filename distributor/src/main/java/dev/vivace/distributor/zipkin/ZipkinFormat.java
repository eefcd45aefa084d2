package dev.vivace.distributor.zipkin;

import java.util.Locale;

/// The forms in which spans come: a version of the API in one encoding.
enum ZipkinFormat {
  V1_JSON("/api/v1/spans", "http_v1_json") {
    @Override
    SpanReader read(byte[] bytes, int length) {
      return new V1JsonReader(bytes, length);
    }
  },
  V1_THRIFT("/api/v1/spans", "http_v1_thrift") {
    @Override
    SpanReader read(byte[] bytes, int length) {
      return new V1ThriftReader(bytes, length);
    }
  },
  V2_JSON("/api/v2/spans", "http_v2_json") {
    @Override
    SpanReader read(byte[] bytes, int length) {
      return new V2JsonReader(bytes, length);
    }
  },
  V2_PROTOBUF("/api/v2/spans", "http_v2_proto") {
    @Override
    SpanReader read(byte[] bytes, int length) {
      return new V2ProtobufReader(bytes, length);
    }
  };

  private static final String THRIFT = "application/x-thrift";
  private static final String PROTOBUF = "application/x-protobuf";

  private final String path;
  private final String transport;

  ZipkinFormat(String path, String transport) {
    this.path = path;
    this.transport = transport;
  }

  /// Where spans of this form are sent to.
  String path() {
    return path;
  }

  /// The form's name in metrics.
  String transport() {
    return transport;
  }

  /// Reads the spans in `[0, length)`.
  abstract SpanReader read(byte[] bytes, int length);

  static boolean isPath(String path) {
    return path.equals(V1_JSON.path) || path.equals(V2_JSON.path);
  }

  /// The form of a request to one of the paths. Whatever has no type of the binary forms is JSON:
  /// many senders give no type, or one of text.
  static ZipkinFormat of(String path, String contentType) {
    String type = contentType.split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
    return switch (type) {
      case THRIFT -> V1_THRIFT;
      case PROTOBUF -> V2_PROTOBUF;
      default -> path.equals(V1_JSON.path) ? V1_JSON : V2_JSON;
    };
  }
}
