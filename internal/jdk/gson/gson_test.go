package gson_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/internal/jdk/gson"
)

func TestReadObject(t *testing.T) {
	for text, want := range map[string][]gson.Member{
		`{}`:                              nil,
		"\uFEFF {\"a\": \"b\"} \n":        {{"a", gson.Value{Kind: gson.String, Text: "b"}}},
		`{"a":1,"a":null}`:                {{"a", gson.Value{Kind: gson.Number, Text: "1"}}, {"a", gson.Value{}}},
		`{a=TRUE;'b'=>x}`:                 {{"a", gson.Value{Kind: gson.Bool, Text: "true"}}, {"b", gson.Value{Kind: gson.String, Text: "x"}}},
		`{"a":[1,,{"x":2}],"b":{"c":[]}}`: {{"a", gson.Value{Kind: gson.Array}}, {"b", gson.Value{Kind: gson.Object}}},
		"{/*c*/\"a\"://d\n01#e\n}":        {{"a", gson.Value{Kind: gson.String, Text: "01"}}},
		`{"a":"\u00e8\ud83d\ude00\n\/"}`:  {{"a", gson.Value{Kind: gson.String, Text: "è😀\n/"}}},
		`{"a":"l` + "\n" + `f"}`:          {{"a", gson.Value{Kind: gson.String, Text: "l\nf"}}},
		")]}'\n{}":                        nil,
		`{"a":-1.5e+3}`:                   {{"a", gson.Value{Kind: gson.Number, Text: "-1.5e+3"}}},
	} {
		got, err := gson.ReadObject(text)
		require.NoError(t, err, text)
		assert.Equal(t, want, got, text)
	}
	for text, want := range map[string]error{
		"": gson.ErrNothing, " \n": gson.ErrNothing, "null": gson.ErrNothing, "NULL {": gson.ErrNothing,
		"[]": gson.ErrNotObject, `"x"`: gson.ErrNotObject, "x": gson.ErrNotObject,
		`{"a":1,}`: gson.ErrSyntax, `{"a"}`: gson.ErrSyntax, `{"a":}`: gson.ErrSyntax, `{`: gson.ErrSyntax, `{"a":1`: gson.ErrSyntax,
		`{"a":"\x"}`: gson.ErrSyntax, `{"a":"b}`: gson.ErrSyntax, `{"a" 1}`: gson.ErrSyntax, `{,}`: gson.ErrSyntax, `{"a":[1 2]}`: gson.ErrSyntax,
		"/* {}": gson.ErrSyntax, `{"a":"\u00g0"}`: gson.ErrSyntax, `{"a":{"b":1,}}`: gson.ErrSyntax,
		`{} x`: gson.ErrTrailing, `{}{}`: gson.ErrTrailing, `{}//c`: gson.ErrTrailing,
	} {
		_, err := gson.ReadObject(text)
		assert.ErrorIs(t, err, want, text)
	}
	deep := strings.Repeat(`[`, 300_000)
	_, err := gson.ReadObject(`{"a":` + deep + `}`)
	assert.ErrorIs(t, err, gson.ErrSyntax)
}

func TestFields(t *testing.T) {
	value := func(t *testing.T, text string) gson.Value {
		members, err := gson.ReadObject(`{"x":` + text + `}`)
		require.NoError(t, err)
		return members[0].Value
	}
	for text, want := range map[string]bool{
		"1": true, "-0": true, "1.0": true, "1e3": true, "1.5": false, `"12"`: true, `"+5"`: true, `" 5 "`: true, `"5d"`: true, `"1.0"`: true,
		`""`: false, "true": false, "null": true, "[]": false, `"x"`: false, "99999999999999999999": false, "9223372036854775808": true, "1e400": false, `"0x10"`: false,
	} {
		assert.Equal(t, want, value(t, text).Long(), text)
	}
	for text, want := range map[string][3]bool{ // value, null, ok
		"true": {true, false, true}, "FALSE": {false, false, true}, `"True"`: {true, false, true}, `"si"`: {false, false, true},
		"null": {false, true, true}, "1": {false, false, false}, "{}": {false, false, false},
	} {
		v, null, ok := value(t, text).Bool()
		assert.Equal(t, want, [3]bool{v, null, ok}, text)
	}
	for text, want := range map[string]string{"1.50": "1.50", "True": "true", `"a"`: "a", "null": "", "{}": ""} {
		got, null, ok := value(t, text).String()
		assert.Equal(t, want, got, text)
		assert.Equal(t, text == "null", null)
		assert.Equal(t, text != "{}", ok)
	}
}

func FuzzReadObject(f *testing.F) {
	for _, s := range []string{`{"a":[1,,{"x":'y'}]}`, ")]}'\n{a=1;}", "{/**/}", `{"a":"\ud83d"}`, "{[", "\uFEFF{}"} {
		f.Add(s)
	}
	known := []error{gson.ErrNothing, gson.ErrNotObject, gson.ErrSyntax, gson.ErrTrailing}
	f.Fuzz(func(t *testing.T, s string) {
		members, err := gson.ReadObject(s)
		if err == nil {
			for _, m := range members {
				m.Value.Long()
				m.Value.Bool()
			}
			return
		}
		for _, k := range known {
			if errors.Is(err, k) {
				return
			}
		}
		t.Errorf("%q: an error of no kind: %v", s, err)
	})
}

func BenchmarkReadObject(b *testing.B) {
	const text = `{"iss":"integrity:S1#X","iat":1780000000,"exp":1780000300,"aud":"https://x.example/v1","sub":"X^^^&2.16&ISO","locality":"A^^^^^&1.2&ISO^^^^1","patient_consent":true}`
	b.ReportAllocs()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := gson.ReadObject(text); err != nil {
			b.Fatal(err)
		}
	}
}
