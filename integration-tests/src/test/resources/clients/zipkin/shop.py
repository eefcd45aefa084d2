"""Reports a call and the query within it to a Zipkin URL, in one of py_zipkin's encodings."""

import sys
import urllib.request

from py_zipkin import Encoding, Kind
from py_zipkin.zipkin import zipkin_span

url, encoding, has_long_ids = sys.argv[1], Encoding[sys.argv[2]], sys.argv[3] == "true"
TYPES = {Encoding.V2_PROTO3: "application/x-protobuf"}


def post(encoded):
    body = encoded if isinstance(encoded, bytes) else encoded.encode()
    headers = {"Content-Type": TYPES.get(encoding, "application/json")}
    request = urllib.request.Request(url, body, headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        assert answer.status == 202, answer.status


with zipkin_span(
    service_name="python-shop",
    span_name="checkout",
    transport_handler=post,
    sample_rate=100,
    encoding=encoding,
    kind=Kind.SERVER,
    host="10.0.0.1",
    port=8080,
    use_128bit_trace_id=has_long_ids,
) as call:
    call.update_binary_annotations({"http.path": "/größe"})
    call.add_annotation("cached")
    with zipkin_span(service_name="python-shop", span_name="query", kind=Kind.CLIENT) as query:
        query.add_sa_binary_annotation(port=5432, service_name="db", host="10.0.0.2")
        query.update_binary_annotations({"error": "closed"})
    print(call.zipkin_attrs.trace_id)
