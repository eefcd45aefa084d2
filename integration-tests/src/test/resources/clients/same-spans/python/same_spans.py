"""The same spans at every call, but for the trace's id: python same_spans.py otlp|json|proto URL TRACE_ID SECONDS.
Names and times are such that every format can hold them."""

import sys

from opentelemetry import trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.id_generator import IdGenerator
from opentelemetry.trace import Link, SpanContext, SpanKind, Status, StatusCode, TraceFlags

MILLI = 1_000_000
format_, url, trace_id, seconds = sys.argv[1:]
start = int(seconds) * 1000 * MILLI


def exporter():
    if format_ == "otlp":
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

        return OTLPSpanExporter(endpoint=url + "/v1/traces")
    if format_ == "json":
        from opentelemetry.exporter.zipkin.json import ZipkinExporter
    else:
        from opentelemetry.exporter.zipkin.proto.http import ZipkinExporter
    return ZipkinExporter(endpoint=url + "/api/v2/spans")


class Ids(IdGenerator):
    span_id = 0

    def generate_span_id(self):
        self.span_id += 1
        return self.span_id

    def generate_trace_id(self):
        return int(trace_id, 16)


provider = TracerProvider(
    resource=Resource({"service.name": "shop", "host.arch": "amd64"}), id_generator=Ids()
)
provider.add_span_processor(SimpleSpanProcessor(exporter()))
tracer = provider.get_tracer("same.spans", "1.2.3")

elsewhere = SpanContext(
    0x0AF7651916CD43DD8448EB211C80319C, 0xB7AD6B7169203331, True, TraceFlags(1)
)
root = tracer.start_span(
    "get /checkout",
    kind=SpanKind.SERVER,
    start_time=start,
    links=[Link(elsewhere)],
    attributes={"text": "größe 東京", "whole": -7, "real": 2.5, "flag": True, "list": ["a", "b"]},
)
below = trace.set_span_in_context(root)
query = tracer.start_span("select", below, SpanKind.CLIENT, start_time=start + MILLI)
query.add_event("retry", {"attempt": 2}, start + 2 * MILLI)
query.add_event("closed", {}, start + 3 * MILLI)
query.set_status(Status(StatusCode.ERROR, "the database is closed"))
query.end(start + 4 * MILLI)
tracer.start_span("render", below, SpanKind.INTERNAL, start_time=start + 5 * MILLI).end(start + 6 * MILLI)
for kind in (SpanKind.PRODUCER, SpanKind.CONSUMER):
    tracer.start_span("mail", below, kind, start_time=start + 7 * MILLI).end(start + 8 * MILLI)
root.set_status(Status(StatusCode.OK))
root.end(start + 9 * MILLI)
provider.shutdown()
