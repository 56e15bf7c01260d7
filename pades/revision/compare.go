package revision

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"github.com/fselint/fselint/cda/pdffile"
)

// comparison walks through a signed document and the present one side by side, from the trailer along equal paths, and notes
// where they differ. Every reference is followed at every place where it stands, and what is found there is judged by the rule of
// that place: a pair of objects is compared once for every role and rule, so that no other use of it can silence a strict one.
// What the grammar does not name must be equal all the way down.
type comparison struct {
	old, now  *pdffile.File
	cover     *Coverage
	revisions []Revision
	limits    Limits

	steps    int
	seen     map[visited]bool
	waiting  []pair
	recorded map[changeKey]bool
	// sighted are the numbers of the present document's objects that were compared.
	sighted map[int]bool
	// samePage are the pairs of pages that stand at the same place of both page trees, pageOf the page numbers of the present
	// document by object number, pages how many there are.
	samePage map[[2]object]bool
	pageOf   map[int]int
	pages    int
	// boxes are the sizes of the present document's pages, in their order.
	boxes []float64
	// annotations are the lists of annotations, which are compared after the form.
	annotations []pair

	oldForm, nowForm *form
	// fields are the pairs of fields and widgets that were compared as such; fresh are the widgets that came with a signature.
	fields map[[2]int]bool
	fresh  map[int]bool
	// plumbing is the rule for entries of the form that signing changes.
	plumbing rule
	exceeded bool
}

// object names an indirect object; the zero value stands for a direct one.
type object struct{ num, gen int }

func objectOf(o types.Object) (object, bool) {
	num, gen, ok := pdffile.Reference(o)
	return object{num, gen}, ok
}

// visited is a comparison that has been made, or is to be made.
type visited struct {
	old, now object
	role     role
	rule     rule
	field    string // where the rule depends on it
}

// pair are values still to be compared.
type pair struct {
	old, now types.Object
	at       place
}

// place says where a value stands and what may happen to it.
type place struct {
	what   What
	role   role
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
func (p place) in(what What, as role, r rule) place {
	p.what, p.role, p.rule = what, as, r
	return p
}

// never is the place as one in which nothing may differ.
func (p place) never(what What) place { return p.in(what, anything, ruleNever) }

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
	if at.role == pointer {
		c.points(old, now, at)
		return
	}
	on, oldRef := objectOf(old)
	nn, nowRef := objectOf(now)
	if !oldRef && !nowRef {
		c.values(old, now, at)
		return
	}
	if oldRef && nowRef && !c.visit(on, nn, at) {
		return
	}
	if nowRef {
		at.object = nn.num
		c.sighted[nn.num] = true
	}
	c.waiting = append(c.waiting, pair{c.old.Deref(old), c.now.Deref(now), at})
}

// drain compares what is waiting, first come first served.
func (c *comparison) drain() {
	for i := 0; i < len(c.waiting) && !c.exceeded; i++ {
		p := c.waiting[i]
		c.waiting[i] = pair{}
		c.values(p.old, p.now, p.at)
	}
	c.waiting = c.waiting[:0]
}

// visit notes that two objects are compared at a place and returns false when they were before, by the same rule or a stricter one.
func (c *comparison) visit(on, nn object, at place) bool {
	v := visited{old: on, now: nn, role: at.role, rule: at.rule}
	strict := visited{old: on, now: nn}
	if at.rule == ruleFill || at.rule == ruleSigning {
		v.field = at.field
	}
	if c.seen[v] || c.seen[strict] {
		return false
	}
	c.seen[v] = true
	c.sighted[nn.num] = true
	c.located(on, nn, at)
	return true
}

// located notes an object that a later cross-reference takes from another place of the signed bytes, or that lay there unused: it
// was put there before the signature was made.
func (c *comparison) located(on, nn object, at place) {
	before, wasThere := c.old.ObjectLocation(nn.num)
	after, isThere := c.now.ObjectLocation(nn.num)
	if !isThere || nn.gen != 0 || after.Offset >= c.cover.End || !c.old.SoundXref() {
		return // where the signed bytes have no cross-reference, what was in use is a guess
	}
	at.object = nn.num
	at = at.never(PartCrossRef)
	switch {
	case on == nn && (!wasThere || before != after):
		c.record(at, Changed, "the signed bytes hold two versions of the object, and a later cross-reference takes the other one")
	case on != nn && (!wasThere || c.old.Deref(*types.NewIndirectRef(nn.num, 0)) == nil):
		c.record(at, Changed, "it stood in the signed bytes without being used")
	}
}

// points compares references that only name something which is compared in its own place: the same object, or the page at the same
// place.
func (c *comparison) points(old, now types.Object, at place) {
	on, oldRef := objectOf(old)
	nn, nowRef := objectOf(now)
	if oldRef && nowRef {
		if on != nn && !c.samePage[[2]object{on, nn}] {
			c.record(at, Changed, "it refers to another object")
		}
		return
	}
	a, b := c.old.Deref(old), c.now.Deref(now)
	if !isArray(a) {
		at.role = anything
	}
	c.values(a, b, at)
}

// values compares two values that are no references.
func (c *comparison) values(old, now types.Object, at place) {
	switch {
	case old == nil && now == nil:
		return
	case at.role == inStructKids || at.role == inStructTree && isArray(now):
		c.growing(old, now, at)
		return
	case at.role == inAnnotations:
		c.annotations = append(c.annotations, pair{old, now, at}) // after the form
		return
	case at.role == inStructRoot && old == nil:
		old = types.Dict{}
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

func isArray(o types.Object) bool {
	_, ok := o.(types.Array)
	return ok
}

// dicts compares dictionaries entry by entry.
func (c *comparison) dicts(old, now types.Dict, at place) {
	for _, key := range unionKeys(old, now) {
		if at.role == inPages && key == "Kids" {
			continue
		}
		c.diff(old[key], now[key], at.under(key))
	}
}

// unionKeys are the keys of both dictionaries, sorted.
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

// arrays compares arrays item by item; what one has more is added or removed.
func (c *comparison) arrays(old, now types.Array, at place) {
	if at.role == inFileNames {
		c.files(old, now, at)
		return
	}
	from := 0
	if c.destination(old, now) {
		from = 1
	}
	both := min(len(old), len(now))
	for i := from; i < both; i++ {
		c.diff(old[i], now[i], at.item(i))
	}
	switch {
	case len(now) > both:
		c.record(at.item(both), Added, plural(len(now)-both, "item"))
	case len(old) > both:
		c.record(at.item(both), Removed, plural(len(old)-both, "item"))
	}
}

// match pairs the items of two lists that are the same object, in their order; -1 stands for an item that the other list has not.
func (c *comparison) match(before, after types.Array) [][2]int {
	if !c.charge(len(before) + len(after)) {
		return nil
	}
	return align(keysOf(before), keysOf(after))
}

// keysOf names the items of a list: references by their object, numbers and strings by their value, others all alike.
func keysOf(list types.Array) []string {
	keys := make([]string, len(list))
	for i, o := range list {
		switch v := o.(type) {
		case types.Dict, types.Array, types.StreamDict, nil:
		case types.IndirectRef:
			keys[i] = fmt.Sprintf("%d %d R", v.ObjectNumber, v.GenerationNumber)
		default:
			keys[i] = fmt.Sprint(v)
		}
	}
	return keys
}

// align pairs equal keys of two lists in order.
func align(before, after []string) [][2]int {
	where := map[string]int{}
	for i, key := range before {
		where[key] = i
	}
	var out [][2]int
	next := 0
	for j, key := range after {
		i, known := where[key]
		if next < len(before) && before[next] == key {
			i, known = next, true
		}
		if !known || i < next {
			out = append(out, [2]int{-1, j})
			continue
		}
		for ; next < i; next++ {
			out = append(out, [2]int{next, -1})
		}
		out = append(out, [2]int{i, j})
		next++
	}
	for ; next < len(before); next++ {
		out = append(out, [2]int{next, -1})
	}
	return out
}

// destination says whether both arrays are destinations (ISO 32000-1 12.3.2.2) on the same page.
func (c *comparison) destination(old, now types.Array) bool {
	if len(old) < 2 || len(now) < 2 {
		return false
	}
	on, ok1 := objectOf(old[0])
	nn, ok2 := objectOf(now[0])
	_, named := old[1].(types.Name)
	return ok1 && ok2 && named && c.samePage[[2]object{on, nn}]
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// streams compares the data as they are stored, filters included: who changes a document later has no need to store them in
// another way, and readers do not agree about damaged ones.
func (c *comparison) streams(old, now types.StreamDict, at place) {
	if at.role != anything { // a stream where the grammar knows a dictionary
		at = at.never(at.what)
	}
	if !bytes.Equal(old.Raw, now.Raw) {
		c.record(at, c.shortened(old, now), fmt.Sprintf("%d bytes instead of %d", len(now.Raw), len(old.Raw)))
	}
	c.dicts(old.Dict, now.Dict, at)
}

// shortened is Removed when the present data are the old ones without a part of them, otherwise Changed.
func (c *comparison) shortened(old, now types.StreamDict) string {
	if !c.charge((len(old.Raw) + len(now.Raw)) / 64) {
		return Changed
	}
	a, err1 := c.old.Stream(old)
	b, err2 := c.now.Stream(now)
	if err1 != nil || err2 != nil {
		return Changed
	}
	a, b = bytes.TrimSpace(a), bytes.TrimSpace(b)
	head := 0
	for head < min(len(a), len(b)) && a[head] == b[head] {
		head++
	}
	if bytes.HasSuffix(a, b[head:]) && len(b) < len(a) {
		return Removed
	}
	return Changed
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
	if x, ok := number(a); ok {
		y, ok := number(b)
		return ok && x == y
	}
	switch x := a.(type) {
	case types.Name:
		y, ok := b.(types.Name)
		return ok && x == y
	case types.Boolean:
		y, ok := b.(types.Boolean)
		return ok && x == y
	}
	return false
}

func number(o types.Object) (float64, bool) {
	switch n := o.(type) {
	case types.Integer:
		return float64(n), true
	case types.Float:
		return float64(n), true
	}
	return 0, false
}
