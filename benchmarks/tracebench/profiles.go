package main

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math"
	"sort"
	"strings"
	"time"

	common "go.opentelemetry.io/proto/otlp/common/v1"
	resource "go.opentelemetry.io/proto/otlp/resource/v1"
	trace "go.opentelemetry.io/proto/otlp/trace/v1"
)

// A profile says how the traces of a workload look and how their spans are delivered. Every profile is made
// from the workload's seed alone: the same seed and start give the same bytes.
type profile struct {
	summary  string
	grow     func(w *workload, n int, b *traceBuilder, start uint64)
	resource func(w *workload, p pod, nth int) *resource.Resource // nth counts the envelopes written so far
	repeated float64                                              // share of the spans that are delivered twice
	late     float64                                              // share of the spans that are delivered late
}

const (
	giantSpans        = 300_000
	wideKeys          = 5_000
	wideKeysASpan     = wideKeys / 100 // each key is present in 1 % of the spans
	hostileAttributes = 40
	maxLateness       = 10 * time.Minute // in time of the workload, not of the clock
)

var profiles = map[string]profile{
	"shop":    {summary: "an online shop of 16 services", grow: growShop, resource: podResource},
	"hostile": {summary: "40 attributes a span, every value random, a new resource in each envelope", grow: growHostile, resource: randomResource},
	"wide":    {summary: "5,000 attribute keys, each in 1 % of the spans", grow: growWide, resource: podResource},
	"tiny":    {summary: "traces of three spans", grow: growTiny, resource: podResource},
	"giant":   {summary: "one trace of 300,000 spans among those of the shop", grow: growGiant, resource: podResource},
	"dup":     {summary: "the shop; 5 % of the spans come twice, 2 % up to 10 minutes late", grow: growShop, resource: podResource, repeated: 0.05, late: 0.02},
}

func profileNames() string {
	var names []string
	for name := range profiles {
		names = append(names, name)
	}
	sort.Strings(names)
	return strings.Join(names, ", ")
}

func profileOf(w *workload) (profile, error) {
	name := w.Profile
	if name == "" {
		name = "shop" // workloads described before there were profiles
	}
	p, known := profiles[name]
	if !known {
		return p, fmt.Errorf("no profile %q: say one of %s", name, profileNames())
	}
	return p, nil
}

func podResource(_ *workload, p pod, _ int) *resource.Resource { return p.resource() }

func growShop(_ *workload, _ int, b *traceBuilder, start uint64) {
	pick, key := b.r.float(), entries[len(entries)-1].key
	for _, e := range entries {
		if pick -= e.weight; pick < 0 {
			key = e.key
			break
		}
	}
	b.grow(key, nil, start, 0)
}

// Each of these grows exactly three spans: client, server and what the server does.
var tinyEntries = []string{"checkoutservice|POST email", "shippingservice|POST", "checkoutservice|grpc.cartservice/EmptyCart"}

func growTiny(_ *workload, _ int, b *traceBuilder, start uint64) {
	b.grow(tinyEntries[b.r.intn(len(tinyEntries))], nil, start, 0)
}

// growGiant makes the trace in the middle of the workload one whose root has a hundred thousand children.
func growGiant(w *workload, n int, b *traceBuilder, start uint64) {
	if n != w.Traces/2 {
		growShop(w, n, b, start)
		return
	}
	root := b.spanID()
	cursor := start
	for b.count < giantSpans-1 {
		key := "batch|grpc.productcatalogservice/GetProduct" // three spans
		if giantSpans-1-b.count < 3 {
			key = "cartservice|HGET cart" // one span
		}
		cursor, _ = b.grow(key, root, cursor, 1)
	}
	b.add(pod{"batch", b.podIndex()}, &trace.Span{TraceId: b.id, SpanId: root, Name: "giant reindex", Kind: internal, StartTimeUnixNano: start, EndTimeUnixNano: cursor, Flags: 0x101,
		Attributes: []*common.KeyValue{num("app.items.count", giantSpans)}})
}

// growTree adds a tree of spans whose parents are any of the spans before them; dress gives a span what it says.
func (b *traceBuilder) growTree(start uint64, medianSpans float64, dress func(s *trace.Span)) {
	r := b.r
	size := min(max(int(r.lognormal(medianSpans, 1)), 1), 2000)
	services := make([]string, 0, len(languages))
	for name := range languages {
		services = append(services, name)
	}
	sort.Strings(services)
	var ids [][]byte
	for i := 0; i < size; i++ {
		s := &trace.Span{TraceId: b.id, SpanId: b.spanID(), StartTimeUnixNano: start + uint64(i)*uint64(1+r.intn(500_000)), Kind: trace.Span_SpanKind(1 + r.intn(5)), Flags: 0x101}
		if i > 0 {
			s.ParentSpanId = ids[r.intn(len(ids))]
		}
		s.EndTimeUnixNano = s.StartTimeUnixNano + uint64(r.lognormal(4e6, 1.5))
		dress(s)
		ids = append(ids, s.SpanId)
		b.add(pod{services[r.intn(len(services))], b.podIndex()}, s)
	}
}

func growHostile(_ *workload, _ int, b *traceBuilder, start uint64) {
	b.growTree(start, 12, func(s *trace.Span) {
		s.Name = b.r.text(8, 40)
		s.TraceState = "v=" + b.r.text(8, 16)
		for i := 0; i < hostileAttributes; i++ {
			s.Attributes = append(s.Attributes, b.r.randomAttribute(fmt.Sprintf("hostile.%02d", i), i))
		}
		if b.r.chance(0.1) {
			s.Status = &trace.Status{Code: trace.Status_STATUS_CODE_ERROR, Message: b.r.text(10, 200)}
			s.Events = append(s.Events, &trace.Span_Event{TimeUnixNano: b.r.next(), Name: b.r.text(5, 30), Attributes: []*common.KeyValue{b.r.randomAttribute("exception.stacktrace", 0)}})
			b.errors++
		}
	})
}

// randomAttribute cycles through the types of values with i, so that a key keeps its type.
func (r *rng) randomAttribute(key string, i int) *common.KeyValue {
	switch i % 8 {
	case 4:
		return num(key, int64(r.next()))
	case 5:
		return dbl(key, math.Float64frombits(r.next()&^(0x7ff<<52)|uint64(512+r.intn(1024))<<52)) // any mantissa, no NaN
	case 6:
		return strs(key, r.text(4, 20), r.text(4, 20))
	case 7:
		raw, _ := hex.DecodeString(r.text(16, 16))
		return &common.KeyValue{Key: key, Value: &common.AnyValue{Value: &common.AnyValue_BytesValue{BytesValue: raw}}}
	}
	return str(key, r.text(4, 64))
}

// text is random hexadecimal text of min to max characters.
func (r *rng) text(min, max int) string {
	var out []byte
	length := min + r.intn(max-min+1)
	for len(out) < length {
		out = hex.AppendEncode(out, binary.BigEndian.AppendUint64(nil, r.next()))
	}
	return string(out[:length])
}

func randomResource(w *workload, p pod, nth int) *resource.Resource {
	r := &rng{w.Seed*131 + uint64(nth)*0x9e3779b97f4a7c15}
	attributes := []*common.KeyValue{str("service.name", p.service+"-"+r.text(6, 6))}
	for i := 0; i < 8; i++ {
		attributes = append(attributes, r.randomAttribute(fmt.Sprintf("resource.%02d", i), i))
	}
	return &resource.Resource{Attributes: attributes}
}

func growWide(_ *workload, _ int, b *traceBuilder, start uint64) {
	b.growTree(start, 12, func(s *trace.Span) {
		s.Name = fmt.Sprintf("operation %d", b.r.skewed(200))
		for bucket := 0; bucket < wideKeysASpan; bucket++ {
			k := bucket*(wideKeys/wideKeysASpan) + b.r.intn(wideKeys/wideKeysASpan)
			key := fmt.Sprintf("wide.key.%04d", k)
			switch k % 4 {
			case 0:
				s.Attributes = append(s.Attributes, num(key, int64(b.r.skewed(1000))))
			case 1:
				s.Attributes = append(s.Attributes, flag(key, b.r.chance(0.5)))
			default:
				s.Attributes = append(s.Attributes, str(key, fmt.Sprintf("value-%d", b.r.skewed(1000))))
			}
		}
	})
}

// deliveries holds spans back until the workload's time has come to deliver them (again).
type deliveries struct {
	profile profile
	horizon int // how many traces begin within maxLateness
	due     map[int]map[pod][]*trace.Span
	last    int
}

func newDeliveries(w *workload, p profile) *deliveries {
	horizon := 1
	if w.Spread > 0 {
		horizon = max(int(float64(w.Traces)*float64(maxLateness)/float64(w.Spread)), 1)
	}
	return &deliveries{profile: p, horizon: horizon, due: map[int]map[pod][]*trace.Span{}}
}

// split returns the spans to deliver with trace n and keeps the late and the repeated ones. What befalls a
// span follows from its id alone.
func (d *deliveries) split(n int, p pod, spans []*trace.Span) []*trace.Span {
	if d.profile.repeated == 0 && d.profile.late == 0 {
		return spans
	}
	var now []*trace.Span
	for _, s := range spans {
		r := &rng{binary.BigEndian.Uint64(s.SpanId)}
		switch {
		case r.chance(d.profile.late):
			d.hold(n+1+r.intn(d.horizon), p, s)
		case r.chance(d.profile.repeated):
			now = append(now, s)
			d.hold(n+1+r.intn(d.horizon), p, s)
		default:
			now = append(now, s)
		}
	}
	return now
}

func (d *deliveries) hold(until int, p pod, s *trace.Span) {
	if d.due[until] == nil {
		d.due[until] = map[pod][]*trace.Span{}
	}
	d.due[until][p] = append(d.due[until][p], s)
	d.last = max(d.last, until)
}

// release moves what is due with trace n to the spans that go out next, and returns how many those are.
func (d *deliveries) release(n int, pending map[pod][]*trace.Span) (count int) {
	for p, spans := range d.due[n] {
		pending[p] = append(pending[p], spans...)
		count += len(spans)
	}
	delete(d.due, n)
	return count
}
