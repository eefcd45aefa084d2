package main

import (
	"encoding/binary"
	"fmt"
	"sync"

	"google.golang.org/protobuf/encoding/protowire"
)

// A load of minutes repeats a workload of seconds. Each repetition is a generation: ids and times of the encoded
// requests are rewritten in place, at positions found once, so that the client's share of the machine stays small.

// generation says how a repetition differs from the workload's file: ids are masked, times moved.
type generation struct {
	number  int
	traceID [16]byte // exclusive or on trace ids
	spanID  uint64   // exclusive or on span ids and parents
	shift   uint64   // added to times, wrapping
}

// newGeneration makes a generation of a run; a server may see several runs of one workload. Generation 0 is the file.
func newGeneration(run uint64, number int, shift int64) generation {
	g := generation{number: number, shift: uint64(shift)}
	if number == 0 {
		return g
	}
	r := &rng{run ^ uint64(number)*0xd1342543de82ef95}
	binary.LittleEndian.PutUint64(g.traceID[:], r.next())
	binary.LittleEndian.PutUint64(g.traceID[8:], r.next())
	g.spanID = r.next()
	return g
}

// template is an encoded request with the positions of what generations change.
type template struct {
	mutex                     sync.Mutex // held while a generation of it is being sent
	body                      []byte
	spans                     int
	traceIDs, spanIDs, clocks []int32
	traces                    []int32 // which traces of the workload have spans in it, by first mention
	current                   generation
}

func newTemplate(body []byte) (*template, error) {
	t := &template{body: body}
	// Export request 1: resource spans; 2: scope spans; 2: spans.
	err := t.each(0, len(body), 1, func(start, end int) error {
		return t.each(start, end, 2, func(start, end int) error {
			return t.each(start, end, 2, t.span)
		})
	})
	return t, err
}

// each visits the occurrences of a length-delimited field in a message that lies at body[start:end].
func (t *template) each(start, end int, field protowire.Number, visit func(start, end int) error) error {
	return t.fields(start, end, func(number protowire.Number, kind protowire.Type, start, end int) error {
		if number == field && kind == protowire.BytesType {
			return visit(start, end)
		}
		return nil
	})
}

// fields visits all fields of a message; for length-delimited ones start and end are those of the content.
func (t *template) fields(start, end int, visit func(number protowire.Number, kind protowire.Type, start, end int) error) error {
	for start < end {
		number, kind, n := protowire.ConsumeTag(t.body[start:end])
		if n < 0 {
			return fmt.Errorf("byte %d: %w", start, protowire.ParseError(n))
		}
		start += n
		size := protowire.ConsumeFieldValue(number, kind, t.body[start:end])
		if size < 0 {
			return fmt.Errorf("byte %d: %w", start, protowire.ParseError(size))
		}
		content := start
		if kind == protowire.BytesType {
			_, prefix := protowire.ConsumeVarint(t.body[start:end])
			content += prefix
		}
		start += size
		if err := visit(number, kind, content, start); err != nil {
			return err
		}
	}
	return nil
}

// span notes where ids and times of a span lie. Links keep what they name: it was never part of the workload.
func (t *template) span(start, end int) error {
	t.spans++
	return t.fields(start, end, func(number protowire.Number, kind protowire.Type, start, end int) error {
		switch {
		case number == 1 && end-start == 16:
			t.traceIDs = append(t.traceIDs, int32(start))
		case (number == 2 || number == 4) && end-start == 8:
			t.spanIDs = append(t.spanIDs, int32(start))
		case number == 7 || number == 8:
			t.clocks = append(t.clocks, int32(start))
		case number == 11 && kind == protowire.BytesType: // an event, whose field 1 is its time
			return t.fields(start, end, func(number protowire.Number, kind protowire.Type, start, _ int) error {
				if number == 1 && kind == protowire.Fixed64Type {
					t.clocks = append(t.clocks, int32(start))
				}
				return nil
			})
		}
		return nil
	})
}

// become rewrites the request from the generation that it has to another one.
func (t *template) become(g generation) {
	from := t.current
	for i := range g.traceID {
		from.traceID[i] ^= g.traceID[i]
	}
	low, high := binary.LittleEndian.Uint64(from.traceID[:]), binary.LittleEndian.Uint64(from.traceID[8:])
	span, shift := from.spanID^g.spanID, g.shift-from.shift
	for _, at := range t.traceIDs {
		id := t.body[at : at+16]
		binary.LittleEndian.PutUint64(id, binary.LittleEndian.Uint64(id)^low)
		binary.LittleEndian.PutUint64(id[8:], binary.LittleEndian.Uint64(id[8:])^high)
	}
	for _, at := range t.spanIDs {
		id := t.body[at : at+8]
		binary.LittleEndian.PutUint64(id, binary.LittleEndian.Uint64(id)^span)
	}
	for _, at := range t.clocks {
		clock := t.body[at : at+8]
		binary.LittleEndian.PutUint64(clock, binary.LittleEndian.Uint64(clock)+shift)
	}
	t.current = g
}

// readTemplates reads a workload; index says in which requests each of its traces has spans.
func readTemplates(path string) (templates []*template, index [][]int32, ids [][]byte, err error) {
	requests, _, err := readRequests(path)
	if err != nil {
		return nil, nil, nil, err
	}
	numbers := map[string]int32{}
	for i, body := range requests {
		t, err := newTemplate(body)
		if err != nil {
			return nil, nil, nil, fmt.Errorf("%s, request %d: %w", path, i, err)
		}
		seen := map[int32]bool{}
		for _, at := range t.traceIDs {
			id := string(body[at : at+16])
			n, known := numbers[id]
			if !known {
				n = int32(len(ids))
				numbers[id] = n
				ids, index = append(ids, []byte(id)), append(index, nil)
			}
			if !seen[n] {
				seen[n] = true
				t.traces = append(t.traces, n)
				index[n] = append(index[n], int32(i))
			}
		}
		templates = append(templates, t)
	}
	return templates, index, ids, nil
}
