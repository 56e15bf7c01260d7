package source_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gocloud.dev/blob"

	"github.com/fselint/fselint/audit/folder"
	"github.com/fselint/fselint/audit/source"
	"github.com/fselint/fselint/audit/store"
	"github.com/fselint/fselint/internal/testkit/s3test"
	"github.com/fselint/fselint/internal/walk"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/schemas/starter"
	"github.com/fselint/fselint/validate"
	"github.com/fselint/fselint/validate/checks"
)

func put(t *testing.T, s *s3test.Server, bucket string, objects map[string][]byte) {
	t.Helper()
	b, err := blob.OpenBucket(context.Background(), s.Address(bucket)+"&use_path_style=true")
	require.NoError(t, err)
	defer b.Close()
	for key, data := range objects {
		require.NoError(t, b.WriteAll(context.Background(), key, data, nil), key)
	}
}

func sample(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "testdata", filepath.FromSlash(name)))
	require.NoError(t, err)
	return data
}

func paths(t *testing.T, address string, o walk.Options) (all []string) {
	t.Helper()
	for f := range source.Find(context.Background(), address, o) {
		if f.Err != nil {
			all = append(all, "! "+lint.Spoken(f.Err, "en"))
			continue
		}
		all = append(all, strings.TrimPrefix(f.Path, "s3://docs/"))
	}
	return all
}

// TestFind lists what an address stands for, whatever keys look like.
func TestFind(t *testing.T) {
	s := s3test.Start(t, "docs")
	odd := []string{"a b/è 100%.xml", "a b/x+y&z=1.xml", "a b.xml", "deep/1/2/3/4/5.PDF", "in/a.xml", "in/note.txt", "in2/b.xml"}
	objects := map[string][]byte{}
	for _, key := range odd {
		objects[key] = []byte(key)
	}
	put(t, s, "docs", objects)
	match := walk.Options{Match: walk.IsDocument}
	all := slices.DeleteFunc(slices.Clone(odd), func(k string) bool { return strings.HasSuffix(k, ".txt") })
	slices.Sort(all)
	assert.Equal(t, all, paths(t, s.Address("docs"), match))
	assert.Equal(t, []string{"in/a.xml"}, paths(t, s.Address("docs/in"), match), "in2 is a neighbour")
	assert.Equal(t, []string{"in/a.xml"}, paths(t, s.Address("docs/in/"), match))
	assert.Equal(t, []string{"in/note.txt"}, paths(t, s.Address("docs/in/note.txt"), match), "what is named is taken as it is")
	assert.Equal(t, []string{"! there is nothing at s3://docs/absent"}, paths(t, s.Address("docs/absent"), match))
	var parts []string
	for i := range 3 {
		match.Shard = walk.Shard{Index: i + 1, Count: 3}
		parts = append(parts, paths(t, s.Address("docs"), match)...)
	}
	slices.Sort(parts)
	assert.Equal(t, all, parts, "every object is in one part")
	for o := range source.Find(context.Background(), s.Address("docs"), walk.Options{}) {
		data, err := o.Bundle(context.Background()).Load(1000)
		require.NoError(t, err)
		assert.Equal(t, strings.TrimPrefix(o.Path, "s3://docs/"), string(data))
		_, err = o.Bundle(context.Background()).Load(3)
		assert.Error(t, err, "the limit holds")
	}
}

// TestTrouble says what is wrong with an address, a store, or an object that does not stay as it was.
func TestTrouble(t *testing.T) {
	s := s3test.Start(t, "docs")
	put(t, s, "docs", map[string][]byte{"a.xml": []byte("one"), "b.xml": []byte("one")})
	said := func(err error) string {
		hinted, ok := err.(interface{ Hint() lint.Text })
		require.True(t, ok, "%v", err)
		assert.NotEmpty(t, hinted.Hint().In("it"))
		return lint.Spoken(err, "en")
	}
	for address, want := range map[string]string{
		s.Address("absent"): "absent", s.Address("docs/absent"): "there is nothing", "s3://": "no address", "gs://bucket": "gs://", "s3://%zz": "no address",
	} {
		assert.Contains(t, said(source.Probe(context.Background(), address)), want)
	}
	objects := slices.Collect(source.Find(context.Background(), s.Address("docs"), walk.Options{}))
	require.Len(t, objects, 2)
	put(t, s, "docs", map[string][]byte{"a.xml": []byte("longer")})
	require.NoError(t, os.Remove(filepath.Join(s.Dir, "docs", "b.xml")))
	for _, o := range objects {
		_, err := o.Bundle(context.Background()).Load(1000)
		assert.Error(t, err, o.Path)
	}
	s.Stop()
	_, err := objects[0].Bundle(context.Background()).Load(1000)
	assert.Error(t, err)
	assert.Contains(t, said(source.Probe(context.Background(), s.Address("docs"))), "cannot be read")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "wrong")
	other := s3test.Start(t, "other")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "wrong")
	assert.Contains(t, said(source.Probe(context.Background(), other.Address("other"))), "other")
}

// judged audits a root and returns what was found, by path below it, and how many documents were read.
func judged(t *testing.T, dir, root string) (map[string]string, int) {
	t.Helper()
	catalog, err := schemas.OpenFS(starter.FS(), "embedded", schemas.AsStarter())
	require.NoError(t, err)
	defer catalog.Close()
	runner, err := checks.NewRunner(checks.Config{Catalog: catalog})
	require.NoError(t, err)
	st, err := store.Open(dir, checks.Rules())
	require.NoError(t, err)
	defer func() { require.NoError(t, st.Close()) }()
	a := folder.Audit{Roots: []string{root}, Judges: []folder.Judge{{Runner: runner}}, Progress: &folder.Progress{}}
	run, err := a.Judge(context.Background(), st)
	require.NoError(t, err)
	all := map[string]string{}
	v := folder.View{Store: st, Run: run, Seen: func(d *validate.Document) {
		name := strings.TrimPrefix(strings.TrimPrefix(d.Path, "s3://docs/"), root+string(filepath.Separator))
		findings, err := json.Marshal(d.Findings)
		require.NoError(t, err)
		all[filepath.ToSlash(name)] = fmt.Sprint(d.Verdict, d.SHA256, string(findings))
	}}
	_, err = v.Report(context.Background())
	require.NoError(t, err)
	return all, int(a.Progress.Judged.Load())
}

// TestAudit: an audit of a store finds what one of the same files finds; a second one reads what changed, also within the same second and
// without a change of size.
func TestAudit(t *testing.T) {
	s := s3test.Start(t, "docs")
	local := t.TempDir()
	objects := map[string][]byte{
		"lab/LAB.xml": sample(t, "cda/LAB-valid.xml"), "RSA.pdf": sample(t, "pdf/RSA-attachment.pdf"), "lab/broken.xml": sample(t, "cda/broken/LAB-xsd-value.xml"),
		"empty.xml": {}, "no.pdf": []byte("nonsense"),
	}
	for name, data := range objects {
		require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(local, name)), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(local, name), data, 0o600))
	}
	put(t, s, "docs", objects)
	dir := t.TempDir()
	there, read := judged(t, dir, s.Address("docs"))
	here, _ := judged(t, t.TempDir(), local)
	assert.Equal(t, here, there)
	assert.Equal(t, len(objects), read)

	swapped := bytes.Replace(objects["lab/LAB.xml"], []byte("Referto"), []byte("referto"), 1)
	put(t, s, "docs", map[string][]byte{"lab/LAB.xml": swapped})
	again, _ := judged(t, dir, s.Address("docs"))
	assert.NotEqual(t, there["lab/LAB.xml"], again["lab/LAB.xml"])
	delete(there, "lab/LAB.xml")
	delete(again, "lab/LAB.xml")
	assert.Equal(t, there, again)
}

// TestList reads lists: good lines, and a reason for every bad one.
func TestList(t *testing.T) {
	sum := strings.Repeat("ab", 32)
	for line, want := range map[string]string{
		`"a.pdf"`: "a.pdf", `{"path":"s3://b/a.pdf"}`: "s3://b/a.pdf", ` {"path":"a.pdf","sha256":"` + sum + `"} `: "a.pdf " + sum, "\r": "",
		`{"path":"a.pdf","sha256":"sha256:` + sum + `"}`: "a.pdf " + sum, `a.pdf`: "!", `""`: "!", `{"path":""}`: "!", `{"sha256":"` + sum + `"}`: "!", `{"path":7}`: "!",
		`{"path":"a","sha256":"ab"}`: "!", `{"path":"a","sha256":"zz"}`: "!", `[`: "!", "\xff\xfe": "!", `"a\u0000b"`: "!", `"` + strings.Repeat("a", 100_000) + `"`: "!", "": "",
	} {
		for _, text := range []string{line, line + "\n"} {
			var got []string
			for l := range source.List(context.Background(), strings.NewReader(text)) {
				switch {
				case l.Err != nil:
					got = append(got, "!")
				case l.SHA256 != nil:
					got = append(got, fmt.Sprintf("%s %x", l.Path, l.SHA256))
				default:
					got = append(got, l.Path)
				}
			}
			assert.Equal(t, want, strings.Join(got, "|"), "%.80q", text)
		}
	}
}

// TestListed: what a list names is judged, wherever it lies; what is not what the list means, or cannot be read, is a fault of its own.
func TestListed(t *testing.T) {
	s := s3test.Start(t, "docs")
	put(t, s, "docs", map[string][]byte{"RSA.pdf": sample(t, "pdf/RSA-attachment.pdf"), "LAB.xml": sample(t, "cda/LAB-valid.xml")})
	local := filepath.Join(t.TempDir(), "LAB.xml")
	require.NoError(t, os.WriteFile(local, sample(t, "cda/LAB-valid.xml"), 0o600))
	list := filepath.Join(t.TempDir(), "list.jsonl")
	require.NoError(t, os.WriteFile(list, fmt.Appendf(nil, "%q\n{\"path\":%q,\"sha256\":%q}\n{\"path\":%q}\nnonsense\n%q\n", local, s.Address("docs/RSA.pdf"),
		strings.Repeat("ab", 32), s.Address("docs/LAB.xml"), s.Address("docs/absent.xml")), 0o600))
	got, read := judged(t, t.TempDir(), source.ListRoot(list))
	assert.Equal(t, 5, read)
	verdicts := map[string]string{}
	for path, d := range got {
		verdicts[filepath.Base(path)] = fmt.Sprint(strings.HasPrefix(d, string(validate.Fault)))
	}
	assert.Equal(t, map[string]string{"LAB.xml": "false", "RSA.pdf": "true", "list.jsonl:4": "true", "absent.xml": "true"}, verdicts)
}

// FuzzList reads any bytes as a list: every line is a path or has a reason.
func FuzzList(f *testing.F) {
	f.Add([]byte("\"a\"\n{\"path\":\"b\",\"sha256\":\"00\"}\n\n[\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		n := 0
		for l := range source.List(context.Background(), bytes.NewReader(data)) {
			if (l.Path == "") == (l.Err == nil) {
				t.Fatalf("line %d has %q and %v", l.Line, l.Path, l.Err)
			}
			n++
		}
		if n > bytes.Count(data, []byte("\n"))+1 {
			t.Fatalf("%d lines of %q", n, data)
		}
	})
}
