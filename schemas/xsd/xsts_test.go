package xsd

import (
	"archive/tar"
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/internal/testkit/shared"
)

// suite is the files of the W3C test suite, with its list of jobs.
func suite(tb testing.TB) map[string][]byte {
	tb.Helper()
	if _, err := exec.LookPath("xz"); err != nil {
		tb.Skip("there is no xz to open the suite with")
	}
	xz := exec.Command("xz", "-dc", shared.Dir(tb, "suites", "xsts.tar.xz"))
	out, err := xz.StdoutPipe()
	require.NoError(tb, err)
	require.NoError(tb, xz.Start())
	files := map[string][]byte{}
	archive := tar.NewReader(out)
	for {
		h, err := archive.Next()
		if err == io.EOF {
			break
		}
		require.NoError(tb, err)
		if h.Typeflag != tar.TypeReg {
			continue
		}
		files[path.Clean(h.Name)], err = io.ReadAll(archive)
		require.NoError(tb, err)
	}
	require.NoError(tb, xz.Wait())
	return files
}

// byPath resolves locations as the suite means them; what is not there is passed over, as the reference does.
func byPath(files map[string][]byte) opener {
	return func(from, location string) (string, []byte, error) {
		name := path.Join(path.Dir(from), location)
		return name, files[name], nil
	}
}

// asReference lists codes with the places at which the reference reports them: behind a start tag or an end tag.
func asReference(doc *xmltree.Doc, r *Result) []string {
	var all []string
	for _, e := range r.Errors {
		at := e.event / 2
		if e.event%2 == 1 {
			at = tagEnd(doc.Source(), at)
		}
		pos := doc.At(at)
		for _, code := range e.Codes {
			all = append(all, fmt.Sprintf("%s@%d:%d", code, pos.Line, pos.Column))
		}
	}
	return all
}

// tagEnd is the offset behind the start tag at an offset.
func tagEnd(src []byte, at int) int {
	quote := byte(0)
	for ; at < len(src); at++ {
		switch c := src[at]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return at + 1
		}
	}
	return at
}

// TestSuite holds the verdicts against those of the reference. testdata/suite.tsv lists the differences: instance, verdict of
// the reference, ours, and why.
func TestSuite(t *testing.T) {
	files := suite(t)
	jobs := bufio.NewScanner(bytes.NewReader(files["xsts/jobs.tsv"]))
	require.True(t, jobs.Scan())
	total, same := 0, 0
	var different []string
	known := map[string]string{}
	golden, err := os.ReadFile("testdata/suite.tsv")
	require.NoError(t, err)
	for line := range strings.Lines(string(golden)) {
		f := strings.Split(strings.TrimSpace(line), "\t")
		known[f[0]] = f[1] + "\t" + f[2]
	}
	schemas := map[string]*Schema{}
	errs := map[string]error{}
	report := os.Getenv("XSTS_OUT")
	var out strings.Builder
	for jobs.Scan() {
		f := strings.Split(jobs.Text(), "\t")
		schema, instance, want := f[2], f[3], f[5]
		total++
		if _, done := errs[schema]; !done {
			schemas[schema], errs[schema] = compile(byPath(files), schema)
		}
		got, why := "invalid", ""
		if err := errs[schema]; err != nil {
			got, why = "refused", err.Error()
		} else if doc, err := xmltree.Parse(files[instance], xmltree.Limits{}); err != nil {
			why = err.Error()
		} else {
			r, err := schemas[schema].Validate(doc, Options{})
			require.NoError(t, err)
			if r.Valid() {
				got = "valid"
			}
			for _, at := range asReference(doc, r) {
				why += " " + at
			}
		}
		out.WriteString(instance + "\t" + got + "\t" + why + "\n")
		if got == want {
			same++
			continue
		}
		different = append(different, instance+"\t"+want+"\t"+got+"\t"+why)
		assert.Equal(t, known[instance], want+"\t"+got, "%s: %s", instance, why)
		delete(known, instance)
	}
	if report != "" {
		require.NoError(t, os.WriteFile(report, []byte(out.String()), 0o600))
		require.NoError(t, os.WriteFile(report+".diff", []byte(strings.Join(different, "\n")), 0o600))
	}
	assert.Empty(t, known, "differences that are none any more")
	assert.GreaterOrEqual(t, float64(same), 0.995*float64(total))
	t.Logf("%d jobs, %d the same (%.2f %%)", total, same, 100*float64(same)/float64(total))
}

// TestCases holds small schemas against the verdicts and first codes in the list that comes with them.
func TestCases(t *testing.T) {
	dir := shared.Dir(t, "cases-xsd")
	list, err := os.ReadFile(filepath.Join(dir, "README.md"))
	require.NoError(t, err)
	tested := 0
	for line := range strings.Lines(string(list)) {
		f := strings.Split(line, "|")
		if len(f) < 4 || strings.Contains(f[1], "case") || strings.Contains(f[1], "---") {
			continue
		}
		name, want := strings.TrimSpace(f[1]), strings.Fields(f[2])
		files := map[string][]byte{}
		files[name+".xsd"], err = os.ReadFile(filepath.Join(dir, name+".xsd"))
		require.NoError(t, err)
		s, err := Compile(files, name+".xsd")
		require.NoError(t, err, name)
		document, err := os.ReadFile(filepath.Join(dir, name+".xml"))
		require.NoError(t, err)
		r := judge(t, s, string(document))
		assert.Equal(t, want[0] == "valid", r.Valid(), "%s: %v", name, r.Errors)
		if len(want) > 1 && assert.NotEmpty(t, r.Errors, name) {
			assert.Equal(t, want[1], r.Errors[0].Code, name)
		}
		tested++
	}
	assert.Greater(t, tested, 25)
}
