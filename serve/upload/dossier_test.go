package upload_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/internal/testkit/dossiertest"
	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/schemas/starter"
	"github.com/fselint/fselint/serve/upload"
)

func judge(t testing.TB) *upload.Judge {
	t.Helper()
	catalog, err := schemas.OpenFS(starter.FS(), "embedded", schemas.AsStarter())
	require.NoError(t, err)
	t.Cleanup(func() { _ = catalog.Close() })
	return upload.New(upload.Options{Version: "test", Catalog: catalog, Lang: "en"})
}

// handed are the files below a folder, as a browser hands them in.
func handed(t testing.TB, root string) (files []upload.File) {
	t.Helper()
	require.NoError(t, fs.WalkDir(os.DirFS(root), ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			var data []byte
			data, err = os.ReadFile(filepath.Join(root, name))
			files = append(files, upload.File{Name: "handed/" + name, Data: data})
		}
		return err
	}))
	return files
}

func packed(t testing.TB, files []upload.File) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range files {
		entry, err := w.Create(f.Name)
		require.NoError(t, err)
		_, err = entry.Write(f.Data)
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return b.Bytes()
}

// ids are the rules that were broken in each document.
func ids(t testing.TB, j *upload.Judge, files []upload.File) map[string][]string {
	t.Helper()
	var out bytes.Buffer
	_, err := j.Check(context.Background(), upload.Request{Files: files, Format: "json"}, &out)
	require.NoError(t, err)
	var run struct {
		Documents []struct {
			Path     string
			Findings []struct{ ID, Severity string }
		}
	}
	require.NoError(t, json.Unmarshal(out.Bytes(), &run))
	all := map[string][]string{}
	for _, d := range run.Documents {
		all[d.Path] = []string{}
		for _, f := range d.Findings {
			if f.Severity != "info" {
				all[d.Path] = append(all[d.Path], f.ID)
			}
		}
	}
	return all
}

// TestDossier: a dossier is judged as one, as a folder and as an archive, with what else was handed in beside it.
func TestDossier(t *testing.T) {
	j := judge(t)
	d := dossiertest.New(dossiertest.Layout90, "RSA")
	d.Vendor = "  " + d.Vendor // a blank too many
	root := filepath.Join(d.Write(t.TempDir()), "..", "..", "..", "..")
	files := handed(t, root)
	folder := ids(t, j, files)
	var whole, data []string
	for path, found := range folder {
		switch {
		case strings.HasSuffix(path, "data.json"):
			data = found
		case !strings.Contains(filepath.Base(path), "."):
			whole = found
		}
	}
	assert.NotEmpty(t, append(data, whole...), "%v", folder)
	assert.Contains(t, strings.Join(append(data, whole...), " "), "DOS-")
	assert.Equal(t, folder, ids(t, j, []upload.File{{Name: "dossier.zip", Data: packed(t, files)}}))

	loose, err := os.ReadFile(filepath.Join("..", "..", "testdata", "cda", "LAB-valid.xml"))
	require.NoError(t, err)
	both := ids(t, j, append(files, upload.File{Name: "referto.xml", Data: loose}))
	assert.Len(t, both, len(folder)+1)
	assert.Contains(t, both, "referto.xml")

	var page bytes.Buffer
	_, err = j.Check(context.Background(), upload.Request{Files: files, Format: "html"}, &page)
	require.NoError(t, err)
	assert.Contains(t, page.String(), "data.json")
}

// TestArchives: whatever an archive holds, the answer is a judgement or says what is wrong with it.
func TestArchives(t *testing.T) {
	j := judge(t)
	cda, err := os.ReadFile(filepath.Join("..", "..", "testdata", "cda", "LAB-valid.xml"))
	require.NoError(t, err)
	assert.Contains(t, ids(t, j, []upload.File{{Name: "a.zip", Data: packed(t, []upload.File{{Name: "../../x/lab.xml", Data: cda}})}}), "../../x/lab.xml")

	bomb := make([]byte, 64<<20)
	many := make([]upload.File, 3000)
	for i := range many {
		many[i] = upload.File{Name: strings.Repeat("a", i%200+1) + "/" + string(rune('a'+i%26)) + strings.Repeat("b", i/200) + ".xml"}
	}
	whole := packed(t, []upload.File{{Name: "lab.xml", Data: cda}})
	catalog, err := schemas.OpenFS(starter.FS(), "embedded", schemas.AsStarter())
	require.NoError(t, err)
	t.Cleanup(func() { _ = catalog.Close() })
	o := upload.Options{Version: "test", Catalog: catalog, Lang: "en"}
	o.Limits.InputBytes = 1 << 20
	for name, data := range map[string][]byte{
		"bomb": packed(t, []upload.File{{Name: "a.xml", Data: bomb}}), "many": packed(t, many), "cut off": whole[:len(whole)/2],
		"changed": append(append([]byte{}, whole[:60]...), append(bytes.Repeat([]byte{'x'}, 40), whole[100:]...)...),
	} {
		_, err := upload.New(o).Check(context.Background(), upload.Request{Files: []upload.File{{Name: name + ".zip", Data: data}}, Format: "json"}, &bytes.Buffer{})
		assert.ErrorContains(t, err, name+".zip", name)
	}
	twice := []upload.File{{Name: "a/report-checklist.xlsx"}, {Name: "a/report-checklist.xlsx"}}
	_, err = j.Check(context.Background(), upload.Request{Files: twice, Format: "json"}, &bytes.Buffer{})
	assert.ErrorContains(t, err, "a/report-checklist.xlsx")
}
