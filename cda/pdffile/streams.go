package pdffile

import (
	"bytes"
	"strings"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// stream reads the stream that follows its dictionary. The data are not copied.
func (r *reader) stream(d types.Dict) (types.StreamDict, error) {
	r.token()
	r.skipStreamEOL()
	length, known, err := r.streamLength(d)
	if err != nil {
		return types.StreamDict{}, err
	}
	start := r.pos
	var raw []byte
	if known && r.endsAt(int64(start)+length) {
		raw = r.data[start : int64(start)+max(length, 0)]
		r.pos = start + len(raw)
	} else {
		r.repaired = true
		raw = r.untilEndstream()
		if err := r.budget.spend(int64(len(raw))); err != nil {
			return types.StreamDict{}, err
		}
	}
	word := r.token()
	switch {
	case word == "endobj":
		r.pos -= len(word)
	case len(word) > len("endstream") && strings.HasPrefix(word, "endstream"):
		r.pos -= len(word) - len("endstream")
	case word != "endstream":
		return types.StreamDict{}, r.errorf("endstream expected, %.20q found", word)
	}
	if known {
		d["Length"] = types.Integer(length)
	}
	n := int64(len(raw))
	return types.StreamDict{Dict: d, StreamOffset: int64(start), StreamLength: &n, Raw: raw}, nil
}

// streamLength returns the value of /Length, reading the object it refers to. The position is kept.
func (r *reader) streamLength(d types.Dict) (int64, bool, error) {
	o, present := d["Length"]
	if !present {
		return 0, false, nil
	}
	if num, gen, ok := Reference(o); ok {
		at := r.pos
		s, err := r.load1(objectKey{int64(num), gen}, d["Type"] == types.Name("ObjStm"))
		r.pos = at
		if err != nil {
			return 0, false, err
		}
		if !s.known {
			return 0, false, r.errorf("the length of a stream could not be read")
		}
		if s.value == nil {
			return 0, false, nil
		}
		o = s.value
	}
	switch n := o.(type) {
	case types.Integer:
		return int64(n), true, nil
	case types.Float:
		return int64(n), true, nil
	}
	return 0, false, r.errorf("the length of a stream is no number")
}

// endsAt says whether endstream follows at the offset. The position is kept.
func (r *reader) endsAt(offset int64) bool {
	if offset < 0 || offset > int64(len(r.data)) {
		return false
	}
	at := r.pos
	r.pos = int(offset)
	r.skipSpaces()
	ok := r.at("endstream")
	r.pos = at
	return ok
}

var (
	endstream = []byte("endstream")
	endobj    = []byte("endobj")
)

// untilEndstream returns the data up to the next endstream or endobj and moves there. The line end before the keyword
// does not belong to binary data; text keeps it, and so does a single carriage return.
func (r *reader) untilEndstream() []byte {
	r.pos = min(r.pos, len(r.data))
	rest := r.data[r.pos:]
	end := bytes.Index(rest, endstream)
	if end < 0 {
		end = len(rest)
	}
	if i := bytes.Index(rest[:end], endobj); i >= 0 {
		end = i
	}
	r.pos += end
	raw := rest[:end]
	if !looksBinary(raw) {
		return raw
	}
	if bytes.HasSuffix(raw, []byte("\n")) {
		raw = bytes.TrimSuffix(raw[:len(raw)-1], []byte("\r"))
	}
	return raw
}

// looksBinary is the reference's guess: short data are binary, others when one of the first ten bytes is no text.
func looksBinary(raw []byte) bool {
	if len(raw) <= 10 {
		return true
	}
	for _, c := range raw[:10] {
		if c < 0x09 || c >= 0x80 || c > 0x0A && c < 0x20 && c != 0x0D {
			return true
		}
	}
	return false
}

// numbered is an object of an object stream.
type numbered struct {
	num  int64
	slot slot
}

// parseObjectStream reads all objects of an object stream, or none.
func (r *reader) parseObjectStream(s types.StreamDict) ([]numbered, error) {
	data, err := r.decode(s)
	if err != nil {
		return nil, err
	}
	p := &parser{lexer: lexer{data: data}, maxDepth: r.maxDepth, budget: r.budget}
	index, first, err := p.objectStreamIndex(s.Dict)
	if err != nil {
		return nil, err
	}
	found := make([]numbered, 0, len(index))
	for _, offset := range sortedKeys(index) {
		if at := first + offset; at > 0 && int64(p.pos) < at {
			if at > int64(len(data)) {
				return nil, p.errorf("object behind the end of its stream")
			}
			p.pos = int(at)
		}
		p.refs = nil
		value, ok, err := p.object()
		if err != nil {
			return nil, err
		}
		if _, broken := value.(brokenRef); broken {
			value, ok = nil, false
		}
		found = append(found, numbered{index[offset], slot{value: value, known: ok, refs: p.refs}})
	}
	return found, nil
}

// objectStreamIndex reads the table at the start of an object stream: object numbers by offset from /First.
func (p *parser) objectStreamIndex(d types.Dict) (map[int64]int64, int64, error) {
	count, ok1 := longEntry(d, "N")
	first, ok2 := longEntry(d, "First")
	if !ok1 || !ok2 || count < 0 || first < 0 {
		return nil, 0, p.errorf("object stream without /N or /First")
	}
	index := map[int64]int64{}
	for limit := int64(p.pos) + first - 1; count > 0 && int64(p.pos) < limit; count-- {
		num, err := p.objectNumber()
		if err != nil {
			return nil, 0, err
		}
		offset, err := p.long()
		if err != nil {
			return nil, 0, err
		}
		index[int64(int32(offset))] = num
	}
	return index, first, nil
}

// trimmed is Java's String.trim.
func trimmed(s string) string { return strings.Trim(s, javaBlanks) }
