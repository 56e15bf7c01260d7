package campaign

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/dossier/testcase"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/ledger"
	"github.com/fselint/fselint/gateway/wire"
	"github.com/fselint/fselint/validate"
)

var scope = Scope{Software: validate.Application{Vendor: "Prova", ID: "LIS", Version: "1.0"}, Environment: "stage", Base: "https://a/v1"}

// TestStates: where a case stands is told by the last call that arrived or may have, of the same software, gateway and document.
func TestStates(t *testing.T) {
	dir := t.TempDir()
	document := filepath.Join(dir, "a.pdf")
	require.NoError(t, os.WriteFile(document, []byte("the document"), 0o600))
	type call struct {
		kind   ledger.Kind
		status int
		body   string
		edit   func(*ledger.Attempt)
	}
	accepted := call{kind: ledger.Answered, status: 201, body: `{"traceID":"t","spanID":"s","workflowInstanceId":"w"}`}
	other := func(edit func(*ledger.Attempt)) call {
		c := accepted
		c.edit = edit
		return c
	}
	for name, c := range map[string]struct {
		id    int
		calls []call
		want  State
	}{
		"nothing":           {147, nil, Open},
		"accepted":          {147, []call{accepted}, Wanted},
		"KO accepted":       {152, []call{accepted}, Unwanted},
		"KO vocabulary":     {152, []call{{kind: ledger.Answered, status: 400, body: `{"type":"/msg/vocabulary"}`}}, Wanted},
		"KO of the request": {152, []call{{kind: ledger.Answered, status: 400, body: `{"type":"/msg/mandatory-element"}`}}, Unwanted},
		"lost":              {147, []call{{kind: ledger.Unknown}}, Unknown},
		"not arrived":       {147, []call{{kind: ledger.NotSent}}, Open},
		"busy":              {147, []call{{kind: ledger.Answered, status: 429, body: `{"type":"about:blank"}`}}, Open},
		"arrived before":    {147, []call{accepted, {kind: ledger.NotSent}}, Wanted},
		"arrived after":     {147, []call{{kind: ledger.NotSent}, accepted}, Wanted},
		"other software":    {147, []call{other(func(a *ledger.Attempt) { a.Version = "2.0" })}, Open},
		"rehearsed":         {147, []call{other(func(a *ledger.Attempt) { a.Base = "https://127.0.0.1/v1" })}, Open},
		"other document":    {147, []call{other(func(a *ledger.Attempt) { a.PDF = wire.Digest([]byte("another")) })}, Open},
		"other case":        {147, []call{other(func(a *ledger.Attempt) { a.Case = 148 })}, Open},
		"no case":           {147, []call{other(func(a *ledger.Attempt) { a.Case = 0 })}, Open},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "l.db")
			l, err := ledger.Open(t.Context(), path)
			require.NoError(t, err)
			for _, made := range c.calls {
				a := &ledger.Attempt{
					At: time.Now(), Environment: "stage", Base: scope.Base, Operation: fse.Validation, Case: c.id, PDF: wire.Digest([]byte("the document")),
					Vendor: "Prova", Application: "LIS", Version: "1.0",
				}
				if made.edit != nil {
					made.edit(a)
				}
				require.NoError(t, l.Begin(a))
				o := &ledger.Outcome{Attempt: a.ID, At: time.Now(), Kind: made.kind}
				if made.kind == ledger.Answered {
					o.Answer = wire.ReadAnswer(made.status, nil, []byte(made.body), time.Now())
				}
				require.NoError(t, l.Append(o))
			}
			require.NoError(t, l.Close())
			last, err := scope.calls(path)
			require.NoError(t, err)
			known, _ := testcase.ByID(c.id)
			o := judge(&Item{Case: known, ID: c.id, Document: document}, last[c.id])
			assert.Equal(t, c.want, o.State)
			assert.Equal(t, name == "other document", o.Changed)
		})
	}
}

func FuzzPlan(f *testing.F) {
	f.Add([]byte("cases:\n  - case: 147\n    document: a.pdf\n    claims: {a: null, b: {c: [1]}}\n"))
	f.Add([]byte("cases: &a [*a]\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := parse(data)
		if err != nil {
			return
		}
		for i := range p.Cases {
			_, _, _ = p.Cases[i].Parts([]byte(`{}`), nil, nil)
		}
	})
}
