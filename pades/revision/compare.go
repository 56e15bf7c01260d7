package revision

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/pades/internal/doctree"
)

// comparison walks through a signed document and the present one side by side, from the trailer along equal paths, and
// notes where they differ. What a difference means depends on the path, so the parts of a document are compared one after
// the other, those first in which nothing may change: an object that two parts share counts for the first.
type comparison struct {
	old, now  *pdffile.File
	cover     *Coverage
	revisions []Revision
	limits    Limits

	steps    int
	decoded  int64 // bytes of streams decoded for comparison
	seen     map[[2]int]bool
	anchors  map[int]bool // objects that are compared in their own place, whoever refers to them
	waiting  []pair
	recorded map[changeKey]bool
	// sighted are the numbers of the present document's objects that were compared.
	sighted map[int]bool

	oldPages, nowPages *doctree.Pages
	oldForm, nowForm   *doctree.Form
	// plumbing is the rule for entries of the form that signing changes.
	plumbing rule
	// prepared is an object that stood in the signed bytes unused and is in use now, 0 when there is none.
	prepared int
	exceeded bool
}

// pair are values still to be compared.
type pair struct {
	old, now types.Object
	at       place
}

// place says where a value stands and what may happen to it.
type place struct {
	what   What
	rule   rule
	page   int
	object int    // number of the present document's indirect object
	field  string // qualified name
	path   *step
}

// step is a path from the trailer, backwards.
type step struct {
	up   *step
	key  string // of a dictionary, "" in an array
	item int
}

func (s *step) String() string {
	var parts []string
	for ; s != nil && len(parts) < 64; s = s.up {
		if s.key == "" {
			parts = append(parts, fmt.Sprintf("[%d]", s.item))
			continue
		}
		parts = append(parts, "/"+s.key)
	}
	slices.Reverse(parts)
	return strings.TrimPrefix(strings.Join(parts, ""), "/")
}

func (p place) entry(key string) place {
	p.path = &step{up: p.path, key: key}
	return p
}

func (p place) item(i int) place {
	p.path = &step{up: p.path, item: i}
	return p
}

// in is the place as part of something else.
func (p place) in(what What, r rule) place {
	p.what, p.rule = what, r
	return p
}

type changeKey struct {
	object, page int
	what         What
	field, kind  string
	allowed      bool
}

// maxDecoded bounds the streams decoded to see whether they differ; beyond it streams with other bytes count as different.
const maxDecoded = 128 << 20

// spend counts one step of the work; false when there are too many.
func (c *comparison) spend() bool { return c.charge(1) }

// charge counts steps of the work.
func (c *comparison) charge(steps int) bool {
	c.steps += steps
	c.exceeded = c.exceeded || c.steps > c.limits.Steps
	return !c.exceeded
}

// diff compares two values, which may be references. What is referred to is compared later, by drain.
func (c *comparison) diff(old, now types.Object, at place) {
	if !c.spend() {
		return
	}
	on, _, oldRef := pdffile.Reference(old)
	nn, _, nowRef := pdffile.Reference(now)
	switch {
	case !oldRef && !nowRef:
		c.values(old, now, at)
		return
	case oldRef && nowRef:
		if c.anchors[on] || c.anchors[nn] {
			if !c.sameAnchor(on, nn) {
				c.record(at, Changed, "it refers to another object")
			}
			return
		}
		if !c.visit(on, nn, at) {
			return
		}
	case nowRef && c.anchors[nn], oldRef && c.anchors[on]:
		return
	}
	if nowRef {
		at.object = nn
	}
	c.waiting = append(c.waiting, pair{c.old.Deref(old), c.now.Deref(now), at})
}

// drain compares what is waiting.
func (c *comparison) drain() {
	for len(c.waiting) > 0 && !c.exceeded {
		last := len(c.waiting) - 1
		p := c.waiting[last]
		c.waiting = c.waiting[:last]
		c.values(p.old, p.now, p.at)
	}
}

// visit notes that two objects are compared and returns false when they were before. An object whose place in the file is
// another one within the signed bytes was put there before the signature was made.
func (c *comparison) visit(on, nn int, at place) bool {
	key := [2]int{on, nn}
	if c.seen[key] {
		return false
	}
	c.seen[key] = true
	c.sighted[nn] = true
	before, wasThere := c.old.ObjectLocation(nn)
	after, isThere := c.now.ObjectLocation(nn)
	if !isThere || after.Offset >= c.cover.End || !c.old.SoundXref() {
		return true // where the signed bytes have no cross-reference, what was in use is a guess
	}
	switch {
	case on == nn && (!wasThere || before != after):
		c.prepared = nn
		at.object = nn
		at.what, at.rule = PartCrossRef, ruleNever
		c.record(at, Changed, "the signed bytes hold two versions of the object, and a later cross-reference takes the other one")
	case on != nn && (!wasThere || c.old.Deref(*types.NewIndirectRef(nn, 0)) == nil):
		c.prepared = nn
		at.object = nn
		at.what, at.rule = PartCrossRef, ruleNever
		c.record(at, Changed, "it stood in the signed bytes without being used")
	}
	return true
}

// sameAnchor says whether two references lead to the same place: the same object or the page of the same number.
func (c *comparison) sameAnchor(on, nn int) bool {
	if on == nn {
		return true
	}
	i, ok1 := c.oldPages.Index[on]
	j, ok2 := c.nowPages.Index[nn]
	return ok1 && ok2 && i == j
}

// values compares two values that are no references.
func (c *comparison) values(old, now types.Object, at place) {
	switch {
	case old == nil && now == nil:
		return
	case old == nil:
		c.record(at, Added, "")
		return
	case now == nil:
		c.record(at, Removed, "")
		return
	}
	switch o := old.(type) {
	case types.Dict:
		if n, ok := now.(types.Dict); ok {
			c.dicts(o, n, at)
			return
		}
	case types.StreamDict:
		if n, ok := now.(types.StreamDict); ok {
			c.streams(o, n, at)
			return
		}
	case types.Array:
		if n, ok := now.(types.Array); ok {
			c.arrays(o, n, at)
			return
		}
	default:
		if equalScalars(c.old, c.now, old, now) {
			return
		}
	}
	c.record(at, Changed, "")
}

// dicts compares dictionaries entry by entry, but not those named.
func (c *comparison) dicts(old, now types.Dict, at place, except ...string) {
	for _, key := range unionKeys(old, now) {
		if slices.Contains(except, key) {
			continue
		}
		if key == "Parent" || key == "P" {
			if isReference(old[key]) || isReference(now[key]) {
				continue // the way back up
			}
		}
		child := at.entry(key)
		if at.what == PartResource && key == "Font" {
			child.what = PartFont
		}
		c.diff(old[key], now[key], child)
	}
}

func unionKeys(a, b types.Dict) []string {
	keys := slices.Collect(maps.Keys(a))
	for k := range b {
		if _, both := a[k]; !both {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	return keys
}

func isReference(o types.Object) bool {
	_, _, ok := pdffile.Reference(o)
	return ok
}

// arrays compares arrays item by item; what one has more is added or removed.
func (c *comparison) arrays(old, now types.Array, at place) {
	both := min(len(old), len(now))
	for i := range both {
		c.diff(old[i], now[i], at.item(i))
	}
	switch {
	case len(now) > both:
		c.record(at.item(both), Added, plural(len(now)-both, "item"))
	case len(old) > both:
		c.record(at.item(both), Removed, plural(len(old)-both, "item"))
	}
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// streams compares the decoded data and then the dictionaries, but for the entries that only say how data are stored.
func (c *comparison) streams(old, now types.StreamDict, at place) {
	if !bytes.Equal(old.Raw, now.Raw) {
		if kind, differ := c.contents(old, now); differ {
			c.record(at, kind, fmt.Sprintf("%d bytes instead of %d", len(now.Raw), len(old.Raw)))
		}
	}
	c.dicts(old.Dict, now.Dict, at, "Length", "Filter", "DecodeParms")
}

// contents decodes two streams and says how they differ: Removed when the present one is the old one without a part of it.
func (c *comparison) contents(old, now types.StreamDict) (string, bool) {
	if c.decoded > maxDecoded {
		return Changed, true
	}
	a, err1 := c.old.Stream(old)
	b, err2 := c.now.Stream(now)
	c.decoded += int64(len(a) + len(b))
	switch {
	case err1 != nil || err2 != nil:
		return Changed, true
	case bytes.Equal(a, b):
		return "", false
	}
	a, b = bytes.TrimSpace(a), bytes.TrimSpace(b)
	head := 0
	for head < min(len(a), len(b)) && a[head] == b[head] {
		head++
	}
	if bytes.HasSuffix(a, b[head:]) && len(b) < len(a) {
		return Removed, true
	}
	return Changed, true
}

// equalScalars compares numbers, names, strings and booleans.
func equalScalars(f, g *pdffile.File, a, b types.Object) bool {
	if x, ok := a.(types.HexLiteral); ok { // the value of a signature is long
		if y, ok := b.(types.HexLiteral); ok && x == y {
			return true
		}
	}
	if x, ok := f.Bytes(a); ok {
		y, ok := g.Bytes(b)
		return ok && bytes.Equal(x, y)
	}
	switch x := a.(type) {
	case types.Integer:
		switch y := b.(type) {
		case types.Integer:
			return x == y
		case types.Float:
			return float64(x) == float64(y)
		}
		return false
	case types.Float:
		switch y := b.(type) {
		case types.Integer:
			return float64(x) == float64(y)
		case types.Float:
			return x == y
		}
		return false
	case types.Name:
		y, ok := b.(types.Name)
		return ok && x == y
	case types.Boolean:
		y, ok := b.(types.Boolean)
		return ok && x == y
	}
	return false
}
