package xsd

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/xmltree"
)

// TestStore: what was stored judges as what was compiled, and is stored the same again.
func TestStore(t *testing.T) {
	for _, set := range nationalSets {
		s := national(t, set)
		b := s.Store()
		loaded, err := Load(b)
		require.NoError(t, err)
		assert.Equal(t, s.text, loaded.text)
		assert.True(t, bytes.Equal(b, loaded.Store()))
		t.Logf("%s: %d bytes", set, len(b))
	}
	s := letterSchema(t)
	loaded, err := Load(s.Store())
	require.NoError(t, err)
	doc := parse(t, []byte(letter(goodFrom+`<body ID="b" x="1"/>`)))
	want, err := s.Validate(doc, Options{})
	require.NoError(t, err)
	got, err := loaded.Validate(doc, Options{})
	require.NoError(t, err)
	assert.Equal(t, want, got)
}

func TestLoadDamaged(t *testing.T) {
	b := letterSchema(t).Store()
	for n := range len(b) {
		_, err := Load(b[:n])
		require.ErrorIs(t, err, ErrDamaged)
	}
	_, err := Load(append(b, 0))
	require.ErrorIs(t, err, ErrDamaged)
}

// FuzzLoad: whatever loads can validate.
func FuzzLoad(f *testing.F) {
	good := letterSchema(f).Store()
	f.Add(good, 0, uint32(0))
	for i := 40; i < len(good); i += len(good) / 60 {
		f.Add(good, i, uint32(7))
		f.Add(good, i, ^uint32(0))
	}
	var docs []*xmltree.Doc
	for _, text := range []string{
		letter(goodFrom + goodTo + `<body ID="b">hi<see IDREF="b" all="b c"/></body>`),
		letterHead + ` kind="no" version="2" xsi:schemaLocation="a http:">text` + goodFrom + goodTo + `<body><value xsi:type=" Amount " value="5"/></body></letter>`,
	} {
		docs = append(docs, parse(f, []byte(text)))
	}
	f.Fuzz(func(t *testing.T, b []byte, at int, n uint32) {
		b = append([]byte{}, b...)
		if at &= 1<<30 - 1; at+4 <= len(b) {
			b[at], b[at+1], b[at+2], b[at+3] = byte(n), byte(n>>8), byte(n>>16), byte(n>>24)
		}
		s, err := Load(b)
		if err != nil {
			return
		}
		for _, doc := range docs {
			_, err := s.Validate(doc, Options{})
			require.NoError(t, err)
		}
	})
}
