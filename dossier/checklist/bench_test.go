package checklist_test

import (
	"testing"

	"github.com/fselint/fselint/dossier/checklist"
	"github.com/fselint/fselint/dossier/testcase"
	"github.com/fselint/fselint/internal/testkit/dossiertest"
)

func BenchmarkReadAndJudge(b *testing.B) {
	data := dossiertest.Full(dossiertest.Layout90, testcase.Types()...).Book.Bytes()
	b.ReportAllocs()
	for b.Loop() {
		c, _ := checklist.Read(data)
		c.Judge(checklist.Options{})
	}
}
