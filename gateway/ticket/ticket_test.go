package ticket

import (
	"bytes"
	"encoding/base64"
	"flag"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"os"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/ledger"
	"github.com/fselint/fselint/gateway/wire"
)

var update = flag.Bool("update", false, "rewrite the golden files")

var noon = time.Date(2026, 1, 31, 12, 0, 0, 0, time.FixedZone("", 3600))

const answered = `{"type":"/msg/jwt-validation","title":"Campo token JWT non valido.","detail":"JWT payload: Person id PRVPNT80A41H501Y","instance":"/jwt-person-id","status":403,"traceID":"0123456789abcdef"}`

func refusal() ledger.Entry {
	answer := wire.ReadAnswer(403, map[string][]string{"X-Cart-Id": {"b7cad8e2-72c4-41ce-ac9a-24ff2b3f72a0"}, "Content-Type": {"application/problem+json"}}, []byte(answered), noon)
	return ledger.Entry{
		Attempt: ledger.Attempt{
			ID: 12, At: noon, Service: "toscana", Environment: "stage", Operation: fse.ValidateAndCreate, Base: "https://gateway.example/v2",
			Document: "2.16.840.1.113883.2.9.2.90.4.4^01386030488.LAB.201.77", CDAID: "1.2.3^PRVPNT80A41H501Y", PDF: "ab", Forced: "paziente Rossi",
			Channel: ledger.Token{ID: "j-1", Issuer: "auth:S1#A"}, Signature: ledger.Token{ID: "j-2", Issuer: "integrity:S1#A"},
			Vendor: "ACME", Application: "LIS", Version: "1.0", Body: []byte(`{"identificativoDoc":"x"}`),
		},
		Outcomes: []ledger.Outcome{{Attempt: 12, At: noon.Add(time.Second), Kind: ledger.Answered, Answer: answer}},
	}
}

func message() *Message {
	return &Message{
		Context: Stage, Facility: "Casa di cura Città di Prova", Supplier: "ACME srl", Application: "LIS", Version: "1.0",
		Details: "rifiuto di un referto perché il codice fiscale è diverso", Calls: []ledger.Entry{refusal()}, Date: noon,
		Meaning: func(*ledger.Entry) []string { return []string{"person_id non è quello del paziente"} },
	}
}

// part is a part of a message, decoded.
type part struct {
	name, kind string
	data       []byte
}

// read takes a message apart as a mail program would, and checks the lengths and ends of its lines.
func read(t testing.TB, data []byte) (mail.Header, string, []part) {
	for i, line := range bytes.Split(data, []byte("\r\n")) {
		require.NotContains(t, string(line), "\n", "line %d", i)
		require.NotContains(t, string(line), "\r", "line %d", i)
		require.LessOrEqual(t, len(line), 998)
	}
	msg, err := mail.ReadMessage(bytes.NewReader(data))
	require.NoError(t, err)
	kind, params, err := mime.ParseMediaType(msg.Header.Get("Content-Type"))
	require.NoError(t, err)
	require.Equal(t, "multipart/mixed", kind)
	r := multipart.NewReader(msg.Body, params["boundary"])
	var text string
	var parts []part
	for {
		p, err := r.NextRawPart()
		if err == io.EOF {
			return msg.Header, text, parts
		}
		require.NoError(t, err)
		var body io.Reader = base64.NewDecoder(base64.StdEncoding, p)
		if p.Header.Get("Content-Transfer-Encoding") == "quoted-printable" {
			body = quotedprintable.NewReader(p)
		}
		content, err := io.ReadAll(body)
		require.NoError(t, err)
		if p.FileName() == "" {
			text = string(content)
			continue
		}
		parts = append(parts, part{p.FileName(), p.Header.Get("Content-Type"), content})
	}
}

func subject(t testing.TB, h mail.Header) string {
	s, err := new(mime.WordDecoder).DecodeHeader(h.Get("Subject"))
	require.NoError(t, err)
	return s
}

func TestMessage(t *testing.T) {
	data, err := message().Bytes()
	require.NoError(t, err)
	if *update {
		require.NoError(t, os.WriteFile("testdata/stage.eml", data, 0o644))
	}
	want, err := os.ReadFile("testdata/stage.eml")
	require.NoError(t, err)
	assert.Equal(t, string(want), string(data), "go test ./gateway/ticket -update")

	h, text, parts := read(t, data)
	assert.Equal(t, "FSE2.0 Richiesta Supporto Staging | Casa di cura Città di Prova + ACME srl + LIS + rifiuto di un referto perché il codice fiscale è diverso", subject(t, h))
	to, err := h.AddressList("To")
	require.NoError(t, err)
	assert.Equal(t, "fseprivati@regione.toscana.it", to[0].Address)
	assert.Empty(t, h.Get("Cc"))
	from, err := h.AddressList("From")
	require.NoError(t, err)
	assert.Equal(t, "ACME srl", from[0].Name)
	date, err := h.Date()
	require.NoError(t, err)
	assert.True(t, date.Equal(noon))
	for _, word := range []string{"X-CART-id: b7cad8e2-72c4-41ce-ac9a-24ff2b3f72a0", "Stato HTTP: 403", "traceID: 0123456789abcdef", "person_id non è quello del paziente", "202", "identificativoDoc: 2.16", "ACME srl"} {
		assert.Contains(t, text, word)
	}
	require.Len(t, parts, 3)
	assert.Equal(t, "richiesta-12.json", parts[0].name)
	assert.NotContains(t, string(parts[0].data), `"body"`)
	assert.Equal(t, "risposta-12.json", parts[1].name)
	assert.Equal(t, answered, string(parts[1].data), "as it came")
	assert.Contains(t, parts[1].kind, "application/problem+json")
	assert.Contains(t, string(parts[2].data), "b7cad8e2-72c4-41ce-ac9a-24ff2b3f72a0,12,validate-and-create,2026-01-31T12:00:00+01:00,")
}

func TestBodies(t *testing.T) {
	m := message()
	m.Bodies = true
	data, err := m.Bytes()
	require.NoError(t, err)
	_, _, parts := read(t, data)
	require.Len(t, parts, 4)
	assert.Equal(t, `{"identificativoDoc":"x"}`, string(parts[1].data))
	m.Redact = true
	_, err = m.Bytes()
	assert.ErrorIs(t, err, ErrBodies)
}

func TestRedacted(t *testing.T) {
	m := message()
	m.Redact = true
	e := &m.Calls[0]
	e.Outcomes = append(e.Outcomes, ledger.Outcome{Kind: ledger.Asked, Reason: "seen by Rossi", Answer: &wire.Answer{
		Status: 200, CartID: "c-2", Body: []byte("PRVPNT80A41H501Y"), Warning: "PRVPNT80A41H501Y", TraceID: "PRVPNT80A41H501Y", WorkflowInstanceID: "PRVPNT80A41H501Y",
		Transaction: []wire.Event{{Type: "PUBLICATION", Status: "SUCCESS", Subject: "PRVPNT80A41H501Y", Message: "PRVPNT80A41H501Y"}},
	}})
	data, err := m.Bytes()
	require.NoError(t, err)
	h, text, parts := read(t, data)
	everything := subject(t, h) + text
	for _, p := range parts {
		everything += string(p.data)
	}
	for _, secret := range []string{"PRVPNT80A41H501Y", "Rossi", "01386030488.LAB"} {
		assert.NotContains(t, everything, secret)
	}
	for _, kept := range []string{"b7cad8e2-72c4-41ce-ac9a-24ff2b3f72a0", "c-2", "0123456789abcdef", "/msg/jwt-validation", "PUBLICATION SUCCESS", "sono stati omessi"} {
		assert.Contains(t, everything, kept)
	}
	assert.Equal(t, "paziente Rossi", m.Calls[0].Forced, "the caller's values stay")
}

func TestChannels(t *testing.T) {
	for context, want := range map[Context][3]string{
		Stage:          {"FSE2.0 Richiesta Supporto Staging | A + B + C + D", "fseprivati@regione.toscana.it", ""},
		Production:     {"FSE2.0 Richiesta Supporto Produzione | A + B + C + D", "fseprivati@regione.toscana.it", "cartdesk@regione.toscana.it"},
		Administration: {"FSE2.0 Richiesta Supporto Administration | A + B + C + D", "fseprivati@regione.toscana.it", ""},
	} {
		m := &Message{Context: context, Facility: "A", Supplier: "B", Application: "C", Details: "D", Date: noon, From: "Ufficio <ufficio@example.org>", Files: []File{{"ricevuta à.pdf", "application/pdf", []byte("%PDF")}}}
		data, err := m.Bytes()
		require.NoError(t, err)
		h, text, parts := read(t, data)
		assert.Equal(t, want[:], []string{subject(t, h), h.Get("To"), h.Get("Cc")})
		assert.Contains(t, text, "ricevuta à.pdf")
		require.Len(t, parts, 1)
		assert.Equal(t, "ricevuta à.pdf", parts[0].name)
		again, err := m.Bytes()
		require.NoError(t, err)
		assert.Equal(t, data, again)
	}
}

func TestCheck(t *testing.T) {
	for want, edit := range map[string]func(*Message){
		"no facility":              func(m *Message) { m.Facility = " \n" },
		"no supplier":              func(m *Message) { m.Supplier = "" },
		"201 characters":           func(m *Message) { m.Details = strings.Repeat("à", 201) },
		"unknown context":          func(m *Message) { m.Context = "cantina" },
		"the sender's address":     func(m *Message) { m.From = "nobody" },
		"not ASCII":                func(m *Message) { m.From = "città@example.org" },
		"attempt 12 went to stage": func(m *Message) { m.Context = Production },
	} {
		m := message()
		edit(m)
		_, err := m.Bytes()
		assert.ErrorContains(t, err, want)
	}
}

// FuzzMessage writes messages from hostile values: whatever they hold, the header stays as it is and the subject comes back.
func FuzzMessage(f *testing.F) {
	f.Add("Città", "a\r\nBcc: x@example.org", "=?UTF-8?B?AAAA?=", []byte("--fselint"), "text/html; x=\"\r\n")
	f.Add(strings.Repeat("x", 190), "\xff\x00", "\u202e+|", []byte("\r\n.\r\n"), "")
	f.Fuzz(func(t *testing.T, facility, details, value string, body []byte, kind string) {
		m := message()
		m.Facility, m.Details = facility, details
		e := &m.Calls[0]
		e.Vendor, e.Document, e.Outcomes[0].Reason = value, value, value
		a := *e.Outcomes[0].Answer
		a.CartID, a.Body, a.Type, a.Problem = value, body, kind, &wire.Problem{Type: value, Detail: details}
		e.Outcomes[0].Answer = &a
		m.Meaning = func(*ledger.Entry) []string { return []string{value} }
		if m.Check() != nil {
			return
		}
		for _, m.Redact = range []bool{false, true} {
			data, err := m.Bytes()
			require.NoError(t, err)
			h, text, parts := read(t, data)
			require.Len(t, h, 8)
			require.Equal(t, m.Subject(), subject(t, h))
			require.True(t, utf8.ValidString(text))
			if !m.Redact && len(body) > 0 {
				require.Equal(t, body, parts[1].data)
			}
		}
	})
}

func BenchmarkMessage(b *testing.B) {
	m := message()
	for b.Loop() {
		if _, err := m.Bytes(); err != nil {
			b.Fatal(err)
		}
	}
}
