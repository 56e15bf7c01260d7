package lint

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

var parts = NewCatalog(`SUB-WRONG:
  title: {en: a part is wrong, it: una parte è sbagliata}
  message: {en: "{part}: {found} for {expected}{at}", it: "{part}: {found} invece di {expected}{at}"}
  why: {en: because, it: perché}
  fix: {en: "write {expected} in {claim}", it: "scrivete {expected} in {claim}"}
  formerly: [OLD-WRONG]
SUB-CAUSE:
  title: {en: the clock is slow, it: l'orologio è indietro}
  fix: {en: "set it", it: "regolatelo"}
`)

var (
	wrong = parts.Rule("SUB-WRONG", Error, Gateway, "")
	slow  = parts.Rule("SUB-CAUSE", Warning, Advice, "")
)

func TestFound(t *testing.T) {
	f := wrong.Found("$", "^").At("OID", 2)
	f.Location.Path = "sub"
	f.Complete()
	assert.Equal(t, "OID: $ invece di ^ al carattere 3", f.Message.In("it"))
	assert.Equal(t, "OID: $ for ^ at character 3", f.Message.In("en"))
	assert.Equal(t, "OID: … for … at character 3", f.Public.In("en"))
	assert.Equal(t, "write ^ in sub", f.Fix.In("en"))
	assert.True(t, f.Blocks())

	f = wrong.Found("{expected}", "x").At("{found}", -1)
	f.Complete()
	assert.Equal(t, "{found}: {expected} for x", f.Message.In("en"), "values are not filled again")

	cause := slow.Found("", "")
	f = wrong.Found("a\u00a0", "b").At("OID", -1)
	f.Cause, f.Subject = &cause, "iat"
	f.Complete()
	f.Complete()
	assert.Equal(t, "iat: OID: a<U+00A0> for b: the clock is slow", f.Message.In("en"))
	assert.Equal(t, "OID: … for …: the clock is slow", f.Public.In("en"))
	assert.Equal(t, "set it", f.Fix.In("en"), "the cure is that of the cause")
}

func TestMoved(t *testing.T) {
	got := Moved([]Finding{wrong.Found("", "").At("", 1), wrong.Found("", "").At("own", -1)}, "OID", func(n int) int { return n + 10 })
	assert.Equal(t, Location{Part: "OID", Pos: 12}, got[0].Location)
	assert.Equal(t, Location{Part: "own"}, got[1].Location)
	assert.Equal(t, Error, Worst(got))
	assert.Zero(t, Worst(nil))
}

func TestShow(t *testing.T) {
	for in, want := range map[string]string{
		"plain":          "plain",
		"a\u00a0b":       "a<U+00A0>b",
		"a\tb\x80":       "a<U+0009>b\\x80",
		"città":          "città",
		"\u200Bx\n":      "<U+200B>x<U+000A>",
		longer(81):       longer(80) + "…",
		"à" + longer(79): "à" + longer(79),
	} {
		assert.Equal(t, want, Show(in))
	}
}

func longer(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = 'x'
	}
	return string(b)
}

func TestDuration(t *testing.T) {
	for d, want := range map[time.Duration]string{
		61*24*time.Hour + 14*time.Hour: "61 giorni", 47 * time.Hour: "47 ore", 2 * time.Hour: "2 ore", 90 * time.Minute: "90 minuti",
		119 * time.Second: "119 secondi", time.Second: "1 secondo",
	} {
		assert.Equal(t, want, Duration(d).In("it"))
	}
}

func TestFind(t *testing.T) {
	assert.Equal(t, []*Rule{wrong, slow}, parts.Rules())
	assert.Same(t, wrong, Find(parts.Rules(), "sub-wrong"))
	assert.Same(t, wrong, Find(parts.Rules(), "OLD-wrong"))
	assert.Nil(t, Find(parts.Rules(), "SUB"))
	assert.Equal(t, []string{"SUB-WRONG", "OLD-WRONG"}, wrong.IDs())
	assert.Equal(t, "RS256", Known("RS256").Text().Public().In("it"))
}
