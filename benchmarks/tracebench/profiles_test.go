package main

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"testing"
	"time"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	trace "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"
)

// written generates a small workload that began at a fixed time and returns its file's digest and spans.
func written(t *testing.T, profile string, traces int) (digest string, w *workload, byTrace map[string]int) {
	t.Helper()
	w = &workload{Seed: 1, Traces: traces, Start: time.Unix(1_767_225_600, 0), Spread: time.Hour, Request: 512, Profile: profile}
	path := filepath.Join(t.TempDir(), "w.otlp")
	if err := generate(w, path); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	requests, _, err := readRequests(path)
	if err != nil {
		t.Fatal(err)
	}
	byTrace = map[string]int{}
	for _, body := range requests {
		var decoded collector.ExportTraceServiceRequest
		if err := proto.Unmarshal(body, &decoded); err != nil {
			t.Fatal(err)
		}
		eachSpan(&decoded, func(s *trace.Span) { byTrace[string(s.TraceId)]++ })
	}
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:]), w, byTrace
}

func eachSpan(request *collector.ExportTraceServiceRequest, visit func(s *trace.Span)) {
	for _, rs := range request.ResourceSpans {
		for _, ss := range rs.ScopeSpans {
			for _, s := range ss.Spans {
				visit(s)
			}
		}
	}
}

// Figures are compared across years: the shop's bytes must never change.
func TestTheShopStaysTheSameWorkload(t *testing.T) {
	const want = "157b1949701ca62c37ab2e99f339004809cd2794bdda47ff8926bad80ab19ae2"
	if got, _, _ := written(t, "shop", 500); got != want {
		t.Errorf("sha256 %s, want %s", got, want)
	}
}

func TestEveryProfileFollowsFromItsSeed(t *testing.T) {
	for name := range profiles {
		if name == "giant" {
			continue // large, and made by the code that makes the shop
		}
		first, _, _ := written(t, name, 200)
		if second, _, _ := written(t, name, 200); first != second {
			t.Errorf("%s: two runs differ", name)
		}
	}
}

func TestTinyTracesHaveThreeSpans(t *testing.T) {
	_, _, byTrace := written(t, "tiny", 200)
	for id, spans := range byTrace {
		if spans != 3 {
			t.Errorf("trace %x has %d spans", id, spans)
		}
	}
}

func TestTheGiantHasItsSpans(t *testing.T) {
	_, w, byTrace := written(t, "giant", 10)
	if got := byTrace[string(traceID(w.Seed, 5))]; got != giantSpans {
		t.Errorf("%d spans, want %d", got, giantSpans)
	}
}

func TestRepeatedSpansAreDeliveredAndNoneIsLost(t *testing.T) {
	_, w, byTrace := written(t, "dup", 1000)
	delivered := 0
	for _, spans := range byTrace {
		delivered += spans
	}
	if extra := float64(delivered-w.Spans) / float64(w.Spans); extra < 0.03 || extra > 0.07 {
		t.Errorf("%d of %d spans delivered", delivered, w.Spans)
	}
}
