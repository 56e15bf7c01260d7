package registry

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// maxNearMisses bounds the near misses of a look-up: people read the first.
const maxNearMisses = 5

// Field is one of the three values that are compared.
type Field string

// The fields, named as the token's claims name them without their prefix.
const (
	FieldVendor      Field = "vendor"
	FieldApplication Field = "application"
	FieldVersion     Field = "version"
)

var fields = [3]Field{FieldVendor, FieldApplication, FieldVersion}

// Fold names the first of a series of ever coarser comparisons under which two different values are equal.
type Fold string

// Folds, from fine to coarse. Each includes the ones before it.
const (
	FoldNone          Fold = ""               // not equal under any
	FoldCase          Fold = "case"           // upper and lower case
	FoldBlanks        Fold = "blanks"         // blanks and underscores, whatever their number and kind
	FoldAccents       Fold = "accents"        // accents and look-alike letters
	FoldPunctuation   Fold = "punctuation"    // all punctuation dropped: "S.R.L." and "SRL"
	FoldCompanyForm   Fold = "company form"   // vendors: a trailing srl, spa, ... dropped
	FoldVersionPrefix Fold = "version prefix" // versions: a leading "v", "ver." or "versione" dropped
	FoldTrailingZeros Fold = "trailing zeros" // versions: "5" and "5.0"
)

// FieldDiff is one field of a near miss that is not equal.
type FieldDiff struct {
	Field    Field
	Found    string // the value asked for
	Expected string // the value of the row, or that one of its equivalent values which is nearest
	Fold     Fold   // under which the two are equal; FoldNone if they are not
	Diffs    []Diff
}

// NearMiss is a row that is not equal but comes near: every differing field is similar, or just one differs.
type NearMiss struct {
	Row    *Row
	Fields []FieldDiff // at least one; a field that is not listed is equal
}

// nearIndex holds each distinct value of a field once, so that a look-up aligns it once. It is made when the first
// look-up finds nothing equal: most runs never need it.
type nearIndex struct {
	once   sync.Once
	values [3][]value
	rows   [][3][]int32 // per row and field: the indexes of its own and its equivalent values
}

// value is a text of the registry, prepared for comparison. Longer texts than maxAligned have no chars.
type value struct {
	text       string
	keys       []string // under each fold of its field
	chars      []char
	separators int // how many of chars are cheap to miss
}

func newValue(field Field, s string) value {
	v := value{text: s, keys: foldKeys(field, s)}
	if runes := []rune(s); len(runes) <= maxAligned {
		v.chars = charsOf(runes)
	}
	for i := range v.chars {
		if gapCost(&v.chars[i]) == costSlip {
			v.separators++
		}
	}
	return v
}

func (r *Registry) buildIndex() {
	var known [3]map[string]int32
	for f := range known {
		known[f] = map[string]int32{}
	}
	for i := range r.Rows {
		row := &r.Rows[i]
		var ids [3][]int32
		for f, texts := range [3][]string{
			append([]string{row.Vendor}, row.EquivalentVendors...), {row.Application}, append([]string{row.Version}, row.EquivalentVersions...),
		} {
			for _, text := range texts {
				id, ok := known[f][text]
				if !ok {
					id = int32(len(r.index.values[f]))
					known[f][text] = id
					r.index.values[f] = append(r.index.values[f], newValue(fields[f], text))
				}
				ids[f] = append(ids[f], id)
			}
		}
		r.index.rows = append(r.index.rows, ids)
	}
}

// maxCells bounds the work of aligning one asked value with all values of its field, in cells of alignment tables. The
// national list needs about a tenth of it at worst.
const maxCells = 20_000_000

// far marks values that have too little in common.
const far = 1 << 20

// nearMisses ranks the rows: fewest dissimilar fields, then fewest differing fields, then least cost, then newest.
func (r *Registry) nearMisses(vendor, application, version string) []NearMiss {
	r.index.once.Do(r.buildIndex)
	asked := [3]string{vendor, application, version}
	var costs [3][]int32
	for f := range costs {
		costs[f] = r.costs(f, asked[f])
	}
	type ranked struct {
		row                    int
		best                   [3]int32 // per field: the nearest value
		dissimilar, diff, cost int
	}
	var all []ranked
	for i, ids := range r.index.rows {
		k := ranked{row: i}
		for f := range ids {
			best := slices.MinFunc(ids[f], func(a, b int32) int { return cmp.Compare(costs[f][a], costs[f][b]) })
			k.best[f] = best
			switch c := int(costs[f][best]); {
			case c >= far:
				k.dissimilar++
				k.diff++
			case c > 0:
				k.diff++
				k.cost += c
			}
		}
		// A row with one dissimilar field tells something only if the other two are equal.
		if k.dissimilar == 0 || k.dissimilar == 1 && k.diff == 1 {
			all = append(all, k)
		}
	}
	slices.SortStableFunc(all, func(a, b ranked) int {
		return cmp.Or(cmp.Compare(a.dissimilar, b.dissimilar), cmp.Compare(a.diff, b.diff), cmp.Compare(a.cost, b.cost),
			r.Rows[b.row].Date.Compare(r.Rows[a.row].Date))
	})
	var out []NearMiss
	seen := map[[3]int32]bool{}
	for _, k := range all {
		if seen[k.best] {
			continue
		}
		seen[k.best] = true
		miss := NearMiss{Row: &r.Rows[k.row]}
		for f, field := range fields {
			if expected := r.index.values[f][k.best[f]].text; expected != asked[f] {
				fold := foldOf(field, foldKeys(field, asked[f]), foldKeys(field, expected))
				miss.Fields = append(miss.Fields, FieldDiff{field, asked[f], expected, fold, Compare(asked[f], expected)})
			}
		}
		if out = append(out, miss); len(out) == maxNearMisses {
			break
		}
	}
	return out
}

// costs returns for each distinct value of a field how far it is from the asked one: 0 for equal, far for values that
// have too little in common to be a slip.
func (r *Registry) costs(f int, asked string) []int32 {
	out := make([]int32, len(r.index.values[f]))
	a := newValue(fields[f], asked)
	cells := maxCells
	var t table
	for i := range r.index.values[f] {
		v := &r.index.values[f][i]
		if v.text == asked {
			continue
		}
		out[i] = far
		if fold := foldOf(fields[f], a.keys, v.keys); fold != FoldNone {
			out[i] = foldCosts[fold]
		}
		limit := int32(costChange * max(1, max(len(a.chars), len(v.chars))/4))
		if a.chars == nil || v.chars == nil || leastCost(&a, v) > limit {
			continue
		}
		if cells -= len(a.chars) * len(v.chars); cells < 0 {
			continue
		}
		if c := t.fill(a.chars, v.chars).at(len(a.chars), len(v.chars)); c <= limit {
			out[i] = min(out[i], c)
		}
	}
	return out
}

// leastCost is a lower bound of the cost of aligning two values: the surplus of the longer one has to be dropped.
func leastCost(a, b *value) int32 {
	if len(a.chars) < len(b.chars) {
		a, b = b, a
	}
	surplus := len(a.chars) - len(b.chars)
	cheap := min(surplus, a.separators)
	return int32(costSlip*cheap + costChange*(surplus-cheap))
}

// foldOf names the finest fold under which two different values are equal, given by their fold keys.
func foldOf(field Field, a, b []string) Fold {
	for i, fold := range foldsOf[field] {
		if a[i] != "" && a[i] == b[i] {
			return fold
		}
	}
	return FoldNone
}

// foldsOf lists the folds of a field in the order of foldKeys.
var foldsOf = map[Field][]Fold{
	FieldVendor:      {FoldCase, FoldBlanks, FoldAccents, FoldPunctuation, FoldCompanyForm},
	FieldApplication: {FoldCase, FoldBlanks, FoldAccents, FoldPunctuation},
	FieldVersion:     {FoldCase, FoldBlanks, FoldAccents, FoldPunctuation, FoldVersionPrefix, FoldTrailingZeros},
}

// foldCosts bounds the cost of values that are equal under a fold, however many characters differ: all upper case is one
// slip, not twenty.
var foldCosts = map[Fold]int32{
	FoldCase: 2, FoldBlanks: 3, FoldAccents: 4, FoldPunctuation: 5, FoldVersionPrefix: 5, FoldTrailingZeros: 6, FoldCompanyForm: 8,
}

// foldKeys returns the value under each fold of the field.
func foldKeys(field Field, s string) []string {
	lower := strings.ToLower(s)
	blanks := strings.Join(strings.FieldsFunc(lower, func(c rune) bool { return isBlank(c) || c == '_' }), " ")
	accents := strings.Map(func(c rune) rune {
		if unicode.Is(unicode.Mn, c) || unicode.Is(unicode.Cf, c) {
			return -1
		}
		return unicode.ToLower(plain(c))
	}, norm.NFC.String(blanks))
	keys := []string{lower, blanks, accents}
	switch field {
	case FieldVendor:
		bare := dropPunct(accents)
		return append(keys, bare, dropCompanyForm(bare))
	case FieldVersion:
		// In a version the full stops part the numbers, so they stay: "1.10" is not "11.0".
		marks := strings.Map(func(c rune) rune {
			if c != '.' && (isPunct(c) || c == ' ') {
				return -1
			}
			return c
		}, accents)
		number := dropVersionPrefix(marks)
		return append(keys, marks, number, dropTrailingZeros(number))
	}
	return append(keys, dropPunct(accents))
}

func dropPunct(s string) string {
	return strings.Map(func(c rune) rune {
		if isPunct(c) || c == ' ' {
			return -1
		}
		return c
	}, s)
}

// dropCompanyForm cuts the forms in which Italian companies are registered.
func dropCompanyForm(s string) string {
	for _, form := range []string{"srls", "srlu", "srl", "spa", "sapa", "sas", "snc", "scarl", "scrl", "coop"} {
		if rest, ok := strings.CutSuffix(s, form); ok && len(rest) > 1 {
			return rest
		}
	}
	return s
}

func dropVersionPrefix(s string) string {
	for _, prefix := range []string{"versione", "version", "vers", "ver", "release", "rel", "v", "r"} {
		if rest, ok := strings.CutPrefix(s, prefix); ok {
			rest = strings.TrimLeft(rest, ".")
			if rest != "" && rest[0] >= '0' && rest[0] <= '9' {
				return rest
			}
		}
	}
	return s
}

func dropTrailingZeros(s string) string {
	for strings.HasSuffix(s, ".0") || strings.HasSuffix(s, ".") && len(s) > 1 {
		s = strings.TrimSuffix(strings.TrimSuffix(s, "0"), ".")
	}
	return s
}
