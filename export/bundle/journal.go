package bundle

import (
	"bytes"
	"cmp"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"probity/data/entry"
	"probity/data/evidence"
	"probity/export"

	jsonx "github.com/go-json-experiment/json"
)

// event is an event with its line read.
type event struct {
	Event
	line    evidence.Line
	hash    string
	entries []entry.Identity
}

func readEvent(e Event) (event, error) {
	out := event{Event: e}
	var err error
	if out.line, err = evidence.ParseLine(e.Line); err != nil {
		return out, err
	}
	out.hash = evidence.Hex(evidence.LineHash(e.Line))
	if text, ok := e.Fields["entries"]; ok {
		var ids []string
		if err := json.Unmarshal([]byte(text), &ids); err != nil {
			return out, fmt.Errorf("its entries are no list: %w", err)
		}
		for _, id := range ids {
			parsed, err := entry.ParseIdentity(id)
			if err != nil {
				return out, err
			}
			out.entries = append(out.entries, parsed)
		}
	}
	return out, nil
}

// inOrder sorts events the way in which they are folded.
func inOrder(a, b event) int {
	return cmp.Or(cmp.Compare(a.line.Clock, b.line.Clock), cmp.Compare(a.line.Replica, b.line.Replica), cmp.Compare(a.line.Seq, b.line.Seq))
}

// fold gives what the events say of each entry they name. An undone event
// counts for nothing; undoing an undo brings it back.
func fold(events []event) map[entry.Identity]export.State {
	void := map[string]bool{}
	for _, e := range slices.Backward(events) {
		if e.Fields["kind"] == "undo" && !void[e.hash] {
			void[e.Fields["undoes"]] = true
		}
	}
	out := map[entry.Identity]export.State{}
	for _, e := range events {
		for _, id := range e.entries {
			s, known := out[id]
			if !known {
				out[id] = s
			}
			if void[e.hash] {
				continue
			}
			switch e.Fields["kind"] {
			case "note":
				at, _ := time.Parse(time.RFC3339Nano, e.Fields["at"])
				s.Notes = append(s.Notes, export.Note{Author: e.Fields["author"], At: at, Text: e.Fields["text"]})
			case "status":
				s.Status = e.Fields["status"]
			}
			out[id] = s
		}
	}
	return out
}

// concerns picks the events that belong to the delivered entries: those that
// name one, those that undo such an event, and those that say how their sources came to be
// shown as they are.
func concerns(events []event, delivered func(entry.Identity) bool, sources map[string]bool) []event {
	var out []event
	picked := map[string]bool{}
	for _, e := range events {
		take := slices.ContainsFunc(e.entries, delivered)
		switch e.Fields["kind"] {
		case "undo":
			take = picked[e.Fields["undoes"]]
		case "import", "read", "withdraw":
			take = sources[e.Fields["source"]]
		}
		if take {
			picked[e.hash] = true
			out = append(out, e)
		}
	}
	return out
}

// chains builds the journal tree of every replica. The lines must be complete,
// from seq 1 on, and each must name the one before.
func chains(events []event) (heads []SealJournal, provers map[string]*evidence.Prover, err error) {
	lines := map[string][]event{}
	for _, e := range events {
		lines[e.line.Replica] = append(lines[e.line.Replica], e)
	}
	provers = map[string]*evidence.Prover{}
	for replica, list := range lines {
		slices.SortFunc(list, func(a, b event) int { return cmp.Compare(a.line.Seq, b.line.Seq) })
		leaves := make([]evidence.Hash, len(list))
		prev := ""
		for i, e := range list {
			if e.line.Seq != int64(i+1) || e.line.Prev != prev {
				return nil, nil, fmt.Errorf("the journal of replica %s is broken at event %d: check the workspace first (probity verify)", replica, i+1)
			}
			prev = e.hash
			leaves[i] = evidence.LeafHash(e.Event.Line)
		}
		provers[replica] = evidence.NewProver(leaves)
		heads = append(heads, SealJournal{
			Replica: replica, Events: int64(len(list)), Head: prev, Root: evidence.Hex(evidence.RootOf(leaves)),
		})
	}
	slices.SortFunc(heads, func(a, b SealJournal) int { return cmp.Compare(a.Replica, b.Replica) })
	return heads, provers, nil
}

// proved is one line of journal.jsonl.
type proved struct {
	Line   string            `json:"line"`
	Salt   string            `json:"salt"`
	Fields map[string]string `json:"fields"`
	Index  int64             `json:"index"`
	Proof  []string          `json:"proof"`
}

func encodeProved(e event, p *evidence.Prover) ([]byte, error) {
	path, err := p.Proof(e.line.Seq - 1)
	if err != nil {
		return nil, err
	}
	out := proved{Line: string(e.Event.Line), Salt: hex.EncodeToString(e.Salt), Fields: e.Fields, Index: e.line.Seq - 1, Proof: []string{}}
	for _, h := range path {
		out.Proof = append(out.Proof, evidence.Hex(h))
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err = enc.Encode(out)
	return b.Bytes(), err // with its LF
}

// checkProved reads a line of journal.jsonl and says what of it does not hold:
// the name of the member and a sentence.
func checkProved(line []byte, heads map[string]SealJournal) (e event, member, problem string) {
	var p proved
	if err := jsonx.Unmarshal(line, &p, jsonx.RejectUnknownMembers(true)); err != nil {
		return e, "", fmt.Sprintf("the line cannot be read (%v)", err)
	}
	salt, err := hex.DecodeString(p.Salt)
	if err != nil {
		return e, "salt", "the salt is not hexadecimal"
	}
	e, err = readEvent(Event{Line: []byte(p.Line), Salt: salt, Fields: p.Fields})
	if err != nil {
		return e, "line", err.Error()
	}
	if evidence.Hex(evidence.Commit(salt, p.Fields)) != e.line.Commitment {
		return e, "fields", fmt.Sprintf("the %s of %s is not what was sealed", whose(p.Fields), p.Fields["at"])
	}
	head, ok := heads[e.line.Replica]
	if !ok {
		return e, "line", "the seal knows no journal " + e.line.Replica
	}
	if p.Index != e.line.Seq-1 {
		return e, "index", fmt.Sprintf("the index is %d and should be %d", p.Index, e.line.Seq-1)
	}
	root, err := evidence.ParseHash(head.Root)
	if err != nil {
		return e, "line", "the root of its journal in seal.json cannot be read"
	}
	path := make([]evidence.Hash, len(p.Proof))
	for i, text := range p.Proof {
		if path[i], err = evidence.ParseHash(text); err != nil {
			return e, "proof", err.Error()
		}
	}
	if !evidence.CheckProof(root, head.Events, p.Index, evidence.LeafHash([]byte(p.Line)), path) {
		return e, "proof", "the proof does not lead to the sealed journal: the line or the proof was changed"
	}
	if e.line.Seq == head.Events && e.hash != head.Head {
		return e, "line", "it is not the last event that was sealed"
	}
	return e, "", ""
}

// decides reports whether an event is a note or decision of a person, or takes
// one back.
func decides(e event) bool {
	switch e.Fields["kind"] {
	case "note", "status", "undo":
		return true
	}
	return false
}

// whose names an event and its author, when it has one.
func whose(fields map[string]string) string {
	if fields["author"] == "" {
		return kindWord(fields["kind"])
	}
	return kindWord(fields["kind"]) + " by " + fields["author"]
}

func kindWord(kind string) string {
	switch kind {
	case "note":
		return "note"
	case "status":
		return "decision"
	}
	return kind + " event"
}
