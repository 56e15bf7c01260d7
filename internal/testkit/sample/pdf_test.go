package sample

import (
	"path"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda"
	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/pades"
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
				j = pades.Decide(f, fse.May2026)
			}
			assert.Equal(t, e.Signature, string(j.Decision), "%+v", j)
		})
	}
}

// TestExtraction finds a CDA in every PDF that claims an outcome for one, and in no other.
func TestExtraction(t *testing.T) {
	set := makeAll(t)
	lab := string(set.Files["cda/LAB-valid.xml"])
	for _, e := range set.Expectations {
		if path.Ext(e.File) != ".pdf" {
			continue
		}
		t.Run(e.File, func(t *testing.T) {
			f, err := pdffile.Open(set.Files[e.File], pdffile.DefaultLimits())
			if err != nil {
				assert.Empty(t, e.Result, "%v", err)
				return
			}
			x, err := cda.Extract(f, cda.Auto, fse.May2026)
			if e.Result == "" {
				var none *cda.NotFoundError
				require.ErrorAs(t, err, &none)
				return
			}
			require.NoError(t, err)
			switch e.File {
			case "pdf/LAB-attachment.pdf", "pdf/broken/LAB-appended.pdf", "pdf/broken/LAB-two-attachments.pdf", "pdf/broken/LAB-unsigned.pdf":
				assert.Equal(t, cda.Attachment, x.Mode)
				assert.Equal(t, lab, string(x.Data))
			case "pdf/LAB-resource.pdf", "pdf/RSA-resource.pdf":
				assert.Equal(t, cda.Resource, x.Mode)
				assert.Contains(t, string(x.Data), "<ClinicalDocument")
			}
		})
	}
}
