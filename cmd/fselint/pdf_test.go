package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"software.sslmate.com/src/go-pkcs12"

	"github.com/fselint/fselint/cda/embed"
	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/internal/testkit/padestest"
	"github.com/fselint/fselint/pades"
)

// TestPDFSignPKCS12 signs with a PKCS#12 whose password comes from a file or from the environment.
func TestPDFSignPKCS12(t *testing.T) {
	dir := t.TempDir()
	key, cert := padestest.Identity()
	store, err := pkcs12.Modern.Encode(key, cert, nil, "segreto di prova")
	require.NoError(t, err)
	for name, data := range map[string][]byte{
		"firma.p12": store, "password": []byte("segreto di prova\r\n"), "wrong": []byte("altro"), "in.pdf": embed.Blank(),
	} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), data, 0o600))
	}
	sign := func(args ...string) (int, string) {
		var stdout, stderr bytes.Buffer
		all := []string{"pdf", "sign"}
		for _, a := range args {
			if !strings.HasPrefix(a, "--") {
				a = filepath.Join(dir, a)
			}
			all = append(all, a)
		}
		code := run(context.Background(), all, strings.NewReader(""), &stdout, &stderr)
		return code, stderr.String()
	}
	code, stderr := sign("--p12", "firma.p12", "--password-file", "password", "in.pdf", "file.pdf")
	require.Equal(t, int(exitOK), code, stderr)
	data, err := os.ReadFile(filepath.Join(dir, "file.pdf"))
	require.NoError(t, err)
	f, err := pdffile.Open(data, pdffile.Limits{})
	require.NoError(t, err)
	assert.Equal(t, pades.OK, pades.Decide(f, fse.May2026).Decision)

	code, stderr = sign("--p12", "firma.p12", "--password-file", "wrong", "in.pdf", "never.pdf")
	assert.Equal(t, int(exitUsage), code)
	assert.Contains(t, stderr, "password")
	assert.NoFileExists(t, filepath.Join(dir, "never.pdf"))

	t.Setenv(envPassword, "segreto di prova")
	code, stderr = sign("--p12", "firma.p12", "in.pdf", "environment.pdf")
	assert.Equal(t, int(exitOK), code, stderr)
}
