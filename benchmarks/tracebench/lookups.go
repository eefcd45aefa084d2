package main

import (
	"fmt"
	"sort"
	"strings"
	"time"
)

// lookedUp is what look-ups by id cost a store, as a delaying proxy before it has counted.
type lookedUp struct {
	Lookups     int
	Blocks      int // of which something was read, at most by one look-up
	Median, P95 time.Duration
	Gets        spread // of a look-up
	Bytes       spread // of a look-up
	Chain       spread // of dependent GETs of the block of which most was read: it holds the trace
	BlockGets   spread // of that block
	BlockBytes  spread // of that block
}

// spread is the middle and the most of some numbers.
type spread struct{ Median, Most int64 }

func (r lookedUp) String() string {
	return fmt.Sprintf("%d look-ups: median %v, p95 %v; GETs %+v, bytes %+v; of the block that holds the trace: GETs %+v, dependent %+v, bytes %+v",
		r.Lookups, r.Median.Round(time.Microsecond), r.P95.Round(time.Microsecond), r.Gets, r.Bytes, r.BlockGets, r.Chain, r.BlockBytes)
}

// lookups asks for traces by id, one after the other, and asks the proxy each time what that has cost. Of a block without
// the trace its end is read, or nothing.
func lookups(w *workload, url, tenant, counting string, skip, rounds int) (r lookedUp, err error) {
	var took []time.Duration
	var gets, bytes, chains, blockGets, blockBytes []int64
	for round := skip; round < skip+rounds; round++ {
		if _, err = taken(counting); err != nil {
			return
		}
		a := ask(query{Kind: "trace"}, url, tenant, w, round)
		if a.status != 200 || len(a.facts) == 0 {
			return r, fmt.Errorf("look-up %d: status %d, %d spans, %s", round, a.status, len(a.facts), a.note)
		}
		seen, failure := taken(counting)
		if failure != nil {
			return r, failure
		}
		took = append(took, a.took)
		var sum, most objectCalls
		blocks := blocksOf(seen)
		for _, b := range blocks {
			sum.Gets, sum.Bytes = sum.Gets+b.Gets, sum.Bytes+b.Bytes
			most.Gets, most.Bytes, most.Chain = max(most.Gets, b.Gets), max(most.Bytes, b.Bytes), max(most.Chain, b.Chain)
		}
		gets, bytes = append(gets, int64(sum.Gets)), append(bytes, sum.Bytes)
		chains, blockGets, blockBytes = append(chains, int64(most.Chain)), append(blockGets, int64(most.Gets)), append(blockBytes, most.Bytes)
		r.Blocks = max(r.Blocks, len(blocks))
	}
	sort.Slice(took, func(i, j int) bool { return took[i] < took[j] })
	r.Lookups, r.Median, r.P95 = len(took), took[len(took)/2], took[len(took)*95/100]
	r.Gets, r.Bytes = spreadOf(gets), spreadOf(bytes)
	r.Chain, r.BlockGets, r.BlockBytes = spreadOf(chains), spreadOf(blockGets), spreadOf(blockBytes)
	return r, nil
}

// blocksOf are the blocks of which something was read.
func blocksOf(seen counters) (blocks []objectCalls) {
	for _, o := range seen.Objects {
		if strings.Contains(o.Path, "/blocks/") {
			blocks = append(blocks, o)
		}
	}
	return
}

func spreadOf(numbers []int64) spread {
	if len(numbers) == 0 {
		return spread{}
	}
	sorted := append([]int64(nil), numbers...)
	sort.Slice(sorted, func(i, j int) bool { return sorted[i] < sorted[j] })
	return spread{sorted[len(sorted)/2], sorted[len(sorted)-1]}
}
