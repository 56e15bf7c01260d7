package registry

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/fselint/fselint/lint"
)

// Kind says in what way two values differ at one place.
type Kind string

// Kinds of difference.
const (
	KindCase        Kind = "case"        // the same letter, upper and lower case
	KindSpace       Kind = "space"       // a blank against another blank or a separator
	KindUnderscore  Kind = "underscore"  // an underscore against a blank or another separator
	KindAccent      Kind = "accent"      // the same letter with another accent or none
	KindPunctuation Kind = "punctuation" // one punctuation mark against another
	KindHomoglyph   Kind = "homoglyph"   // characters that look alike: Latin and Cyrillic a, zero and O
	KindMissing     Kind = "missing"     // characters of the expected value that the found one lacks
	KindExtra       Kind = "extra"       // characters that only the found value has
	KindTransposed  Kind = "transposed"  // two neighbouring characters in the wrong order
	KindOther       Kind = "other"       // different characters
)

// Diff is one difference between a value that was found and the one that would have been equal.
type Diff struct {
	Position         int    // in the found value, counted in characters from 1; of missing characters: where they belong
	ExpectedPosition int    // the same place in the expected value
	Expected         string // the characters of the expected value; empty for KindExtra
	Found            string // the characters of the found value; empty for KindMissing
	Kind             Kind
}

// Text says the difference in one phrase: "position 9: space expected, underscore found".
func (d Diff) Text() lint.Text {
	id := "diff"
	switch d.Kind {
	case KindMissing, KindExtra, KindTransposed:
		id += "-" + string(d.Kind)
	}
	return texts.Text(id, lint.Values{"pos": d.Position, "expected": charNamesOf(d.Expected), "found": charNamesOf(d.Found)})
}

// Describe says the differences between two values, each in a phrase; where both spell the same letters, and only capitals, blanks and
// underscores differ in several places, that is one difference.
func Describe(diffs []Diff) []lint.Text {
	const several = 3
	spelling := func(d Diff) bool {
		return d.Kind == KindCase || d.Kind == KindUnderscore || d.Kind == KindSpace && visible(d)
	}
	if len(diffs) >= several && !slices.ContainsFunc(diffs, func(d Diff) bool { return !spelling(d) }) {
		return []lint.Text{texts.Text("diff-spelling", lint.Values{"n": len(diffs)})}
	}
	list := make([]lint.Text, len(diffs))
	for i, d := range diffs {
		list[i] = d.Text()
	}
	return list
}

// visible reports whether a difference of blanks is one between ASCII characters; others need their numbers to be seen.
func visible(d Diff) bool {
	return !strings.ContainsFunc(d.Expected+d.Found, func(c rune) bool { return c > unicode.MaxASCII })
}

// charNamesOf names a single character and quotes several, unless one of them cannot be seen.
func charNamesOf(s string) lint.Text {
	runes := []rune(s)
	if len(runes) == 1 {
		return CharName(runes[0])
	}
	for _, c := range runes {
		if c != ' ' && (c > unicode.MaxASCII || !unicode.IsPrint(c)) && !hasAccent(c) {
			var names [2][]string
			for _, c := range runes {
				names[0], names[1] = append(names[0], CharName(c).In("it")), append(names[1], CharName(c).In("en"))
			}
			return lint.Text{IT: strings.Join(names[0], " + "), EN: strings.Join(names[1], " + ")}
		}
	}
	return lint.Same(fmt.Sprintf("%q", s))
}

// Costs of the alignment. Differences that people overlook are cheap, so that they are preferred where a difference can
// be told in two ways, and so that rows that differ in nothing else come first.
const (
	costSlip   = 1 // case, blank, underscore, accent, punctuation, look-alike
	costSwap   = 2 // two neighbours swapped
	costChange = 3 // any other character changed, missing or added
)

// maxAligned bounds the characters of a value that are aligned: what follows is reported as one difference.
const maxAligned = 256

func changeCost(a, b *char) int32 {
	if a.c == b.c {
		return 0
	}
	if substitution(a, b) == KindOther {
		return costChange
	}
	return costSlip
}

func gapCost(c *char) int32 {
	if c.separator || c.mark {
		return costSlip
	}
	return costChange
}

// table holds the costs of aligning every prefix of the found value with every prefix of the expected one: a
// Damerau-Levenshtein distance (restricted to neighbouring swaps) with the costs above.
type table struct {
	found, expected []char
	width           int
	cost            []int32
}

// fill computes the table, reusing its memory.
func (t *table) fill(found, expected []char) *table {
	t.found, t.expected, t.width = found, expected, len(expected)+1
	size := (len(found) + 1) * t.width
	t.cost = slices.Grow(t.cost[:0], size)[:size]
	t.cost[0] = 0
	for j := 1; j <= len(expected); j++ {
		t.cost[j] = t.cost[j-1] + gapCost(&expected[j-1])
	}
	for i := 1; i <= len(found); i++ {
		t.cost[i*t.width] = t.at(i-1, 0) + gapCost(&found[i-1])
		for j := 1; j <= len(expected); j++ {
			t.cost[i*t.width+j] = t.best(i, j)
		}
	}
	return t
}

func (t *table) at(i, j int) int32 { return t.cost[i*t.width+j] }

func (t *table) best(i, j int) int32 {
	f, e := &t.found[i-1], &t.expected[j-1]
	c := min(t.at(i-1, j-1)+changeCost(f, e), t.at(i-1, j)+gapCost(f), t.at(i, j-1)+gapCost(e))
	if t.swapped(i, j) {
		c = min(c, t.at(i-2, j-2)+costSwap)
	}
	return c
}

func (t *table) swapped(i, j int) bool {
	if i < 2 || j < 2 {
		return false
	}
	f1, f2, e1, e2 := t.found[i-2].c, t.found[i-1].c, t.expected[j-2].c, t.expected[j-1].c
	return f1 != f2 && f1 == e2 && f2 == e1
}

// Compare lists the differences between a found and an expected value, in the order of the text, neighbouring missing
// or additional characters joined. Equal values have none. Values of more than 256 characters are compared in detail up
// to there; the rest is one difference.
func Compare(found, expected string) []Diff {
	if found == expected {
		return nil
	}
	f, e := []rune(found), []rune(expected)
	prefix := 0 // a long common beginning needs no table
	for prefix < len(f) && prefix < len(e) && f[prefix] == e[prefix] {
		prefix++
	}
	if prefix > 0 {
		prefix-- // room for a swap with the last equal character
	}
	fEnd, eEnd := min(len(f), prefix+maxAligned), min(len(e), prefix+maxAligned)
	diffs := new(table).fill(charsOf(f[prefix:fEnd]), charsOf(e[prefix:eEnd])).trace()
	for i := range diffs {
		diffs[i].Position += prefix
		diffs[i].ExpectedPosition += prefix
	}
	if string(f[fEnd:]) != string(e[eEnd:]) {
		d := Diff{Position: fEnd + 1, ExpectedPosition: eEnd + 1, Expected: string(e[eEnd:]), Found: string(f[fEnd:]), Kind: KindOther}
		switch {
		case d.Expected == "":
			d.Kind = KindExtra
		case d.Found == "":
			d.Kind = KindMissing
		}
		diffs = append(diffs, d)
	}
	return diffs
}

// trace walks the cheapest alignment backwards and returns its differences in reading order.
func (t *table) trace() []Diff {
	var back []Diff
	for i, j := len(t.found), len(t.expected); i > 0 || j > 0; {
		switch {
		case i > 0 && j > 0 && t.at(i, j) == t.at(i-1, j-1)+changeCost(&t.found[i-1], &t.expected[j-1]):
			i, j = i-1, j-1
			if f, e := &t.found[i], &t.expected[j]; f.c != e.c {
				back = append(back, Diff{i + 1, j + 1, string(e.c), string(f.c), substitution(f, e)})
			}
		case t.swapped(i, j) && t.at(i, j) == t.at(i-2, j-2)+costSwap:
			i, j = i-2, j-2
			back = append(back, Diff{i + 1, j + 1, text(t.expected[j : j+2]), text(t.found[i : i+2]), KindTransposed})
		case i > 0 && t.at(i, j) == t.at(i-1, j)+gapCost(&t.found[i-1]):
			i--
			back = append(back, Diff{i + 1, j + 1, "", string(t.found[i].c), KindExtra})
		default:
			j--
			back = append(back, Diff{i + 1, j + 1, string(t.expected[j].c), "", KindMissing})
		}
	}
	return joinRuns(back)
}

// joinRuns reverses the differences and joins neighbouring gaps of one kind.
func joinRuns(back []Diff) []Diff {
	var out []Diff
	for k := len(back) - 1; k >= 0; k-- {
		d := back[k]
		if len(out) > 0 {
			last := &out[len(out)-1]
			switch {
			case d.Kind == KindMissing && last.Kind == KindMissing && d.Position == last.Position:
				last.Expected += d.Expected
				continue
			case d.Kind == KindExtra && last.Kind == KindExtra && d.ExpectedPosition == last.ExpectedPosition:
				last.Found += d.Found
				continue
			}
		}
		out = append(out, d)
	}
	return out
}
