package upload

import (
	"archive/zip"
	"bytes"
	"io"
	"io/fs"
	"path"
	"strings"
	"testing/fstest"

	"github.com/fselint/fselint/lint"
)

// mostFiles bounds the files of an archive.
const mostFiles = 2000

// tree is the files as a file system. Their names lead nowhere else.
func tree(all []File) (fs.FS, error) {
	m := fstest.MapFS{}
	for _, f := range all {
		name := place(f)
		if _, twice := m[name]; twice || !fs.ValidPath(name) {
			return nil, texts.Error("name-twice", lint.Values{"name": name})
		}
		m[name] = &fstest.MapFile{Data: f.Data, Mode: 0o444}
	}
	return m, nil
}

// place is the path of a file below the folder in which all lie.
func place(f File) string { return strings.TrimPrefix(path.Clean("/"+f.Name), "/") }

// unpacked puts the files of archives in the place of these. Workbooks, which are archives too, stay what they are.
func unpacked(all []File, limit int64) ([]File, error) {
	var out []File
	for _, f := range all {
		if !bytes.HasPrefix(f.Data, []byte("PK\x03\x04")) {
			out = append(out, f)
			continue
		}
		archive, err := zip.NewReader(bytes.NewReader(f.Data), int64(len(f.Data)))
		if err != nil {
			return nil, texts.Error("bad-archive", lint.Values{"name": lint.Value(f.Name), "err": err})
		}
		if _, err := fs.Stat(archive, "[Content_Types].xml"); err == nil {
			out = append(out, f)
			continue
		}
		for _, entry := range archive.File {
			if entry.FileInfo().IsDir() {
				continue
			}
			if len(out) >= mostFiles {
				return nil, texts.Error("archive-too-large", lint.Values{"name": lint.Value(f.Name), "n": mostFiles, "mib": limit >> 20})
			}
			data, err := entryOf(entry, limit)
			if err != nil {
				return nil, texts.Error("bad-archive", lint.Values{"name": lint.Value(f.Name), "err": err})
			}
			if limit -= int64(len(data)); limit < 0 {
				return nil, texts.Error("archive-too-large", lint.Values{"name": lint.Value(f.Name), "n": mostFiles, "mib": limit >> 20})
			}
			out = append(out, File{Name: entry.Name, Data: data})
		}
	}
	return out, nil
}

// entryOf reads a file of an archive, of which one byte more than the limit is enough.
func entryOf(entry *zip.File, limit int64) ([]byte, error) {
	r, err := entry.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(io.LimitReader(r, limit+1))
}

// dossierLike tells whether a dossier may be among the files: by its workbook, or by the folder of its PDFs beside data.json.
func dossierLike(all []File) bool {
	var data, folder bool
	for _, f := range all {
		name := "/" + strings.ToLower(place(f))
		base := path.Base(name)
		if strings.Contains(base, "checklist") && strings.HasSuffix(base, ".xlsx") {
			return true
		}
		data = data || base == "data.json"
		folder = folder || strings.Contains(name, "/files/")
	}
	return data && folder
}
