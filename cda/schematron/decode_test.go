package schematron_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda"
	"github.com/fselint/fselint/cda/xmltree"
)

// decode returns the tree that the reference's parser builds of a document; the error is that of a document that it
// cannot parse.
func decode(tb testing.TB, src []byte) (*xmltree.Doc, error) {
	tb.Helper()
	text, err := cda.Decode(src)
	require.NoError(tb, err)
	if text.FatalXML != nil {
		return nil, errors.New(text.FatalXML.Reason.In("en"))
	}
	return xmltree.Parse(text.XML, xmltree.DefaultLimits())
}
