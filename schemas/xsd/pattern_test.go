package xsd

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestWithoutCounts(t *testing.T) {
	for in, want := range map[string]string{
		"":                 "",
		"abc":              "abc",
		"a{3}":             "aaa",
		"a{1,3}":           "a(a(a)?)?",
		"a{0,1}b":          "(a)?b",
		"a{2,}":            "aaa*",
		"[a-z{]{2}":        "[a-z{][a-z{]",
		"(a|b{2}){2}":      "(a|bb)(a|bb)",
		`\p{Lu}{2}\{{2}`:   `\p{Lu}\p{Lu}\{\{`,
		`[\]{]{2}`:         `[\]{][\]{]`,
		"[a-z-[aeiou]]{2}": "[a-z-[aeiou]][a-z-[aeiou]]",
		"&lt;{2}":          "&lt;&lt;",
		"è{2}":             "èè",
		"a{x}":             "a{x}",
		"a{1":              "a{1",
		"(a{2}":            "(a{2}",
		"a{99999}":         "a{99999}",
		"&#65;{2}":         "&#65;{2}",
	} {
		assert.Equal(t, want, string(withoutCounts([]byte(in))), in)
	}
}
