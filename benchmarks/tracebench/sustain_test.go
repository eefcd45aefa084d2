package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	trace "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/durationpb"
)

func smallWorkload(t *testing.T) (path string, w *workload) {
	t.Helper()
	w = &workload{Seed: 1, Traces: 60, Start: time.Unix(1_767_225_600, 0), Spread: 10 * time.Second, Request: 100, Profile: "shop"}
	path = filepath.Join(t.TempDir(), "w.otlp")
	if err := generate(w, path); err != nil {
		t.Fatal(err)
	}
	description, _ := json.Marshal(w)
	if err := os.WriteFile(path+".json", description, 0o644); err != nil {
		t.Fatal(err)
	}
	return path, w
}

func decode(t *testing.T, body []byte) *collector.ExportTraceServiceRequest {
	t.Helper()
	var request collector.ExportTraceServiceRequest
	if err := proto.Unmarshal(body, &request); err != nil {
		t.Fatal(err)
	}
	return &request
}

func TestAGenerationChangesIdsAndTimesAlone(t *testing.T) {
	path, w := smallWorkload(t)
	templates, _, _, err := readTemplates(path)
	if err != nil {
		t.Fatal(err)
	}
	g := newGeneration(w.Seed, 3, 12345)
	for i, template := range templates {
		want := decode(t, template.body)
		eachSpan(want, func(s *trace.Span) {
			s.TraceId = []byte(masked(s.TraceId, g))
			for _, id := range [][]byte{s.SpanId, s.ParentSpanId} {
				if len(id) == 8 {
					binary.LittleEndian.PutUint64(id, binary.LittleEndian.Uint64(id)^g.spanID)
				}
			}
			s.StartTimeUnixNano += 12345
			s.EndTimeUnixNano += 12345
			for _, e := range s.Events {
				e.TimeUnixNano += 12345
			}
		})
		template.become(g)
		if !proto.Equal(want, decode(t, template.body)) {
			t.Fatalf("request %d differs", i)
		}
	}
}

func TestGenerationsFollowOneAnotherInAnyOrder(t *testing.T) {
	path, w := smallWorkload(t)
	templates, _, _, err := readTemplates(path)
	if err != nil {
		t.Fatal(err)
	}
	original := bytes.Clone(templates[0].body)
	direct := newGeneration(w.Seed, 2, 99)
	templates[0].become(direct)
	expected := bytes.Clone(templates[0].body)
	templates[0].become(newGeneration(w.Seed, 1, -5))
	templates[0].become(direct)
	if !bytes.Equal(expected, templates[0].body) {
		t.Error("generation 2 depends on what was before it")
	}
	templates[0].become(newGeneration(w.Seed, 0, 0))
	if !bytes.Equal(original, templates[0].body) {
		t.Error("generation 0 is not the file")
	}
}

func TestARequestCutAnywhereIsAnErrorOrAShorterRequest(t *testing.T) {
	path, _ := smallWorkload(t)
	requests, _, err := readRequests(path)
	if err != nil {
		t.Fatal(err)
	}
	for length := 0; length < min(len(requests[0]), 3000); length++ {
		if template, err := newTemplate(requests[0][:length]); err == nil {
			template.become(newGeneration(1, 1, 1)) // must stay within the bytes
		}
	}
}

// keeper is a server that keeps spans by trace, and is wrong as a test asks for.
type keeper struct {
	collector.UnimplementedTraceServiceServer
	mutex    sync.Mutex
	spans    map[string][]*trace.ResourceSpans
	refusals int
	harm     func(answer *trace.TracesData)
}

func (k *keeper) Export(_ context.Context, request *collector.ExportTraceServiceRequest) (*collector.ExportTraceServiceResponse, error) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	if k.refusals > 0 {
		k.refusals--
		refusal, _ := status.New(codes.Unavailable, "busy").WithDetails(&errdetails.RetryInfo{RetryDelay: durationpb.New(20 * time.Millisecond)})
		return nil, refusal.Err()
	}
	for _, rs := range request.ResourceSpans {
		for _, ss := range rs.ScopeSpans {
			for _, s := range ss.Spans {
				one := &trace.ResourceSpans{Resource: rs.Resource, SchemaUrl: rs.SchemaUrl, ScopeSpans: []*trace.ScopeSpans{{Scope: ss.Scope, SchemaUrl: ss.SchemaUrl, Spans: []*trace.Span{s}}}}
				k.spans[hexID(s.TraceId)] = append(k.spans[hexID(s.TraceId)], one)
			}
		}
	}
	return &collector.ExportTraceServiceResponse{}, nil
}

func (k *keeper) ServeHTTP(out http.ResponseWriter, in *http.Request) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	found := &trace.TracesData{}
	for _, rs := range k.spans[in.URL.Path[strings.LastIndexByte(in.URL.Path, '/')+1:]] {
		found.ResourceSpans = append(found.ResourceSpans, proto.Clone(rs).(*trace.ResourceSpans))
	}
	if k.harm != nil && len(found.ResourceSpans) > 0 {
		k.harm(found)
	}
	body, _ := proto.Marshal(found)
	out.Write(protowire.AppendBytes(protowire.AppendTag(nil, 1, protowire.BytesType), body))
}

// sustainAndAudit loads a keeper for a moment and audits it.
func sustainAndAudit(t *testing.T, k *keeper, lenient bool) (*sustainedResult, *auditResult) {
	t.Helper()
	path, w := smallWorkload(t)
	k.spans = map[string][]*trace.ResourceSpans{}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := grpc.NewServer(grpc.MaxRecvMsgSize(64 << 20))
	collector.RegisterTraceServiceServer(server, k)
	go server.Serve(listener)
	defer server.Stop()
	api := httptest.NewServer(k)
	defer api.Close()
	journal := filepath.Join(t.TempDir(), "journal")
	loaded, err := sustain(sustained{file: path, target: listener.Addr().String(), connections: 2, calls: 2, rate: 20000, duration: 400 * time.Millisecond, every: 7, journal: journal}, w)
	if err != nil {
		t.Fatal(err)
	}
	audited, err := audit(path, journal, api.URL, "", 7, 2, lenient)
	if err != nil {
		t.Fatal(err)
	}
	return loaded, audited
}

func TestAServerThatKeepsEverythingGivesNoFinding(t *testing.T) {
	loaded, audited := sustainAndAudit(t, &keeper{refusals: 3}, false)
	if loaded.Refused != 3 || loaded.WithoutHint != 0 || loaded.Failed != 0 || loaded.Spans < 3000 {
		t.Errorf("loaded %+v", loaded)
	}
	if audited.Traces < 20 || audited.findings() != 0 {
		t.Errorf("audited %v", audited)
	}
}

func TestAuditsFindWhatIsWrong(t *testing.T) {
	spans := func(answer *trace.TracesData) *[]*trace.Span { return &answer.ResourceSpans[0].ScopeSpans[0].Spans }
	harms := map[string]struct {
		harm  func(answer *trace.TracesData)
		count func(r *auditResult) int64
	}{
		"lost":    {func(a *trace.TracesData) { a.ResourceSpans = a.ResourceSpans[1:] }, func(r *auditResult) int64 { return r.Lost }},
		"doubled": {func(a *trace.TracesData) { a.ResourceSpans = append(a.ResourceSpans, a.ResourceSpans[0]) }, func(r *auditResult) int64 { return r.Doubled }},
		"altered": {func(a *trace.TracesData) { (*spans(a))[0].Name = "other" }, func(r *auditResult) int64 { return r.Altered }},
		"invented": {func(a *trace.TracesData) {
			more := proto.Clone(a.ResourceSpans[0]).(*trace.ResourceSpans)
			more.ScopeSpans[0].Spans[0].SpanId = []byte("invented")
			a.ResourceSpans = append(a.ResourceSpans, more)
		}, func(r *auditResult) int64 { return r.Altered }},
	}
	for name, h := range harms {
		t.Run(name, func(t *testing.T) {
			_, audited := sustainAndAudit(t, &keeper{harm: h.harm}, true)
			if h.count(audited) == 0 || audited.findings() != h.count(audited) || audited.Example == "" {
				t.Errorf("audited %v", audited)
			}
		})
	}
}

func TestWhatTempoChangesIsPassedOverIfThatIsAskedFor(t *testing.T) {
	changed := func(a *trace.TracesData) {
		for _, rs := range a.ResourceSpans {
			rs.SchemaUrl, rs.ScopeSpans[0].SchemaUrl = "", "other"
			slices.Reverse(rs.Resource.Attributes)
			s := rs.ScopeSpans[0].Spans[0]
			s.Flags, s.TraceState = 7, "other"
			slices.Reverse(s.Attributes)
		}
	}
	if _, audited := sustainAndAudit(t, &keeper{harm: changed}, true); audited.findings() != 0 {
		t.Errorf("audited leniently %v", audited)
	}
	if _, audited := sustainAndAudit(t, &keeper{harm: changed}, false); audited.Altered == 0 {
		t.Errorf("audited exactly %v", audited)
	}
}

func TestTheTrendOfTheMemoryIsAnHours(t *testing.T) {
	var samples []sample
	for minute := range 60 {
		samples = append(samples, sample{at: time.Duration(minute) * time.Minute, rss: int64(100+minute) << 20})
	}
	if got := slope(samples); got < 59.9 || got > 60.1 {
		t.Errorf("%v MiB an hour, want 60", got)
	}
}

func TestRunsOfOneWorkloadShareNoIds(t *testing.T) {
	if newGeneration(1, 1, 0).traceID == newGeneration(2, 1, 0).traceID {
		t.Error("two runs have the same ids")
	}
}
