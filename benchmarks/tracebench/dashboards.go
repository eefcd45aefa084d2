package main

import (
	"fmt"
	"sort"
	"sync"
	"time"
)

// Dashboards ask what people look at while spans come in: the last quarter of an hour, again every few seconds.
var dashboardQueries = []query{
	{Class: "rate", Kind: "range", Q: "{} | rate() by (resource.service.name)", Step: "15s"},
	{Class: "errors", Kind: "range", Q: "{ status = error } | rate() by (resource.service.name)", Step: "15s"},
	{Class: "latency", Kind: "range", Q: "{ kind = server } | quantile_over_time(duration, .5, .95, .99)", Step: "15s"},
	{Class: "newest", Kind: "search", Q: "{ status = error }", Limit: 20},
	{Class: "slow", Kind: "search", Q: "{ resource.service.name = \"frontend\" && duration > 500ms }", Limit: 20},
	{Class: "services", Kind: "values", Tag: "resource.service.name"},
}

type dashboardResult struct {
	Asked, Failed int
	P50, P95, Max time.Duration
	FirstFailure  string
}

func (r *dashboardResult) String() string {
	return fmt.Sprintf("%d queries, %d failed %s; p50 %v p95 %v max %v", r.Asked, r.Failed, r.FirstFailure, r.P50.Round(100*time.Microsecond), r.P95.Round(100*time.Microsecond), r.Max.Round(time.Millisecond))
}

// dashboards shows some side by side for a time; each asks all its queries, then pauses.
func dashboards(count int, refresh, duration time.Duration, url, tenant string) *dashboardResult {
	result := &dashboardResult{}
	var mutex sync.Mutex
	var took []time.Duration
	var group sync.WaitGroup
	until := time.Now().Add(duration)
	for i := range count {
		group.Go(func() {
			time.Sleep(refresh * time.Duration(i) / time.Duration(count)) // people do not press keys together
			for time.Now().Before(until) {
				round := time.Now()
				w := &workload{Start: round.Add(-15 * time.Minute), Spread: 5 * time.Minute} // a query ends ten minutes later
				for _, q := range dashboardQueries {
					a := ask(q, url, tenant, w, 0)
					mutex.Lock()
					result.Asked++
					took = append(took, a.took)
					if a.status != 200 || a.note != "" {
						result.Failed++
						if result.FirstFailure == "" {
							result.FirstFailure = fmt.Sprintf("(%s: status %d %s)", q.Class, a.status, a.note)
						}
					}
					mutex.Unlock()
				}
				time.Sleep(time.Until(round.Add(refresh)))
			}
		})
	}
	group.Wait()
	sort.Slice(took, func(i, j int) bool { return took[i] < took[j] })
	if n := len(took); n > 0 {
		result.P50, result.P95, result.Max = took[n/2], took[n*95/100], took[n-1]
	}
	return result
}
