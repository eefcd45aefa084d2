package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"sort"
	"strings"
	"sync"
	"time"
)

// maxCalls is how many calls are remembered between two resets; those beyond are only counted.
const maxCalls = 200_000

// An exchange is one request that went through the proxy, from its arrival to the last byte of its answer.
type exchange struct {
	Method string
	Path   string
	Begin  time.Time
	End    time.Time
	Bytes  int64 // of the answer's body
}

// counters is what the proxy saw since the last reset.
type counters struct {
	Requests map[string]int // by method
	GetBytes int64
	Chain    int // of GETs, each begun after the one before had ended
	Objects  []objectCalls
	Dropped  int // calls beyond those that are remembered
}

// objectCalls is what was read of one object.
type objectCalls struct {
	Path  string
	Gets  int
	Bytes int64
	Chain int
}

// A delayingProxy hands requests on to a target and holds each answer back for a while.
type delayingProxy struct {
	delay   time.Duration
	proxy   *httputil.ReverseProxy
	mu      sync.Mutex
	calls   []exchange
	dropped int
}

func newDelayingProxy(target *url.URL, delay time.Duration) *delayingProxy {
	p := &delayingProxy{delay: delay}
	p.proxy = &httputil.ReverseProxy{
		// The Host stays the caller's: requests to S3 are signed with it.
		Rewrite: func(r *httputil.ProxyRequest) {
			r.Out.URL.Scheme, r.Out.URL.Host, r.Out.Host = target.Scheme, target.Host, r.In.Host
		},
		Transport:     &http.Transport{MaxIdleConnsPerHost: 256, DisableCompression: true},
		FlushInterval: -1,
	}
	return p
}

func (p *delayingProxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	delayed := &delayedAnswer{ResponseWriter: w, delay: p.delay}
	begin := time.Now()
	defer func() { // also if the answer breaks off
		p.note(exchange{Method: r.Method, Path: r.URL.Path, Begin: begin, End: time.Now(), Bytes: delayed.bytes})
	}()
	p.proxy.ServeHTTP(delayed, r)
}

func (p *delayingProxy) note(c exchange) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.calls) == maxCalls {
		p.dropped++
		return
	}
	p.calls = append(p.calls, c)
}

// take returns what was seen and begins anew.
func (p *delayingProxy) take() counters {
	p.mu.Lock()
	calls, dropped := p.calls, p.dropped
	p.calls, p.dropped = nil, 0
	p.mu.Unlock()
	c := count(calls)
	c.Dropped = dropped
	return c
}

// A delayedAnswer waits before the head of an answer is sent.
type delayedAnswer struct {
	http.ResponseWriter
	delay time.Duration
	begun bool
	bytes int64
}

func (a *delayedAnswer) WriteHeader(status int) {
	if status >= 200 && !a.begun { // not for "go on"
		a.begun = true
		time.Sleep(a.delay)
	}
	a.ResponseWriter.WriteHeader(status)
}

func (a *delayedAnswer) Write(b []byte) (int, error) {
	if !a.begun {
		a.WriteHeader(http.StatusOK)
	}
	n, err := a.ResponseWriter.Write(b)
	a.bytes += int64(n)
	return n, err
}

// Unwrap lets the proxy flush.
func (a *delayedAnswer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// count sums calls up.
func count(calls []exchange) counters {
	c := counters{Requests: map[string]int{}}
	gets := map[string][]exchange{}
	var all []exchange
	for _, one := range calls {
		c.Requests[one.Method]++
		if one.Method == http.MethodGet {
			c.GetBytes += one.Bytes
			gets[one.Path] = append(gets[one.Path], one)
			all = append(all, one)
		}
	}
	c.Chain = longestChain(all)
	for path, of := range gets {
		o := objectCalls{Path: path, Gets: len(of), Chain: longestChain(of)}
		for _, one := range of {
			o.Bytes += one.Bytes
		}
		c.Objects = append(c.Objects, o)
	}
	sort.Slice(c.Objects, func(i, j int) bool { return c.Objects[i].Path < c.Objects[j].Path })
	return c
}

// longestChain is how many calls at most can have waited for each other: each begins after the one before has ended.
func longestChain(calls []exchange) int {
	byEnd := append([]exchange(nil), calls...)
	sort.Slice(byEnd, func(i, j int) bool { return byEnd[i].End.Before(byEnd[j].End) })
	length, end := 0, time.Time{}
	for _, c := range byEnd {
		if length == 0 || !c.Begin.Before(end) {
			length, end = length+1, c.End
		}
	}
	return length
}

// delay serves the proxy, and its counters on a port of their own: /take answers what was seen since the last take.
func delay(listen, counting, target string, firstByte time.Duration) error {
	to, err := url.Parse(target)
	if err != nil || to.Host == "" {
		return fmt.Errorf("-target %q: expected a URL such as http://127.0.0.1:9000", target)
	}
	proxy := newDelayingProxy(to, firstByte)
	pages := http.NewServeMux()
	pages.HandleFunc("/take", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(proxy.take())
	})
	ended := make(chan error, 2)
	for address, handler := range map[string]http.Handler{listen: proxy, counting: pages} {
		listener, err := net.Listen("tcp", address)
		if err != nil {
			return err
		}
		fmt.Fprintf(os.Stderr, "tracebench: listening on %s\n", listener.Addr())
		go func() { ended <- http.Serve(listener, handler) }()
	}
	return <-ended
}

// taken asks a proxy what it has seen since the last time.
func taken(counting string) (counters, error) {
	var c counters
	response, err := httpClient.Get(strings.TrimRight(counting, "/") + "/take")
	if err != nil {
		return c, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err == nil {
		err = json.Unmarshal(body, &c)
	}
	return c, err
}
