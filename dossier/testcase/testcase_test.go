package testcase

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestTable(t *testing.T) {
	seen := map[int]bool{}
	names := map[string]bool{}
	for _, c := range All() {
		assert.False(t, seen[c.ID], "case %d is there twice", c.ID)
		assert.False(t, names[c.Name()], "two cases are called %s", c.Name())
		seen[c.ID], names[c.Name()] = true, true
		assert.Positive(t, c.ID)
		assert.NotEmpty(t, c.Type.Document().TemplateRoot, "case %d: type %s", c.ID, c.Type)
		for _, a := range c.Wanted {
			assert.Contains(t, []Answer{Accepted, TokenError, Syntax, Semantic, Vocabulary, NoAnswer}, a)
		}
		switch c.Kind {
		case OK:
			assert.Equal(t, []Answer{Accepted}, c.Wanted)
		case Token, Field:
			assert.Equal(t, []Answer{TokenError}, c.Wanted)
		case Document:
			assert.NotContains(t, c.Wanted, Accepted)
		case Timeout:
			assert.Equal(t, []Answer{NoAnswer}, c.Wanted)
		default:
			t.Errorf("case %d: kind %q", c.ID, c.Kind)
		}
	}
}

func TestOf(t *testing.T) {
	for _, typ := range Types() {
		count := map[Kind]int{}
		for _, c := range Of(typ) {
			count[c.Kind]++
		}
		assert.Positive(t, count[OK], typ)
		assert.Positive(t, count[Document], typ)
		assert.Equal(t, [3]int{1, 1, 1}, [3]int{count[Token], count[Field], count[Timeout]}, typ)
		back, ok := OfTemplate(typ.Document().TemplateRoot)
		assert.True(t, ok)
		assert.Equal(t, typ, back)
	}
}

func TestByID(t *testing.T) {
	for id, want := range map[int]struct {
		name, listed string
		kind         Kind
	}{
		368: {"LAB_CT0", "LAB", OK}, 376: {"LAB_376", "LAB_TRASF", OK}, 62: {"LAB_CT16_KO", "LAB", Document},
		9: {"LDO_CT4", "LDO", OK}, 17: {"CERT_VAC_CT2", "CERT_VACC", OK}, 120: {"SING_VAC_CT18_KO", "SING_VACC", Document},
		152: {"RSA_CT6_KO", "RSA", Document}, 93: {"RAD_CT23_KO", "RAD", Document}, 446: {"RAD_CT1", "RAD", OK},
		423: {"RAP_423_KO", "RAP", Token}, 43: {"VPS_43_KO", "VPS", Field}, 46: {"PSS_46_TIMEOUT", "PSS", Timeout},
	} {
		c, ok := ByID(id)
		assert.True(t, ok)
		assert.Equal(t, want.name, c.Name())
		assert.Equal(t, want.listed, c.Listed())
		assert.Equal(t, want.kind, c.Kind)
	}
	_, ok := ByID(10)
	assert.False(t, ok)
}

func TestParseType(t *testing.T) {
	for s, want := range map[string]Type{"LAB": "LAB", "cert_vacc": "CERT_VAC", " SING_VAC ": "SING_VAC", "LAB_TRASF": "LAB", "XXX": "", "": ""} {
		got, ok := ParseType(s)
		assert.Equal(t, want, got, s)
		assert.Equal(t, want != "", ok)
	}
}

func TestAnswerOf(t *testing.T) {
	for _, c := range []struct {
		status  int
		problem string
		want    Answer
	}{
		{201, "", Accepted}, {200, "", Accepted}, {403, "/msg/jwt-validation", TokenError}, {400, "/msg/syntax", Syntax}, {422, "/msg/semantic", Semantic},
		{400, "/msg/vocabulary", Vocabulary}, {400, "https://example.org/msg/vocabulary", Vocabulary}, {400, "/msg/mandatory-element", Other},
		{401, "https://govway.org/handling-errors/401/TokenAuthenticationFailed.html", Other}, {500, "/msg/generic-error", Other},
	} {
		assert.Equal(t, c.want, AnswerOf(c.status, c.problem), "%d %s", c.status, c.problem)
	}
}
