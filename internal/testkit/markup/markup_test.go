package markup

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestBytes(t *testing.T) {
	doc := El("a x=1 y='due parole' z=~5.25", El("b", "<1 & 2>"), (*Element)(nil), []*Element{El("c q='\"'")}).With("w=4")
	assert.Equal(t, `<?xml version="1.0" encoding="UTF-8"?>
<a x="1" y="due parole" z="2.16.840.1.113883.5.25" w="4">
  <b>&lt;1 &amp; 2&gt;</b>
  <c q="&quot;"/>
</a>
`, string(doc.Bytes()))
	assert.Equal(t, "1", doc.Attr("x"))
	assert.Empty(t, doc.Attr("none"))
}

func TestMistakes(t *testing.T) {
	for _, tag := range []string{"a x", "a x='1", "a 'x'=1"} {
		assert.Panics(t, func() { El(tag) }, tag)
	}
	assert.Panics(t, func() { El("a", 1) })
	assert.Panics(t, func() { El("a", "text", El("b")) })
}
