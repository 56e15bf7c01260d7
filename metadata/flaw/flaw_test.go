package flaw

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

var sample = Kind{Code: "sample", Group: Standard, Severity: Error, IT: "{part}: {found} invece di {expected}{at}", EN: "{part}: {found} for {expected}{at}"}

func TestText(t *testing.T) {
	f := Flaw{Kind: &sample, Part: "OID", Pos: 2, Found: "$", Expected: "^"}
	assert.Equal(t, "OID: $ invece di ^ al carattere 3", f.Text("it"))
	assert.Equal(t, "OID: $ for ^ at character 3", f.Text("en"))
	f.Pos = -1
	assert.Equal(t, "OID: $ for ^", f.Text(""))
	assert.Equal(t, "sample", f.Code())
}

func TestFoundIsNotExpanded(t *testing.T) {
	f := Flaw{Kind: &sample, Part: "{found}", Pos: -1, Found: "{expected}", Expected: "x"}
	assert.Equal(t, "{found}: {expected} for x", f.Text("en"))
}

func TestShow(t *testing.T) {
	assert.Equal(t, "a<U+00A0>b", Show("a\u00A0b"))
	assert.Equal(t, "a\\xFFb", Show("a\xFFb"))
	assert.Equal(t, "<U+1F600>è", strings.Replace(Show("😀è"), "😀", "<U+1F600>", 1))
	assert.Equal(t, 81, len([]rune(Show(strings.Repeat("x", 200)))))
}

func TestShifted(t *testing.T) {
	got := Shifted([]Flaw{{Kind: &sample, Pos: 1}, {Kind: &sample, Pos: -1, Part: "own"}}, 10, "OID")
	assert.Equal(t, 11, got[0].Pos)
	assert.Equal(t, "OID", got[0].Part)
	assert.Equal(t, -1, got[1].Pos)
	assert.Equal(t, "own", got[1].Part)
	assert.Equal(t, Error, Worst(got))
	assert.Equal(t, Severity(0), Worst(nil))
	assert.Equal(t, "error", Error.String())
}
