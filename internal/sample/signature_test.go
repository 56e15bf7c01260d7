package sample

import (
	"path"
	"testing"

	"github.com/stretchr/testify/assert"

	"fselint/cda/pdffile"
	"fselint/pades"
)

// TestSignatures compares the decision on every PDF with what the sample claims.
func TestSignatures(t *testing.T) {
	set := makeAll(t)
	for _, e := range set.Expectations {
		if path.Ext(e.File) != ".pdf" {
			continue
		}
		t.Run(e.File, func(t *testing.T) {
			var j pades.Judgement
			if f, err := pdffile.Open(set.Files[e.File], pdffile.DefaultLimits()); err != nil {
				j = pades.DecideOpenError(err)
			} else {
				j = pades.Decide(f)
			}
			assert.Equal(t, e.Signature, string(j.Decision), "%+v", j)
		})
	}
}
