package revision_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/internal/testkit/shared"
	"github.com/fselint/fselint/pades"
	"github.com/fselint/fselint/pades/revision"
)

// changed says whether one of the signatures of a document does not permit what happened later.
func changed(r revision.Report) bool {
	for _, s := range r.Signatures {
		if len(s.Refused())+len(s.Attacks) > 0 || s.CDA.State == revision.CDAChanged || s.CDA.State == revision.CDAOutside {
			return true
		}
	}
	return false
}

// untold says whether it cannot be told of one of the signatures what happened later.
func untold(r revision.Report) bool {
	for _, s := range r.Signatures {
		if s.State != revision.Covered && s.State != revision.NoValue {
			return true
		}
	}
	return false
}

// TestCases judges documents that were changed after signing.
func TestCases(t *testing.T) {
	dir := shared.Dir(t, "cases-signature")
	for name, want := range map[string]bool{
		"alias-page-content-dss": true, "alias-page-content-legal": true, "alias-page-content-pieceinfo": true, "alias-page-content-sigkids": true,
		"alias-page-content-control": true, "alias-filespec-dss": true, "resource-named-P": true, "resource-named-Fm0": true,
		"shared-appearance-PieceInfo": true, "shared-appearance-none": true, "appended-bad-startxref": true, "appended-no-xref": true,
		"dupkey-contents-last": true, "escaped-contents": true, "dupkey-pages-first": false, "overlay-second-signature": false,
	} {
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(filepath.Join(dir, name+".pdf"))
			require.NoError(t, err)
			r := analyze(t, data)
			assert.Equal(t, want, changed(r), "%+v", r.Signatures[0].Changes)
			if !want {
				assert.False(t, untold(r))
			}
			covers := slices.ContainsFunc(r.Signatures, func(s revision.Coverage) bool { return len(s.Overlays) > 0 })
			assert.Equal(t, name == "overlay-second-signature", covers)
		})
	}
}

// TestUntouched looks at real and crafted documents: what is there after a signature that nobody changed is nothing.
func TestUntouched(t *testing.T) {
	flagged := map[string]string{ // what is no whole signature over a sound file, and what was changed
		"own-br-first-only.pdf": "untold", "own-update-cda-replaced.pdf": "changed", "own-update-page-replaced.pdf": "changed",
	}
	for _, folder := range []string{"corpus/signature", "corpus/pdf"} {
		files, err := filepath.Glob(filepath.Join(shared.Dir(t, folder), "*.pdf"))
		require.NoError(t, err)
		require.NotEmpty(t, files)
		for _, file := range files {
			data, err := os.ReadFile(file)
			require.NoError(t, err)
			f, err := pdffile.Open(data, pdffile.Limits{})
			if err != nil {
				continue
			}
			r := revision.Analyze(f, revision.Of(pades.Decide(f, fse.May2026).Signatures))
			word := ""
			for _, s := range r.Signatures {
				switch {
				case s.State == revision.BadRange || len(s.Flaws) > 0 && s.Flaws[0].Kind != revision.RangeWithin:
				case len(s.Refused())+len(s.Attacks) > 0:
					word = "changed"
				case s.State != revision.Covered && s.State != revision.NoValue && word == "":
					word = "untold"
				}
			}
			if word != flagged[filepath.Base(file)] {
				t.Errorf("%s: %q", filepath.Base(file), word)
				for _, s := range r.Signatures {
					t.Logf("%s %s %+v %+v", s.State, s.Detail, s.Refused(), s.Flaws)
				}
			}
		}
	}
}
