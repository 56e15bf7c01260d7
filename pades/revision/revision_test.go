package revision_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"fselint/cda/pdffile"
	"fselint/pades"
	"fselint/pades/revision"
)

// analyze opens a document and judges all of its signatures.
func analyze(tb testing.TB, data []byte) revision.Report {
	tb.Helper()
	f, err := pdffile.Open(data, pdffile.Limits{})
	require.NoError(tb, err)
	return revision.Analyze(f, revision.Of(pades.Decide(f).Signatures))
}
