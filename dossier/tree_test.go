package dossier_test

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/dossier"
	"github.com/fselint/fselint/internal/testkit/dossiertest"
	"github.com/fselint/fselint/validate"
)

// TestFS: dossiers in a file system are judged as those on a disk.
func TestFS(t *testing.T) {
	o := national(t)
	ways := dossiertest.Ways()
	for i, name := range slices.Sorted(maps.Keys(ways)) {
		if way := ways[name]; i%12 == 0 && way.After == nil {
			t.Run(name, func(t *testing.T) {
				d := dossiertest.New(dossiertest.Layout90, "RSA")
				if way.Change != nil {
					way.Change(d)
				}
				root := t.TempDir()
				d.Write(root)
				want := judged(t, o, root)
				folders, err := dossier.FindFS(os.DirFS(root))
				require.NoError(t, err)
				var got []*validate.Document
				for _, f := range folders {
					require.NoError(t, o.Judge(context.Background(), f, func(r *validate.Result) error {
						got = append(got, r.Document)
						return nil
					}))
				}
				assert.Equal(t, coded(want), coded(got))
				require.Len(t, got, len(want))
				for i := range got {
					assert.Equal(t, want[i].Verdict, got[i].Verdict, want[i].Path)
				}
			})
		}
	}
	_, err := dossier.FindFS(os.DirFS(filepath.Join(t.TempDir(), "absent")))
	assert.Error(t, err)
}
