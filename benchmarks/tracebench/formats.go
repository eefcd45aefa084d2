package main

import (
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"sort"
	"strings"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	common "go.opentelemetry.io/proto/otlp/common/v1"
	resource "go.opentelemetry.io/proto/otlp/resource/v1"
	trace "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
)

// format is a way of saying spans, as one of its own senders would: what OTLP says is translated as OpenTelemetry's
// exporters do, so that the same spans can be loaded in each.
type format struct {
	method string // of gRPC, or empty
	media  string // of HTTP, or empty
	encode func(r *collector.ExportTraceServiceRequest) []encoded
}

// encoded is one request and how many spans it has.
type encoded struct {
	body  []byte
	spans int
}

var formats = map[string]format{
	"otlp":          {"/opentelemetry.proto.collector.trace.v1.TraceService/Export", "application/x-protobuf", nil},
	"jaeger-thrift": {"", "application/x-thrift", perResource(jaegerThrift)},
	"jaeger-grpc":   {"/jaeger.api_v2.CollectorService/PostSpans", "", perResource(jaegerProto)},
	"zipkin-json":   {"", "application/json", zipkinJSON},
	"zipkin-proto":  {"", "application/x-protobuf", zipkinProto},
}

func formatNames() string {
	names := make([]string, 0, len(formats))
	for name := range formats {
		names = append(names, name)
	}
	sort.Strings(names)
	return strings.Join(names, ", ")
}

// encodeAs translates requests of OTLP, before any time is taken.
func encodeAs(f format, requests [][]byte, spans []int) ([][]byte, []int, error) {
	if f.encode == nil {
		return requests, spans, nil
	}
	var bodies [][]byte
	var counts []int
	for _, body := range requests {
		var request collector.ExportTraceServiceRequest
		if err := proto.Unmarshal(body, &request); err != nil {
			return nil, nil, err
		}
		for _, e := range f.encode(&request) {
			bodies, counts = append(bodies, e.body), append(counts, e.spans)
		}
	}
	return bodies, counts, nil
}

// spanOf is a span with what OTLP says around it.
type spanOf struct {
	*trace.Span
	scope *common.InstrumentationScope
}

// perResource makes a request of each resource: a batch of Jaeger's has one process.
func perResource(encode func(*resource.Resource, []spanOf) []byte) func(*collector.ExportTraceServiceRequest) []encoded {
	return func(r *collector.ExportTraceServiceRequest) (all []encoded) {
		for _, rs := range r.ResourceSpans {
			var spans []spanOf
			for _, ss := range rs.ScopeSpans {
				for _, s := range ss.Spans {
					spans = append(spans, spanOf{s, ss.Scope})
				}
			}
			all = append(all, encoded{encode(rs.Resource, spans), len(spans)})
		}
		return
	}
}

func service(r *resource.Resource) string {
	for _, a := range r.GetAttributes() {
		if a.Key == "service.name" {
			return a.Value.GetStringValue()
		}
	}
	return ""
}

func kindWord(k trace.Span_SpanKind) string {
	return strings.ToLower(strings.TrimPrefix(k.String(), "SPAN_KIND_"))
}

// tags are a span's attributes and what Jaeger and Zipkin have no field for.
func (s spanOf) tags(isZipkin bool) []*common.KeyValue {
	tags := append([]*common.KeyValue(nil), s.Attributes...)
	add := func(key, value string) {
		if value != "" {
			tags = append(tags, &common.KeyValue{Key: key, Value: &common.AnyValue{Value: &common.AnyValue_StringValue{StringValue: value}}})
		}
	}
	if !isZipkin {
		add("span.kind", kindWord(s.Kind))
	}
	switch s.Status.GetCode() {
	case trace.Status_STATUS_CODE_OK:
		add("otel.status_code", "OK")
	case trace.Status_STATUS_CODE_ERROR:
		add("otel.status_code", "ERROR")
		if isZipkin {
			add("error", s.Status.Message)
		} else {
			add("otel.status_description", s.Status.Message)
		}
	}
	add("otel.scope.name", s.scope.GetName())
	add("otel.scope.version", s.scope.GetVersion())
	return tags
}

// inWords is a value in words; lists are JSON.
func inWords(v *common.AnyValue) string {
	switch x := v.GetValue().(type) {
	case *common.AnyValue_StringValue:
		return x.StringValue
	case *common.AnyValue_IntValue:
		return fmt.Sprint(x.IntValue)
	case *common.AnyValue_DoubleValue:
		return fmt.Sprint(x.DoubleValue)
	case *common.AnyValue_BoolValue:
		return fmt.Sprint(x.BoolValue)
	case *common.AnyValue_ArrayValue:
		words := []string{}
		for _, e := range x.ArrayValue.Values {
			words = append(words, inWords(e))
		}
		body, _ := json.Marshal(words)
		return string(body)
	}
	return ""
}

// ---- Jaeger, Thrift in its binary form: a batch without a call around it

type thrift struct{ b []byte }

func (t *thrift) field(kind byte, id uint16) {
	t.b = binary.BigEndian.AppendUint16(append(t.b, kind), id)
}
func (t *thrift) i32(id uint16, v uint32) {
	t.field(8, id)
	t.b = binary.BigEndian.AppendUint32(t.b, v)
}
func (t *thrift) i64(id uint16, v uint64) {
	t.field(10, id)
	t.b = binary.BigEndian.AppendUint64(t.b, v)
}
func (t *thrift) str(id uint16, v string) {
	t.field(11, id)
	t.b = append(binary.BigEndian.AppendUint32(t.b, uint32(len(v))), v...)
}
func (t *thrift) structs(id uint16, n int) {
	t.field(15, id)
	t.b = binary.BigEndian.AppendUint32(append(t.b, 12), uint32(n))
}
func (t *thrift) stop() { t.b = append(t.b, 0) }

func (t *thrift) tags(id uint16, tags []*common.KeyValue) {
	t.structs(id, len(tags))
	for _, a := range tags {
		t.str(1, a.Key)
		switch x := a.Value.GetValue().(type) {
		case *common.AnyValue_IntValue:
			t.i32(2, 3)
			t.i64(6, uint64(x.IntValue))
		case *common.AnyValue_DoubleValue:
			t.i32(2, 1)
			t.field(4, 4)
			t.b = binary.BigEndian.AppendUint64(t.b, math.Float64bits(x.DoubleValue))
		case *common.AnyValue_BoolValue:
			t.i32(2, 2)
			t.field(2, 5)
			t.b = append(t.b, oneIf(x.BoolValue))
		default:
			t.i32(2, 0)
			t.str(3, inWords(a.Value))
		}
		t.stop()
	}
}

func oneIf(v bool) byte {
	if v {
		return 1
	}
	return 0
}

func id(b []byte) uint64 {
	if len(b) < 8 {
		return 0
	}
	return binary.BigEndian.Uint64(b)
}

func jaegerThrift(r *resource.Resource, spans []spanOf) []byte {
	t := &thrift{}
	t.field(12, 1)
	t.str(1, service(r))
	t.tags(2, r.GetAttributes())
	t.stop()
	t.structs(2, len(spans))
	for _, s := range spans {
		t.i64(1, id(s.TraceId[8:]))
		t.i64(2, id(s.TraceId))
		t.i64(3, id(s.SpanId))
		t.i64(4, id(s.ParentSpanId))
		t.str(5, s.Name)
		t.structs(6, len(s.Links))
		for _, l := range s.Links {
			t.i32(1, 1)
			t.i64(2, id(l.TraceId[8:]))
			t.i64(3, id(l.TraceId))
			t.i64(4, id(l.SpanId))
			t.stop()
		}
		t.i32(7, 1)
		t.i64(8, s.StartTimeUnixNano/1000)
		t.i64(9, (s.EndTimeUnixNano-s.StartTimeUnixNano)/1000)
		t.tags(10, s.tags(false))
		t.structs(11, len(s.Events))
		for _, e := range s.Events {
			t.i64(1, e.TimeUnixNano/1000)
			t.tags(2, logFields(e))
			t.stop()
		}
		t.stop()
	}
	t.stop()
	return t.b
}

func logFields(e *trace.Span_Event) []*common.KeyValue {
	name := &common.AnyValue{Value: &common.AnyValue_StringValue{StringValue: e.Name}}
	return append([]*common.KeyValue{{Key: "event", Value: name}}, e.Attributes...)
}

// ---- Jaeger, protobuf

// message is a protobuf message that grows.
type message []byte

func (m message) bytes(field protowire.Number, v []byte) message {
	return protowire.AppendBytes(protowire.AppendTag(m, field, protowire.BytesType), v)
}
func (m message) str(field protowire.Number, v string) message { return m.bytes(field, []byte(v)) }
func (m message) varint(field protowire.Number, v uint64) message {
	return protowire.AppendVarint(protowire.AppendTag(m, field, protowire.VarintType), v)
}
func (m message) fixed64(field protowire.Number, v uint64) message {
	return protowire.AppendFixed64(protowire.AppendTag(m, field, protowire.Fixed64Type), v)
}

func nanos(n uint64) message { return message(nil).varint(1, n/1e9).varint(2, n%1e9) }

func jaegerTag(a *common.KeyValue) message {
	tag := message(nil).str(1, a.Key)
	switch x := a.Value.GetValue().(type) {
	case *common.AnyValue_BoolValue:
		return tag.varint(2, 1).varint(4, uint64(oneIf(x.BoolValue)))
	case *common.AnyValue_IntValue:
		return tag.varint(2, 2).varint(5, uint64(x.IntValue))
	case *common.AnyValue_DoubleValue:
		return tag.varint(2, 3).fixed64(6, math.Float64bits(x.DoubleValue))
	}
	return tag.str(3, inWords(a.Value))
}

func jaegerProto(r *resource.Resource, spans []spanOf) []byte {
	var batch message
	for _, s := range spans {
		span := message(nil).bytes(1, s.TraceId).bytes(2, s.SpanId).str(3, s.Name)
		if len(s.ParentSpanId) > 0 {
			span = span.bytes(4, message(nil).bytes(1, s.TraceId).bytes(2, s.ParentSpanId))
		}
		for _, l := range s.Links {
			span = span.bytes(4, message(nil).bytes(1, l.TraceId).bytes(2, l.SpanId).varint(3, 1))
		}
		span = span.varint(5, 1).bytes(6, nanos(s.StartTimeUnixNano)).bytes(7, nanos(s.EndTimeUnixNano-s.StartTimeUnixNano))
		for _, a := range s.tags(false) {
			span = span.bytes(8, jaegerTag(a))
		}
		for _, e := range s.Events {
			log := message(nil).bytes(1, nanos(e.TimeUnixNano))
			for _, a := range logFields(e) {
				log = log.bytes(2, jaegerTag(a))
			}
			span = span.bytes(9, log)
		}
		batch = batch.bytes(1, span)
	}
	process := message(nil).str(1, service(r))
	for _, a := range r.GetAttributes() {
		process = process.bytes(2, jaegerTag(a))
	}
	return message(nil).bytes(1, batch.bytes(2, process))
}

// ---- Zipkin, version 2: one list whatever the services; a resource's attributes are tags of each span

type zipkinSpan struct {
	TraceID       string             `json:"traceId"`
	ID            string             `json:"id"`
	ParentID      string             `json:"parentId,omitempty"`
	Name          string             `json:"name"`
	Kind          string             `json:"kind,omitempty"`
	Timestamp     uint64             `json:"timestamp"`
	Duration      uint64             `json:"duration"`
	LocalEndpoint map[string]string  `json:"localEndpoint"`
	Annotations   []zipkinAnnotation `json:"annotations,omitempty"`
	Tags          map[string]string  `json:"tags"`
}

type zipkinAnnotation struct {
	Timestamp uint64 `json:"timestamp"`
	Value     string `json:"value"`
}

func zipkinSpans(r *collector.ExportTraceServiceRequest) (spans []zipkinSpan) {
	for _, rs := range r.ResourceSpans {
		for _, ss := range rs.ScopeSpans {
			for _, s := range ss.Spans {
				spans = append(spans, zipkinSpanOf(rs.Resource, spanOf{s, ss.Scope}))
			}
		}
	}
	return
}

func zipkinSpanOf(r *resource.Resource, s spanOf) zipkinSpan {
	z := zipkinSpan{
		TraceID:       hex.EncodeToString(s.TraceId),
		ID:            hex.EncodeToString(s.SpanId),
		ParentID:      hex.EncodeToString(s.ParentSpanId),
		Name:          s.Name,
		Timestamp:     s.StartTimeUnixNano / 1000,
		Duration:      max(1, (s.EndTimeUnixNano-s.StartTimeUnixNano)/1000),
		LocalEndpoint: map[string]string{"serviceName": service(r)},
		Tags:          map[string]string{},
	}
	if s.Kind > internal {
		z.Kind = strings.ToUpper(kindWord(s.Kind))
	}
	for _, a := range append(append([]*common.KeyValue(nil), r.GetAttributes()...), s.tags(true)...) {
		if a.Key != "service.name" {
			z.Tags[a.Key] = inWords(a.Value)
		}
	}
	for _, e := range s.Events {
		attributes := map[string]string{}
		for _, a := range e.Attributes {
			attributes[a.Key] = inWords(a.Value)
		}
		body, _ := json.Marshal(map[string]any{e.Name: attributes})
		z.Annotations = append(z.Annotations, zipkinAnnotation{e.TimeUnixNano / 1000, string(body)})
	}
	return z
}

func zipkinJSON(r *collector.ExportTraceServiceRequest) []encoded {
	spans := zipkinSpans(r)
	body, _ := json.Marshal(spans)
	return []encoded{{body, len(spans)}}
}

func zipkinProto(r *collector.ExportTraceServiceRequest) []encoded {
	var list message
	spans := zipkinSpans(r)
	kinds := map[string]uint64{"CLIENT": 1, "SERVER": 2, "PRODUCER": 3, "CONSUMER": 4}
	for _, z := range spans {
		traceID, _ := hex.DecodeString(z.TraceID)
		spanID, _ := hex.DecodeString(z.ID)
		parentID, _ := hex.DecodeString(z.ParentID)
		span := message(nil).bytes(1, traceID)
		if len(parentID) > 0 {
			span = span.bytes(2, parentID)
		}
		span = span.bytes(3, spanID)
		if kind := kinds[z.Kind]; kind > 0 {
			span = span.varint(4, kind)
		}
		span = span.str(5, z.Name).fixed64(6, z.Timestamp).varint(7, z.Duration)
		span = span.bytes(8, message(nil).str(1, z.LocalEndpoint["serviceName"]))
		for _, a := range z.Annotations {
			span = span.bytes(10, message(nil).fixed64(1, a.Timestamp).str(2, a.Value))
		}
		for key, value := range z.Tags {
			span = span.bytes(11, message(nil).str(1, key).str(2, value))
		}
		list = list.bytes(1, span)
	}
	return []encoded{{list, len(spans)}}
}
