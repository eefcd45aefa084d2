package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

// gets makes calls of one object from pairs of times, in milliseconds.
func gets(path string, times ...int) (calls []exchange) {
	at := func(ms int) time.Time { return time.UnixMilli(int64(ms)) }
	for i := 0; i < len(times); i += 2 {
		calls = append(calls, exchange{Method: "GET", Path: path, Begin: at(times[i]), End: at(times[i+1]), Bytes: 10})
	}
	return
}

func TestOnlyCallsThatDoNotOverlapMakeAChain(t *testing.T) {
	for name, c := range map[string]struct {
		calls []exchange
		want  int
	}{
		"none":                   {nil, 0},
		"side by side":           {gets("a", 0, 20, 1, 21, 19, 40), 1},
		"one after another":      {gets("a", 20, 40, 0, 20, 41, 60), 3},
		"a long one beside":      {gets("a", 0, 100, 0, 20, 30, 50, 60, 80), 3},
		"two, then both at once": {gets("a", 0, 20, 25, 40, 25, 45), 2},
	} {
		if got := longestChain(c.calls); got != c.want {
			t.Errorf("%s: a chain of %d, expected %d", name, got, c.want)
		}
	}
}

func TestGetsAreCountedByObject(t *testing.T) {
	calls := append(gets("b/t/blocks/1", 0, 20, 20, 40), gets("b/t/blocks/2", 0, 20)...)
	calls = append(calls, exchange{Method: "PUT", Path: "b/t/blocks/3", Bytes: 99})
	c := count(calls)
	if c.Requests["GET"] != 3 || c.Requests["PUT"] != 1 || c.GetBytes != 30 || c.Chain != 2 {
		t.Errorf("counted %+v", c)
	}
	if len(c.Objects) != 2 || c.Objects[0].Gets != 2 || c.Objects[0].Chain != 2 || c.Objects[1].Bytes != 10 {
		t.Errorf("objects %+v", c.Objects)
	}
}

func TestAnswersAreLateAndWholeAndTheHostIsTheCallers(t *testing.T) {
	target := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		io.WriteString(w, r.Host+" "+string(body))
	}))
	defer target.Close()
	to, _ := url.Parse(target.URL)
	delaying := newDelayingProxy(to, 30*time.Millisecond)
	proxy := httptest.NewServer(delaying)
	defer proxy.Close()

	began := time.Now()
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			response, err := http.Post(proxy.URL+"/x", "text/plain", strings.NewReader("hello"))
			if err != nil {
				t.Error(err)
				return
			}
			defer response.Body.Close()
			body, _ := io.ReadAll(response.Body)
			if want := strings.TrimPrefix(proxy.URL, "http://") + " hello"; string(body) != want {
				t.Errorf("got %q, expected %q", body, want)
			}
		})
	}
	all.Wait()
	if took := time.Since(began); took < 30*time.Millisecond {
		t.Errorf("answered after %v", took)
	}
	seen := delaying.take()
	if seen.Requests["POST"] != 8 || len(delaying.take().Requests) != 0 {
		t.Errorf("seen %+v", seen)
	}
}
