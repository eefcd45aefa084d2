package main

import (
	"context"
	"fmt"
	"os"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
)

// sustained describes a load that repeats a workload for some time.
type sustained struct {
	file, target, tenant string
	connections, calls   int     // calls that may wait for an answer on each connection
	rate                 float64 // spans a second; 0: as fast as the server takes them
	duration, settle     time.Duration
	drop                 bool // refused requests are dropped, as by senders that cannot wait
	pid, every           int
	journal, series      string // files
}

type sustainedResult struct {
	Spans, Bytes, Requests       int64 // acknowledged
	Refused, WithoutHint, Failed int64 // after settling; refusals, those of them without a hint when to come again, requests lost
	RefusedSettling              int64
	Wall, CPU, ClientCPU         time.Duration
	RSS, PeakRSS                 int64
	P50, P99, Max                time.Duration // from the first attempt to the acknowledgement, after settling
	Rate, Cores                  float64
	Slope                        float64 // of the RSS in MiB an hour, once a third of the time is over
	Descriptors, Threads         [2]int  // the least and the most, once a third of the time is over
	Journalled                   int64
	FirstError                   string
}

// retryHint is the delay that a refusal asks for.
func retryHint(err error) (time.Duration, bool) {
	for _, detail := range status.Convert(err).Details() {
		if info, ok := detail.(*errdetails.RetryInfo); ok {
			return info.RetryDelay.AsDuration(), true
		}
	}
	return 0, false
}

type sustainer struct {
	sustained
	templates     []*template
	index         [][]int32
	run           uint64 // tells this run's ids from those of others
	start         int64  // of the workload's file, in nanoseconds
	log           *journal
	result        sustainedResult
	began         time.Time
	next, offered atomic.Int64
	generations   sync.Map // number -> generation
	mutex         sync.Mutex
	latencies     []time.Duration
}

func sustain(s sustained, w *workload) (*sustainedResult, error) {
	templates, index, _, err := readTemplates(s.file)
	if err != nil {
		return nil, err
	}
	log, err := createJournal(s.journal)
	if err != nil {
		return nil, err
	}
	run := &sustainer{sustained: s, templates: templates, index: index, run: w.Seed ^ uint64(time.Now().UnixNano()), start: w.Start.UnixNano(), log: log, began: time.Now()}
	log.line(fmt.Sprintf("run %d\n", run.run))
	before, clientBefore := useOf(s.pid), ownCPU()
	watch, err := watchProcess(s.pid, s.series, func() int64 { return atomic.LoadInt64(&run.result.Spans) })
	if err != nil {
		return nil, err
	}
	var group sync.WaitGroup
	for range s.connections {
		connection, err := grpc.NewClient(s.target, grpc.WithTransportCredentials(insecure.NewCredentials()), grpc.WithDefaultCallOptions(grpc.ForceCodec(rawCodec{}), grpc.MaxCallSendMsgSize(64<<20)))
		if err != nil {
			return nil, err
		}
		defer connection.Close()
		for range s.calls {
			group.Go(func() { run.work(connection) })
		}
	}
	group.Wait()
	r := &run.result
	r.Wall = time.Since(run.began)
	after := useOf(s.pid)
	r.CPU, r.ClientCPU, r.RSS, r.PeakRSS = after.cpu-before.cpu, ownCPU()-clientBefore, after.rss, after.peak
	r.Rate, r.Cores = float64(r.Spans)/r.Wall.Seconds(), r.CPU.Seconds()/r.Wall.Seconds()
	sort.Slice(run.latencies, func(i, j int) bool { return run.latencies[i] < run.latencies[j] })
	if n := len(run.latencies); n > 0 {
		r.P50, r.P99, r.Max = run.latencies[n/2], run.latencies[n*99/100], run.latencies[n-1]
	}
	watch.stop(r)
	return r, log.close()
}

// generationOf makes a generation when the first of its requests is sent: its times begin then.
func (s *sustainer) generationOf(number int) generation {
	if g, known := s.generations.Load(number); known {
		return g.(generation)
	}
	made := newGeneration(s.run, number, time.Now().UnixNano()-s.start)
	g, known := s.generations.LoadOrStore(number, made)
	if !known {
		s.log.generation(made)
	}
	return g.(generation)
}

func (s *sustainer) work(connection *grpc.ClientConn) {
	ctx := context.Background()
	if s.tenant != "" {
		ctx = metadata.AppendToOutgoingContext(ctx, "x-scope-orgid", s.tenant)
	}
	for time.Since(s.began) < s.duration {
		n := int(s.next.Add(1)) - 1
		number, i := n/len(s.templates)+1, n%len(s.templates)
		t := s.templates[i]
		due := s.began
		if s.rate > 0 {
			due = s.began.Add(time.Duration(float64(s.offered.Add(int64(t.spans))-int64(t.spans)) / s.rate * float64(time.Second)))
			time.Sleep(time.Until(due))
		}
		g := s.generationOf(number)
		t.mutex.Lock() // its last generation may still be under way
		t.become(g)
		outcome := s.send(ctx, connection, t)
		t.mutex.Unlock()
		if audited(t, g, s.every) {
			s.log.request(number, i, outcome)
		}
	}
}

// send sends a request until it is taken, or refused for good, or given up.
func (s *sustainer) send(ctx context.Context, connection *grpc.ClientConn, t *template) string {
	at := time.Now()
	settled := at.Sub(s.began) >= s.settle
	unsure := false
	for attempt := 0; ; attempt++ {
		var reply []byte
		limited, cancel := context.WithTimeout(ctx, 30*time.Second)
		err := connection.Invoke(limited, "/opentelemetry.proto.collector.trace.v1.TraceService/Export", &t.body, &reply, grpc.WaitForReady(true))
		cancel()
		if err == nil {
			atomic.AddInt64(&s.result.Spans, int64(t.spans))
			atomic.AddInt64(&s.result.Bytes, int64(len(t.body)))
			atomic.AddInt64(&s.result.Requests, 1)
			if settled {
				took := time.Since(at)
				s.mutex.Lock()
				s.latencies = append(s.latencies, took)
				s.mutex.Unlock()
			}
			return "acknowledged"
		}
		code := status.Code(err)
		hint, hinted := retryHint(err)
		retryable := code == codes.Unavailable || code == codes.ResourceExhausted && hinted
		unsure = unsure || code != codes.ResourceExhausted && code != codes.InvalidArgument
		if !retryable {
			atomic.AddInt64(&s.result.Failed, 1)
			s.mutex.Lock()
			if s.result.FirstError == "" {
				s.result.FirstError = err.Error()
			}
			s.mutex.Unlock()
			break
		}
		if settled {
			atomic.AddInt64(&s.result.Refused, 1)
		} else {
			atomic.AddInt64(&s.result.RefusedSettling, 1)
		}
		if !hinted {
			atomic.AddInt64(&s.result.WithoutHint, 1)
			hint = min(time.Duration(attempt+1)*20*time.Millisecond, time.Second)
		}
		if s.drop {
			break
		}
		time.Sleep(hint)
		if time.Since(s.began) >= s.duration+time.Minute {
			break
		}
	}
	if unsure {
		return "unknown"
	}
	return "rejected"
}

// audited tells whether a request carries a trace that is looked up afterwards.
func audited(t *template, g generation, every int) bool {
	for _, n := range t.traces {
		if isAudited(int(n), g.number, every) {
			return true
		}
	}
	return false
}

// isAudited picks every k-th trace, others in each generation.
func isAudited(trace, generation, every int) bool {
	return every > 0 && (trace+generation*7)%every == 0
}

func ownCPU() time.Duration {
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &use); err != nil {
		return 0
	}
	return time.Duration(use.Utime.Nano() + use.Stime.Nano())
}

// watcher follows the server's memory, descriptors and threads.
type watcher struct {
	pid     int
	out     *os.File
	spans   func() int64
	done    chan struct{}
	ended   chan struct{}
	samples []sample
}

type sample struct {
	at                   time.Duration
	rss                  int64
	descriptors, threads int
}

const sampleEvery = 5 * time.Second

func watchProcess(pid int, path string, spans func() int64) (*watcher, error) {
	w := &watcher{pid: pid, spans: spans, done: make(chan struct{}), ended: make(chan struct{})}
	if path != "" {
		out, err := os.Create(path)
		if err != nil {
			return nil, err
		}
		fmt.Fprintln(out, "seconds\tspans\tcpu_seconds\trss_mib\tdescriptors\tthreads")
		w.out = out
	}
	go w.run()
	return w, nil
}

func (w *watcher) run() {
	defer close(w.ended)
	began := time.Now()
	ticker := time.NewTicker(sampleEvery)
	defer ticker.Stop()
	for {
		select {
		case <-w.done:
			return
		case <-ticker.C:
			use := useOf(w.pid)
			s := sample{time.Since(began), use.rss, countEntries(fmt.Sprintf("/proc/%d/fd", w.pid)), countEntries(fmt.Sprintf("/proc/%d/task", w.pid))}
			w.samples = append(w.samples, s)
			if w.out != nil {
				fmt.Fprintf(w.out, "%.0f\t%d\t%.1f\t%.1f\t%d\t%d\n", s.at.Seconds(), w.spans(), use.cpu.Seconds(), float64(s.rss)/(1<<20), s.descriptors, s.threads)
			}
		}
	}
}

func countEntries(folder string) int {
	list, err := os.ReadDir(folder)
	if err != nil {
		return 0 // the process has ended, or none was named
	}
	return len(list)
}

// stop ends the watching and tells what it saw: the trend of the RSS by least squares, and extremes, once a third
// of the time is over.
func (w *watcher) stop(r *sustainedResult) {
	close(w.done)
	<-w.ended
	if w.out != nil {
		w.out.Close()
	}
	late := w.samples[len(w.samples)/3:]
	r.Slope = slope(late)
	for i, s := range late {
		if i == 0 {
			r.Descriptors, r.Threads = [2]int{s.descriptors, s.descriptors}, [2]int{s.threads, s.threads}
		}
		r.Descriptors = [2]int{min(r.Descriptors[0], s.descriptors), max(r.Descriptors[1], s.descriptors)}
		r.Threads = [2]int{min(r.Threads[0], s.threads), max(r.Threads[1], s.threads)}
	}
}

// slope is the trend of the RSS in MiB an hour.
func slope(samples []sample) float64 {
	if len(samples) < 2 {
		return 0
	}
	var n, x, y, xx, xy float64
	for _, s := range samples {
		hours, mib := s.at.Hours(), float64(s.rss)/(1<<20)
		n, x, y, xx, xy = n+1, x+hours, y+mib, xx+hours*hours, xy+hours*mib
	}
	return (n*xy - x*y) / (n*xx - x*x)
}

func (r *sustainedResult) String() string {
	lines := []string{
		fmt.Sprintf("%d spans acknowledged in %.1f s: %.0f spans/s, %.1f MB/s; a request p50 %v p99 %v max %v", r.Spans, r.Wall.Seconds(), r.Rate, float64(r.Bytes)/1e6/r.Wall.Seconds(), r.P50.Round(10*time.Microsecond), r.P99.Round(10*time.Microsecond), r.Max.Round(time.Millisecond)),
		fmt.Sprintf("%d refused (%d of them while settling), %d without a hint, %d failed %s", r.Refused+r.RefusedSettling, r.RefusedSettling, r.WithoutHint, r.Failed, r.FirstError),
		fmt.Sprintf("server: %.2f cores, RSS %d MiB, peak %d MiB, trend %.1f MiB/h, descriptors %d to %d, threads %d to %d; client: %.2f cores", r.Cores, r.RSS>>20, r.PeakRSS>>20, r.Slope, r.Descriptors[0], r.Descriptors[1], r.Threads[0], r.Threads[1], r.ClientCPU.Seconds()/r.Wall.Seconds()),
	}
	return strings.Join(lines, "\n")
}
