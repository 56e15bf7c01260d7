//go:build unix

package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/ledger"
	"github.com/fselint/fselint/gateway/rehearsal"
	"github.com/fselint/fselint/internal/testkit/padestest"
)

const documentRoot = "2.16.840.1.113883.2.9.2.120.4.4^"

// stage is a folder with certificates, claims and a ledger, and a rehearsal gateway that runs as a process of its own.
type stage struct {
	*testing.T
	dir, base, controls string
	log                 *journal
	number              int
}

// journal keeps the lines of the gateway's log.
type journal struct {
	mu    sync.Mutex
	lines []string
}

func (j *journal) add(line string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.lines = append(j.lines, line)
}

// values returns what the log says under a name, in the order of the calls that writes are.
func (j *journal) values(name string) (all []string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, line := range j.lines {
		if _, rest, ok := strings.Cut(line, " "+name+"="); ok && !strings.Contains(line, "method=GET") {
			value, _, _ := strings.Cut(rest, " ")
			all = append(all, value)
		}
	}
	return all
}

const stageClaims = `{"sub":"PRVPNT80A41H501Y^^^&2.16.840.1.113883.2.9.4.3.2&ISO","person_id":"PRVPNT80A41H501Y^^^&2.16.840.1.113883.2.9.4.3.2&ISO",
"subject_organization_id":"120","subject_organization":"Regione Lazio","subject_role":"AAS","patient_consent":true,
"locality":"Ospedale di Esempio^^^^^&2.16.840.1.113883.2.9.4.1.2&ISO^^^^120001","resource_hl7_type":"('11502-2^^2.16.840.1.113883.6.1')",
"subject_application_id":"APP","subject_application_vendor":"Prova","subject_application_version":"1"}`

// newStage starts the gateway; flags are further ones for it.
func newStage(t *testing.T, flags ...string) *stage {
	s := &stage{T: t, dir: t.TempDir(), log: &journal{}}
	out, err := s.command("gateway", "pki", "--out", "pki").CombinedOutput()
	require.NoError(t, err, "%s", out)
	s.write("claims.json", []byte(stageClaims))
	args := append([]string{"gateway", "serve", "--listen", "127.0.0.1:0", "--control", "127.0.0.1:0", "--tls-cert", "pki/server.pem", "--tls-key", "pki/server.key",
		"--client-ca", "pki/ca.pem", "--ca", "pki/ca.pem"}, flags...)
	serve := s.command(args...)
	stdout, err := serve.StdoutPipe()
	require.NoError(t, err)
	stderr, err := serve.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, serve.Start())
	t.Cleanup(func() {
		_ = serve.Process.Signal(syscall.SIGTERM)
		_ = serve.Wait()
	})
	go func() {
		for lines := bufio.NewScanner(stderr); lines.Scan(); {
			s.log.add(lines.Text() + " ")
		}
	}()
	lines := bufio.NewScanner(stdout)
	for (s.base == "" || s.controls == "") && lines.Scan() {
		if rest, ok := strings.CutPrefix(lines.Text(), "listening on control "); ok {
			s.controls = rest
		} else if rest, ok := strings.CutPrefix(lines.Text(), "listening on "); ok {
			s.base = rest + "/v1"
		}
	}
	require.NotEmpty(t, s.controls, "the gateway does not serve")
	return s
}

func (s *stage) write(name string, data []byte) string {
	path := filepath.Join(s.dir, name)
	require.NoError(s, os.WriteFile(path, data, 0o600))
	return path
}

func (s *stage) path(name string) string { return filepath.Join(s.dir, name) }

// ledger is where the stage's ledger lies, in a folder of its own.
func (s *stage) ledger() string {
	dir := s.path("ledger")
	require.NoError(s, os.MkdirAll(dir, 0o700))
	return filepath.Join(dir, "l.db")
}

func (s *stage) command(args ...string) *exec.Cmd {
	cmd := program(s.Context(), s.dir, args...)
	cmd.Dir = s.dir
	return cmd
}

// connection are the flags that reach the gateway.
func (s *stage) connection() []string {
	return []string{"--ledger", s.ledger(), "--server-ca", "pki/ca.pem", "--channel", "pki/a1.pem", "--channel-key", "pki/a1.key",
		"--claims", "claims.json", "--certificate", "pki/s1.pem", "--key", "pki/s1.key"}
}

// submit is the command that sends a call.
func (s *stage) submit(op fse.Operation, args ...string) *exec.Cmd {
	all := append([]string{"submit", "--quiet", "--environment", "stage", "--base", s.base, "--ca", "pki/ca.pem", "--operation", string(op)}, s.connection()...)
	if op.SendsDocument() {
		all = append(all, "--force", "rehearsal with the starter catalog")
	}
	return s.command(append(all, args...)...)
}

// resolve asks about everything that is unknown.
func (s *stage) resolve(args ...string) (string, error) {
	out, err := s.command(append(append([]string{"ledger", "resolve"}, s.connection()...), args...)...).CombinedOutput()
	return string(out), err
}

// document makes a signed PDF with its own CDA, and its request body; workflow may be empty.
func (s *stage) document() (id, pdf string) {
	s.number++
	number := fmt.Sprintf("FSELINT-LAB-%05d", s.number)
	text, err := os.ReadFile("../../testdata/cda/LAB-valid.xml")
	require.NoError(s, err)
	text = []byte(strings.Replace(string(text), `extension="FSELINT-LAB-0001"`, `extension="`+number+`"`, 1))
	key, cert := padestest.Identity()
	signed, err := padestest.Sign(padestest.NewPDF(padestest.File{Name: "cda.xml", Data: text}),
		padestest.Options{CMS: padestest.CMS{Key: key, Certificate: cert}, Time: time.Now()})
	require.NoError(s, err)
	return documentRoot + number, s.write(number+".pdf", signed)
}

// body makes the request body of an operation, as a file.
func (s *stage) body(op fse.Operation, document, workflow string) string {
	body := map[string]string{
		"tipoDocumentoLivAlto": "REF", "assettoOrganizzativo": "AD_PSC101", "tipoAttivitaClinica": "ERP", "tipologiaStruttura": "Ospedale",
		"identificativoSottomissione": "2.16.840.1.113883.2.9.2.120.4.3.489593",
	}
	switch {
	case op == fse.Validation:
		body = map[string]string{"healthDataFormat": "CDA", "mode": "ATTACHMENT", "activity": "VALIDATION"}
	case op.SendsDocument():
		body["healthDataFormat"], body["mode"], body["identificativoDoc"], body["identificativoRep"] = "CDA", "ATTACHMENT", document, "2.16.840.1.113883.2.9.2.120.4.5.1"
	}
	if workflow != "" {
		body["workflowInstanceId"] = workflow
	}
	data, err := json.Marshal(body)
	require.NoError(s, err)
	return s.write("body-"+string(op)+".json", data)
}

// faults tells the gateway what goes wrong from now on.
func (s *stage) faults(list string) { s.control("/faults", list) }

func (s *stage) control(path, body string) {
	req, err := http.NewRequestWithContext(s.Context(), http.MethodPut, s.controls+path, strings.NewReader(body))
	require.NoError(s, err)
	resp, err := http.DefaultClient.Do(req)
	require.NoError(s, err)
	require.NoError(s, resp.Body.Close())
	require.Equal(s, http.StatusNoContent, resp.StatusCode)
}

// truth is what the gateway has on record about a document.
func (s *stage) truth(document string) (p rehearsal.Published) {
	resp, err := http.Get(s.controls + "/documents/" + strings.ReplaceAll(document, "^", "%5E"))
	require.NoError(s, err)
	defer resp.Body.Close()
	if resp.StatusCode == http.StatusNotFound {
		return p
	}
	require.Equal(s, http.StatusOK, resp.StatusCode)
	require.NoError(s, json.NewDecoder(resp.Body).Decode(&p))
	return p
}

// entries reads the ledger, none where there is none yet.
func (s *stage) entries() (all []*ledger.Entry) {
	l, err := ledger.Read(s.ledger())
	if err != nil {
		return nil
	}
	defer l.Close()
	for e, err := range l.Entries(ledger.Filter{}) {
		require.NoError(s, err)
		all = append(all, e)
	}
	return all
}
