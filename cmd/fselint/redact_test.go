package main

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/internal/testkit/padestest"
	"github.com/fselint/fselint/report"
)

// seeds makes values that no program writes by itself, each once.
type seeds struct{ n int }

const seedMark = "Zqx7"

func (s *seeds) next() string {
	s.n++
	return fmt.Sprintf("%s%dQ", seedMark, s.n)
}

// seededCDA is the LAB sample with a seed for every value that may be about somebody: identifiers, names, addresses, texts, and
// every code.
func seededCDA(t *testing.T, s *seeds) string {
	data, err := os.ReadFile("../../testdata/cda/LAB-valid.xml")
	require.NoError(t, err)
	text := string(data)
	attributes := regexp.MustCompile(` (extension|value|displayName|assigningAuthorityName|code|unit|ID)="[^"]*"`)
	text = attributes.ReplaceAllStringFunc(text, func(m string) string {
		if strings.Contains(m, "POCD_") {
			return m
		}
		return m[:strings.IndexByte(m, '"')] + `"` + s.next() + `"`
	})
	text = regexp.MustCompile(`>[^<>\s][^<>]*<`).ReplaceAllStringFunc(text, func(string) string { return ">" + s.next() + "<" })
	text = strings.Replace(text, "<title>", "<"+s.next()+" "+s.next()+`="`+s.next()+`"/><title>`, 1) // an element that is none
	return text
}

func seededToken(s *seeds) string {
	claims := map[string]string{}
	for _, name := range []string{"iss", "sub", "jti", "aud", "subject_organization", "subject_organization_id", "locality", "subject_role", "person_id",
		"purpose_of_use", "action_id", "resource_hl7_type", "attachment_hash", "subject_application_id", "subject_application_vendor",
		"subject_application_version", s.next()} {
		claims[name] = s.next()
	}
	payload, _ := json.Marshal(claims) // texts
	encode := base64.RawURLEncoding.EncodeToString
	return encode([]byte(`{"alg":"`+s.next()+`","typ":"`+s.next()+`","kid":"`+s.next()+`"}`)) + "." + encode(payload) + "." + encode([]byte("none"))
}

// TestRedactedReports seeds known values into everything that a submission consists of, and looks for them in every format.
func TestRedactedReports(t *testing.T) {
	s := &seeds{}
	dir := filepath.Join(t.TempDir(), s.next())
	require.NoError(t, os.Mkdir(dir, 0o755))
	write := func(name, content string) string {
		path := filepath.Join(dir, s.next()+name)
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
		return path
	}
	key, _ := padestest.Identity()
	cert, err := padestest.SelfSigned(key, s.next(), 7, time.Now().AddDate(-9, 0, 0), time.Now().AddDate(-8, 0, 0))
	require.NoError(t, err)
	cda := seededCDA(t, s)
	pdf, err := padestest.Sign(padestest.NewPDF(padestest.File{Name: s.next(), Data: []byte(cda)}, padestest.File{Name: "cda.xml", Data: []byte(cda)}),
		padestest.Options{CMS: padestest.CMS{Key: key, Certificate: cert}, Field: s.next(), Name: s.next(), Reason: s.next(), Location: s.next(), Time: time.Now()})
	require.NoError(t, err)
	body := map[string]any{"descriptions": []string{s.next()}, "attiCliniciRegoleAccesso": []string{s.next()}, s.next(): s.next()}
	for _, name := range []string{"identificativoDoc", "identificativoRep", "tipologiaStruttura", "dataInizioPrestazione", "mode"} {
		body[name] = s.next()
	}
	encoded, err := json.Marshal(body)
	require.NoError(t, err)
	certificate := "-----BEGIN CERTIFICATE-----\n" + base64.StdEncoding.EncodeToString(cert.Raw) + "\n-----END CERTIFICATE-----\n"
	args := []string{
		write(".pdf", string(pdf)), write(".xml", cda), write(".xml", "<"+s.next()+">"+s.next()), write(".pdf", "%PDF-1.7 "+s.next()), filepath.Join(dir, s.next()),
		"--token-signature", write(".jwt", seededToken(s)), "--token-auth", write(".jwt", seededToken(s)), "--request", write(".json", string(encoded)),
		"--certificate", write(".pem", certificate), "--vendor", s.next(), "--application", s.next(), "--app-version", s.next(),
		"--registry", write(".csv", "Fornitore,Nomi fornitori equivalenti,Applicativo,Versione,Versioni Equivalenti,Tipo Documento,Servizio,Data validazione,Versione Gateway\r\n"),
		"--notes",
	}
	if root := os.Getenv("FSELINT_SHARED"); root != "" {
		args = append(args, "--catalog", filepath.Join(root, "catalog"))
	}
	for _, lang := range []string{"it", "en"} {
		for _, format := range report.Formats() {
			out := filepath.Join(t.TempDir(), "out")
			check := func(extra ...string) string {
				var stderr bytes.Buffer
				code := run(t.Context(), append(append([]string{"check", "--lang", lang, "--output", format + "=" + out, "--quiet"}, args...), extra...), nil, io.Discard, &stderr)
				require.Equal(t, int(exitFault), code, "a file is missing; %s", stderr.String())
				return unpacked(t, out)
			}
			assert.Contains(t, check(), seedMark, "%s without --redact: the seeds are in the reports", format)
			got := check("--redact")
			if at := strings.Index(strings.ToLower(got), strings.ToLower(seedMark)); at >= 0 {
				t.Errorf("%s %s: …%s…", format, lang, got[max(at-300, 0):min(at+100, len(got))])
			}
		}
	}
}

// unpacked returns a report as text, a workbook with its parts.
func unpacked(t *testing.T, path string) string {
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return string(data)
	}
	var all strings.Builder
	for _, f := range z.File {
		r, err := f.Open()
		require.NoError(t, err)
		part, err := io.ReadAll(r)
		require.NoError(t, err)
		all.Write(part)
	}
	return all.String()
}
