package dev.vivace.distributor.zipkin;

import dev.vivace.distributor.translate.Text;

/// Something that happened at a moment.
record Annotation(long timestampMicros, Text value) {}
