package vocabulary

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"
	"sync"
)

// Likeness is how a known code differs from the one that was looked up, the likeliest slip first.
type Likeness uint8

// The ways of differing.
const (
	LikeCase        Likeness = iota + 1 // letter case only
	LikeBlanks                          // blanks, and perhaps letter case
	LikePunctuation                     // dots, dashes and the like, and perhaps blanks and letter case
	LikeEdit                            // one or two characters changed, added, dropped or swapped
	LikeStart                           // the code begins with a known one
)

// Suggestion is a known code near to one that is not known.
type Suggestion struct {
	Code     string
	Display  string
	Likeness Likeness
	Distance int // edits, for LikeEdit
}

const (
	// maxSuggestions is how many suggestions are worth showing.
	maxSuggestions = 5
	// maxNearCode is the longest code for which neighbours are sought; the longest managed one is shorter.
	maxNearCode = 64
	// nearCacheSize bounds the memory of answers: the same wrong code tends to recur across documents.
	nearCacheSize = 512
)

// Near returns known codes of a system that resemble code, best first, at most five; version is as for Display. The first
// call for a dictionary reads all its codes and keeps an outline of each, which the others go by; answers are remembered.
func (s *Set) Near(system, version, code string) []Suggestion {
	m := s.systems[system]
	if m == nil || code == "" || len(code) > maxNearCode {
		return nil
	}
	key := nearKey{system, m.resolve(version), code}
	if found, ok := s.near.get(key); ok {
		return found
	}
	var found []Suggestion
	err := s.with(m, func(t *Table) (err error) {
		found, err = nearest(t, key.version, code)
		return err
	})
	if err != nil {
		return nil
	}
	s.near.put(key, found)
	return found
}

type nearKey struct{ system, version, code string }

type nearCache struct {
	mu    sync.Mutex
	known map[nearKey][]Suggestion
}

func (c *nearCache) get(k nearKey) ([]Suggestion, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	found, ok := c.known[k]
	return found, ok
}

func (c *nearCache) put(k nearKey, found []Suggestion) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known == nil || len(c.known) >= nearCacheSize {
		c.known = make(map[nearKey][]Suggestion)
	}
	// The texts may be views of a document, which must not be kept.
	c.known[nearKey{strings.Clone(k.system), strings.Clone(k.version), strings.Clone(k.code)}] = found
}

func nearest(t *Table, version, code string) ([]Suggestion, error) {
	wanted := newSketch([]byte(code))
	limit := 0
	switch n := len(code); {
	case n >= 6:
		limit = 2
	case n >= 3:
		limit = 1
	}
	var best []Suggestion
	outline, err := t.outline()
	if err != nil {
		return nil, err
	}
	for i, known := range outline {
		if !wanted.mayResemble(known, limit) || known.length > maxNearCode {
			continue
		}
		r, err := t.row(i)
		if err != nil {
			return nil, err
		}
		if version != "" && t.versions[r.version] != version {
			continue
		}
		text, err := t.text(r.codeOff, int(r.codeLen))
		if err != nil {
			return nil, err
		}
		s, ok := wanted.compare(text, limit)
		if !ok || len(best) == maxSuggestions && !better(s, best[len(best)-1]) {
			continue
		}
		s.Code = string(text)
		at, _ := slices.BinarySearchFunc(best, s, compareSuggestions)
		best = slices.Insert(best, at, s)
		best = best[:min(len(best), maxSuggestions)]
		if last := best[len(best)-1]; len(best) == maxSuggestions && last.Likeness == LikeEdit {
			limit = min(limit, last.Distance-1) // nothing else is better
		}
	}
	if len(best) == 0 {
		if best, err = start(t, version, code); err != nil {
			return nil, err
		}
	}
	for i := range best {
		if best[i].Display, _, err = t.Display(version, best[i].Code); err != nil {
			return nil, err
		}
	}
	return slices.CompactFunc(best, func(a, b Suggestion) bool { return a.Code == b.Code }), nil
}

// start finds the longest known code of at least three characters that the code begins with.
func start(t *Table, version, code string) ([]Suggestion, error) {
	for n := len(code) - 1; n >= 3; n-- {
		found, err := t.Has(version, code[:n])
		if err != nil {
			return nil, err
		}
		if found {
			return []Suggestion{{Code: strings.Clone(code[:n]), Likeness: LikeStart}}, nil
		}
	}
	return nil, nil
}

func compareSuggestions(a, b Suggestion) int {
	return cmp.Or(cmp.Compare(a.Likeness, b.Likeness), cmp.Compare(a.Distance, b.Distance), cmp.Compare(a.Code, b.Code))
}

func better(a, b Suggestion) bool {
	return cmp.Or(cmp.Compare(a.Likeness, b.Likeness), cmp.Compare(a.Distance, b.Distance)) < 0
}

// sketch is a code in the forms that comparisons need.
type sketch struct {
	lower   []byte // lower case
	letters []byte // lower case, letters and digits only
	bag     uint64
	counts  uint64
}

func newSketch(code []byte) sketch {
	s := sketch{lower: lowered(nil, code), bag: bagOf(code), counts: countsOf(code)}
	s.letters = bare(nil, s.lower)
	return s
}

// mayResemble spares the comparison of most codes: those that neither are made of the same letters and digits nor can be
// within limit edits.
func (s *sketch) mayResemble(known shape, limit int) bool {
	if known.bag&lettersOfBag == s.bag&lettersOfBag {
		return true
	}
	diff := known.length - len(s.lower)
	return limit > 0 && diff <= limit && -diff <= limit && bits.OnesCount64(known.bag^s.bag) <= 2*limit &&
		apart(known.counts, s.counts) <= 2*limit
}

// shape is what is kept of a code to see quickly that it resembles another in no way.
type shape struct {
	bag    uint64
	counts uint64
	length int
}

// shapes makes the outline of a table: one pass over all its codes.
func (t *Table) shapes() ([]shape, error) {
	list := make([]shape, 0, t.Len())
	err := t.scan(func(_ row, code []byte) (bool, error) {
		list = append(list, shape{bagOf(code), countsOf(code), len(code)})
		return true, nil
	})
	return list, err
}

func (s *sketch) compare(known []byte, limit int) (Suggestion, bool) {
	var buf, bareBuf [maxNearCode]byte
	lower := lowered(buf[:0], known)
	if letters := bare(bareBuf[:0], lower); len(letters) > 0 && string(letters) == string(s.letters) {
		switch {
		case string(lower) == string(s.lower):
			return Suggestion{Likeness: LikeCase}, true
		case equalButBlanks(lower, s.lower):
			return Suggestion{Likeness: LikeBlanks}, true
		}
		return Suggestion{Likeness: LikePunctuation}, true
	}
	diff := len(lower) - len(s.lower)
	if limit == 0 || diff > limit || -diff > limit {
		return Suggestion{}, false
	}
	a, b := differing(lower, s.lower)
	d := editDistance(a, b)
	return Suggestion{Likeness: LikeEdit, Distance: d}, d <= limit
}

// lowered appends b with ASCII letters in lower case; letters beyond ASCII stay, since no managed code has one.
func lowered(to, b []byte) []byte {
	for _, c := range b {
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		to = append(to, c)
	}
	return to
}

func bare(to, b []byte) []byte {
	for _, c := range b {
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c >= 0x80 {
			to = append(to, c)
		}
	}
	return to
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

func equalButBlanks(a, b []byte) bool {
	for {
		for len(a) > 0 && isBlank(a[0]) {
			a = a[1:]
		}
		for len(b) > 0 && isBlank(b[0]) {
			b = b[1:]
		}
		if len(a) == 0 || len(b) == 0 {
			return len(a) == len(b)
		}
		if a[0] != b[0] {
			return false
		}
		a, b = a[1:], b[1:]
	}
}

// bagOf is the set of bytes that occur, letter case aside, folded to 64 bits: one edit changes at most two of them.
func bagOf(b []byte) uint64 {
	var bag uint64
	for _, c := range b {
		bag |= bagBits[c]
	}
	return bag
}

// lettersOfBag are the bits of what bare keeps.
const lettersOfBag = 1<<50 - 1

// bagBits gives digits and letters a bit each; other bytes share the rest, those that bare drops the last 14.
var bagBits = func() (table [256]uint64) {
	for c := range table {
		switch {
		case c >= '0' && c <= '9':
			table[c] = 1 << (c - '0')
		case c >= 'a' && c <= 'z':
			table[c] = 1 << (10 + c - 'a')
		case c >= 'A' && c <= 'Z':
			table[c] = 1 << (10 + c - 'A')
		case c >= 0x80:
			table[c] = 1 << (36 + c%14)
		default:
			table[c] = 1 << (50 + c%14)
		}
	}
	return table
}()

// countsOf counts the bytes of a code in sixteen groups of four bits each: a group for every digit, five for letters
// whatever their case, one for the rest. A group that is full stays so.
func countsOf(b []byte) uint64 {
	var counts uint64
	for _, c := range b {
		group := 15
		switch {
		case c >= '0' && c <= '9':
			group = int(c - '0')
		case c|0x20 >= 'a' && c|0x20 <= 'z':
			group = 10 + int(c|0x20)%5
		}
		if counts>>(4*group)&15 < 15 {
			counts += 1 << (4 * group)
		}
	}
	return counts
}

// apart is the sum of the differences of two counts; one edit changes at most two groups by one.
func apart(a, b uint64) int {
	n := 0
	for ; a != b; a, b = a>>4, b>>4 {
		d := int(a&15) - int(b&15)
		n += max(d, -d)
	}
	return n
}

// differing drops what two codes begin and end with in common, which does not change their distance.
func differing(a, b []byte) ([]byte, []byte) {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	return a, b
}

// editDistance counts changed, added, dropped and swapped neighbouring bytes (optimal string alignment).
func editDistance(a, b []byte) int {
	var rows [3][maxNearCode + 1]int
	for j := range len(b) + 1 {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		cur, prev, older := &rows[i%3], &rows[(i+2)%3], &rows[(i+1)%3]
		cur[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d := min(prev[j]+1, cur[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, older[j-2]+1)
			}
			cur[j] = d
		}
	}
	return rows[len(a)%3][len(b)]
}
