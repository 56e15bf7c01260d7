package profile

import (
	"bufio"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/internal/testkit/shared"
	"github.com/fselint/fselint/pades"
)

func read(tb testing.TB, data []byte) *Report {
	f, err := pdffile.Open(data, pdffile.Limits{})
	require.NoError(tb, err)
	return Read(f, pades.Decide(f, fse.May2026).Signatures)
}

// signedFiles are the reference's files and the repository's own samples.
func signedFiles(t *testing.T) []string {
	dir := shared.Dir(t, "corpus")
	f, err := os.Open(filepath.Join(dir, "signature-expected.jsonl"))
	require.NoError(t, err)
	defer f.Close()
	var files []string
	for s := bufio.NewScanner(f); s.Scan(); {
		var line struct{ File string }
		require.NoError(t, json.Unmarshal(s.Bytes(), &line))
		files = append(files, filepath.Join(dir, "signature", line.File))
	}
	own, err := filepath.Glob("../../testdata/pdf/*.pdf")
	require.NoError(t, err)
	more, err := filepath.Glob("../../testdata/pdf/*/*.pdf")
	require.NoError(t, err)
	require.NotEmpty(t, own)
	return append(append(files, own...), more...)
}

// pdfsig runs poppler's verifier and returns its word for each field.
func pdfsig(t *testing.T, file string) map[string]string {
	out, _ := exec.Command("pdfsig", "-nocert", file).Output() // its exit code says no more than its text
	words := map[string]string{}
	field := ""
	for _, line := range strings.Split(string(out), "\n") {
		if m := fieldLine.FindStringSubmatch(line); m != nil {
			field = m[1]
		}
		if m := wordLine.FindStringSubmatch(line); m != nil {
			words[field] = m[1]
		}
	}
	return words
}

var (
	fieldLine = regexp.MustCompile(`Signature Field Name: (.*)$`)
	wordLine  = regexp.MustCompile(`Signature Validation: (.*?)\.?$`)
)

// agreed are the words of pdfsig for our causes. It has none of its own for a dictionary or message in which there is nothing
// to verify, or not by it: those two words must meet nothing that is intact here.
var agreed = map[string]func(s *Signature) bool{
	"Signature is Valid":   func(s *Signature) bool { return s.Integrity == Intact },
	"Signature is Invalid": func(s *Signature) bool { return s.Integrity == Broken && s.Cause == CryptoFailure },
	"Digest Mismatch":      func(s *Signature) bool { return s.Integrity == Broken && s.Cause == HashFailure },

	"Signature has not yet been verified": nothingToVerify,
	"Unknown Validation Failure":          nothingToVerify,
}

func nothingToVerify(s *Signature) bool {
	return s.Integrity == Indeterminate || s.Integrity == Broken && s.Cause == FormatFailure
}

// differences are the files on which the two do not agree, with the reason.
var differences = map[string]string{
	"fld-widget-kid-good.pdf":            "pdfsig finds no field whose widget is a kid without a name",
	"own-alg-ed25519.pdf":                "NSS has no Ed25519",
	"own-alg-sha224-rsa.pdf":             "pdfsig computes another digest for SHA-224; OpenSSL verifies the signature",
	"own-alg-sha3-256-rsa.pdf":           "NSS has no SHA-3",
	"own-br-real.pdf":                    "pdfsig reads no real numbers; the bytes that they name are unchanged, and the byte range is reported",
	"own-cms-two-signers-bad-second.pdf": "pdfsig looks at the first signer only",
	"own-sub-missing.pdf":                "pdfsig verifies known kinds only; without /SubFilter the CMS is verified all the same here",
}

// TestAgreesWithPdfsig compares the integrity of every signature with poppler's pdfsig.
func TestAgreesWithPdfsig(t *testing.T) {
	if _, err := exec.LookPath("pdfsig"); err != nil {
		const reason = "pdfsig (package poppler-utils) is not installed"
		if os.Getenv("CI") == "true" {
			t.Fatal(reason)
		}
		t.Skip(reason)
	}
	compared := 0
	for _, file := range signedFiles(t) {
		base := filepath.Base(file)
		data, err := os.ReadFile(file)
		require.NoError(t, err)
		f, err := pdffile.Open(data, pdffile.Limits{})
		if err != nil {
			continue
		}
		words := pdfsig(t, file)
		for _, s := range Read(f, pades.Decide(f, fse.May2026).Signatures).Signed() {
			if s.Kind == DocumentTimeStamp {
				continue // pdfsig does not verify document time stamps
			}
			word, seen := words[s.Facts.Field]
			if why, ok := differences[base]; ok {
				assert.False(t, seen && agreed[word] != nil && agreed[word](s), "%s: pdfsig agrees now; it did not: %s", base, why)
				continue
			}
			if !assert.True(t, seen, "%s: pdfsig does not see %q (%s)", base, s.Facts.Field, s.Integrity) {
				continue
			}
			check, ok := agreed[word]
			if assert.True(t, ok, "%s: pdfsig says %q, we %s %s %s", base, word, s.Integrity, s.Cause, s.Detail) {
				assert.True(t, check(s), "%s: pdfsig says %q, we %s %s %s", base, word, s.Integrity, s.Cause, s.Detail)
				compared++
			}
		}
	}
	assert.Greater(t, compared, 60)
}
