package dossier_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/dossier"
	"github.com/fselint/fselint/dossier/testcase"
	"github.com/fselint/fselint/internal/testkit/dossiertest"
	"github.com/fselint/fselint/validate"
)

// BenchmarkDossier judges all cases of all types, some 230 PDFs.
func BenchmarkDossier(b *testing.B) {
	o := national(b)
	d := dossiertest.Full(dossiertest.Layout90, testcase.Types()...)
	folders, err := dossier.Find(d.Write(b.TempDir()))
	require.NoError(b, err)
	b.ReportAllocs()
	for b.Loop() {
		require.NoError(b, o.Judge(context.Background(), folders[0], func(*validate.Result) error { return nil }))
	}
	b.ReportMetric(float64(len(d.Files)), "PDFs")
}
