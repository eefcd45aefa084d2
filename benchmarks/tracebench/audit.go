package main

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"os"
	"sort"
	"strings"
	"sync"
	"time"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	common "go.opentelemetry.io/proto/otlp/common/v1"
	trace "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"
)

// What a sustained load sent follows from the workload's file and the generation, so its journal holds outcomes alone:
//
//	run 1795310299123456789              what the ids of its generations follow from
//	generation 3 1795310306000000000     number, and how far its times are moved
//	request 3 117 acknowledged           generation, request of the file, outcome
//
// and of requests only those with a trace that is audited. vivace-cli audit has a journal and content of its own: it
// makes each trace anew, which at 200,000 spans a second would cost more than the server does.

type journal struct {
	mutex sync.Mutex
	file  *os.File
	out   *bufio.Writer
	err   error
}

func createJournal(path string) (*journal, error) {
	file, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	return &journal{file: file, out: bufio.NewWriter(file)}, nil
}

func (j *journal) generation(g generation) {
	j.line(fmt.Sprintf("generation %d %d\n", g.number, int64(g.shift)))
}

func (j *journal) request(generation, request int, outcome string) {
	j.line(fmt.Sprintf("request %d %d %s\n", generation, request, outcome))
}

func (j *journal) line(text string) {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	if _, err := j.out.WriteString(text); err != nil && j.err == nil {
		j.err = err
	}
}

func (j *journal) close() error {
	if err := j.out.Flush(); err != nil && j.err == nil {
		j.err = err
	}
	if err := j.file.Close(); err != nil && j.err == nil {
		j.err = err
	}
	return j.err
}

type journalKey struct{ generation, request int }

func readJournal(path string) (run uint64, shifts map[int]int64, outcomes map[journalKey]string, err error) {
	file, err := os.Open(path)
	if err != nil {
		return 0, nil, nil, err
	}
	defer file.Close()
	shifts, outcomes = map[int]int64{}, map[journalKey]string{}
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		var generation, request int
		var shift int64
		var outcome string
		if n, _ := fmt.Sscanf(lines.Text(), "run %d", &run); n == 1 {
			continue
		} else if n, _ := fmt.Sscanf(lines.Text(), "generation %d %d", &generation, &shift); n == 2 {
			shifts[generation] = shift
		} else if n, _ := fmt.Sscanf(lines.Text(), "request %d %d %s", &generation, &request, &outcome); n == 3 {
			outcomes[journalKey{generation, request}] = outcome
		} else {
			return 0, nil, nil, fmt.Errorf("%s: line %q is no journal's", path, lines.Text())
		}
	}
	return run, shifts, outcomes, lines.Err()
}

type auditResult struct {
	Traces, Spans                           int64
	Lost, Doubled, Altered, Unsound, Absent int64 // spans; traces of which nothing is there
	Example                                 string
}

func (r *auditResult) findings() int64 { return r.Lost + r.Doubled + r.Altered + r.Unsound }

func (r *auditResult) String() string {
	return fmt.Sprintf("%d traces, %d spans audited: %d spans lost (%d traces wholly), %d doubled, %d altered, %d rejected and there\n%s", r.Traces, r.Spans, r.Lost, r.Absent, r.Doubled, r.Altered, r.Unsound, r.Example)
}

// auditor compares the audited traces of a sustained load with what a server gives back by id.
type auditor struct {
	templates []*template
	index     [][]int32
	ids       [][]byte
	run       uint64
	shifts    map[int]int64
	outcomes  map[journalKey]string
	url       string
	tenant    string
	lenient   bool
	mutex     sync.Mutex
	result    auditResult
}

func audit(file, journalPath, url, tenant string, every, workers int, lenient bool) (*auditResult, error) {
	templates, index, ids, err := readTemplates(file)
	if err != nil {
		return nil, err
	}
	run, shifts, outcomes, err := readJournal(journalPath)
	if err != nil {
		return nil, err
	}
	a := &auditor{templates: templates, index: index, ids: ids, run: run, shifts: shifts, outcomes: outcomes, url: url, tenant: tenant, lenient: lenient}
	var numbers []int
	for number := range shifts {
		numbers = append(numbers, number)
	}
	sort.Ints(numbers)
	type job struct{ generation, trace int }
	jobs := make(chan job)
	failures := make(chan error, workers)
	var group sync.WaitGroup
	for range workers {
		group.Go(func() {
			for j := range jobs {
				if err := a.trace(j.generation, j.trace); err != nil {
					select {
					case failures <- err:
					default: // one tells enough
					}
				}
			}
		})
	}
	for _, number := range numbers {
		for n := range index {
			if isAudited(n, number, every) {
				jobs <- job{number, n}
			}
		}
	}
	close(jobs)
	group.Wait()
	select {
	case err = <-failures:
	default:
	}
	return &a.result, err
}

// trace compares one trace of one generation.
func (a *auditor) trace(number, n int) error {
	g := newGeneration(a.run, number, a.shifts[number])
	wanted := masked(a.ids[n], g)
	sent := map[string][]sentSpan{} // by outcome
	for _, request := range a.index[n] {
		outcome := a.outcomes[journalKey{number, int(request)}]
		if outcome == "" {
			outcome = "unknown" // the load ended before its answer
		}
		spans, err := a.spans(int(request), g, wanted)
		if err != nil {
			return err
		}
		sent[outcome] = append(sent[outcome], spans...)
	}
	found, err := a.ask(wanted)
	if err != nil {
		return err
	}
	a.compare(wanted, sent, found)
	return nil
}

func masked(id []byte, g generation) string {
	out := make([]byte, len(id))
	for i := range id {
		out[i] = id[i] ^ g.traceID[i]
	}
	return string(out)
}

// spans are those of a trace in a request of a generation.
func (a *auditor) spans(request int, g generation, id string) ([]sentSpan, error) {
	t := a.templates[request]
	t.mutex.Lock()
	t.become(g)
	var decoded collector.ExportTraceServiceRequest
	err := proto.Unmarshal(t.body, &decoded)
	t.mutex.Unlock()
	if err != nil {
		return nil, err
	}
	a.simplify(decoded.ResourceSpans)
	byTrace := map[string][]sentSpan{}
	spansOf(decoded.ResourceSpans, byTrace)
	return byTrace[id], nil
}

// ask fetches a trace, for a while also from a server that is busy.
func (a *auditor) ask(id string) ([]sentSpan, error) {
	for attempt := 0; ; attempt++ {
		request, err := http.NewRequest("GET", a.url+"/api/v2/traces/"+hexID([]byte(id)), nil)
		if err != nil {
			return nil, err
		}
		request.Header.Set("Accept", "application/protobuf")
		if a.tenant != "" {
			request.Header.Set("X-Scope-OrgID", a.tenant)
		}
		response, err := httpClient.Do(request)
		var body []byte
		if err == nil {
			body, err = io.ReadAll(response.Body)
			response.Body.Close()
			if err == nil && response.StatusCode == 200 {
				var got trace.TracesData
				if err := proto.Unmarshal(firstField(body), &got); err != nil {
					return nil, fmt.Errorf("trace %x: %w", id, err)
				}
				a.simplify(got.ResourceSpans)
				found := map[string][]sentSpan{}
				spansOf(got.ResourceSpans, found)
				return found[id], nil
			}
			if err == nil {
				err = fmt.Errorf("status %d: %.200s", response.StatusCode, body)
			}
		}
		if attempt == 60 {
			return nil, fmt.Errorf("trace %x: %w", id, err)
		}
		time.Sleep(500 * time.Millisecond)
	}
}

func (a *auditor) compare(id string, sent map[string][]sentSpan, found []sentSpan) {
	bySpan := map[string][]sentSpan{}
	for _, s := range found {
		bySpan[string(s.span.SpanId)] = append(bySpan[string(s.span.SpanId)], s)
	}
	a.mutex.Lock()
	defer a.mutex.Unlock()
	a.result.Traces++
	if len(found) == 0 && len(sent["acknowledged"]) > 0 {
		a.result.Absent++
	}
	must := map[string]bool{}
	for outcome, spans := range sent {
		for _, want := range spans {
			have := bySpan[string(want.span.SpanId)]
			a.result.Spans++
			switch {
			case outcome == "acknowledged":
				must[string(want.span.SpanId)] = true
				a.judge(id, want, have)
			case len(have) > 0 && outcome == "unknown":
				must[string(want.span.SpanId)] = true
				a.judge(id, want, have)
			case len(have) > 0: // rejected
				a.fault(&a.result.Unsound, "trace %x: span %x was rejected and is there", id, want.span.SpanId)
				must[string(want.span.SpanId)] = true
			}
		}
	}
	for spanID := range bySpan {
		if !must[spanID] {
			a.fault(&a.result.Altered, "trace %x: span %x was never sent", id, spanID)
		}
	}
}

func (a *auditor) judge(id string, want sentSpan, have []sentSpan) {
	switch {
	case len(have) == 0:
		a.fault(&a.result.Lost, "trace %x: span %x is lost", id, want.span.SpanId)
	case len(have) > 1:
		a.fault(&a.result.Doubled, "trace %x: span %x is there %d times", id, want.span.SpanId, len(have))
	case !a.same(want, have[0]):
		a.fault(&a.result.Altered, "trace %x: sent %v\ngot %v", id, want.span, have[0].span)
	}
}

func (a *auditor) fault(count *int64, format string, arguments ...any) {
	*count++
	if a.result.Example == "" {
		a.result.Example = fmt.Sprintf(format, arguments...)
	}
}

func (a *auditor) same(want, have sentSpan) bool {
	return want.resource == have.resource && want.scope == have.scope && proto.Equal(want.span, have.span)
}

// simplify leaves out what does not count: an empty status, which answers always have, and if asked for what Tempo
// is known to change: the order of attributes, schema URLs, trace states, flags.
func (a *auditor) simplify(resourceSpans []*trace.ResourceSpans) {
	for _, rs := range resourceSpans {
		if a.lenient {
			rs.SchemaUrl = ""
			byKey(rs.Resource.GetAttributes())
		}
		for _, ss := range rs.ScopeSpans {
			if a.lenient {
				ss.SchemaUrl = ""
				byKey(ss.Scope.GetAttributes())
			}
			for _, s := range ss.Spans {
				if s.Status != nil && s.Status.Code == 0 && s.Status.Message == "" {
					s.Status = nil
				}
				if a.lenient {
					simplifySpan(s)
				}
			}
		}
	}
}

func simplifySpan(s *trace.Span) {
	s.TraceState, s.Flags = "", 0
	byKey(s.Attributes)
	for _, e := range s.Events {
		byKey(e.Attributes)
	}
	for _, l := range s.Links {
		l.TraceState, l.Flags = "", 0
		byKey(l.Attributes)
	}
}

func byKey(attributes []*common.KeyValue) {
	sort.SliceStable(attributes, func(i, j int) bool { return strings.Compare(attributes[i].Key, attributes[j].Key) < 0 })
}
