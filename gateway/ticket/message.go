package ticket

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/mail"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/fselint/fselint/gateway/ledger"
	"github.com/fselint/fselint/lint"
)

// Context is what support is asked for.
type Context string

// The contexts.
const (
	Administration Context = "administration"
	Stage          Context = "stage"
	Production     Context = "production"
)

// Contexts lists the contexts.
func Contexts() []Context { return []Context{Stage, Production, Administration} }

const cartdesk = "cartdesk@regione.toscana.it"

// channel is where and how support is asked for (tables/support_channels).
type channel struct{ word, to, cc, about string }

var channels = map[Context]channel{
	Administration: {"Administration", "fseprivati@regione.toscana.it", "", "amministrativo, accreditamento regionale"},
	Stage:          {"Staging", "fseprivati@regione.toscana.it", "", "tecnico, ambiente di stage (test)"},
	Production:     {"Produzione", "fseprivati@regione.toscana.it", cartdesk, "tecnico, ambiente di produzione"},
}

// File is something to attach.
type File struct {
	Name, Type string // Type is a media type
	Data       []byte
}

// Message is what support is told. The texts are the user's own; blanks and line ends in them become single blanks.
type Message struct {
	Context     Context
	Facility    string // structure that joined the call
	Supplier    string
	Application string
	Details     string         // for the subject, in few words
	Version     string         // of the application, may be empty
	From        string         // address of the sender; empty for one that the mail program replaces
	Expected    string         // what was expected of the gateway; empty for the obvious
	Calls       []ledger.Entry // that support is asked about; none in administrative matters
	// Meaning returns what the answer to a call means, a sentence each, in Italian; it may be nil.
	Meaning func(*ledger.Entry) []string
	Files   []File // further attachments
	Bodies  bool   // attach the bodies of requests that the ledger has kept
	Redact  bool   // leave out what can say something about a patient
	Date    time.Time
}

// most bounds one of the texts that make the subject, in characters.
const most = 200

// ErrBodies says that bodies of requests cannot be both attached and redacted.
var ErrBodies = texts.Error("the-body-request-names-patient-it", nil)

// Check says what is missing or does not fit.
func (m *Message) Check() error {
	if _, ok := channels[m.Context]; !ok {
		return texts.Error("unknown-context", lint.Values{"context": fmt.Sprintf("%q", m.Context)})
	}
	for _, v := range []struct{ name, value string }{{"facility", m.Facility}, {"supplier", m.Supplier}, {"application", m.Application}, {"details", m.Details}} {
		if err := checkText(v.name, v.value); err != nil {
			return err
		}
	}
	if err := checkSender(m.From); err != nil {
		return err
	}
	for i := range m.Calls {
		if e := &m.Calls[i]; m.Context != Administration && e.Environment != string(m.Context) {
			return texts.Error("attempt-went-to-not-to", lint.Values{"id": int(e.ID), "environment": e.Environment, "context": m.Context})
		}
	}
	if m.Bodies && m.Redact {
		return ErrBodies
	}
	return nil
}

// checkText wants a text of the user's that is there and not too long.
func checkText(name, value string) error {
	switch n := utf8.RuneCountInString(clean(value)); {
	case n == 0:
		return texts.Error("no", lint.Values{"name": name})
	case n > most:
		return texts.Error("characters-more-than", lint.Values{"name": name, "n": n, "most": most})
	}
	return nil
}

// checkSender wants an address that mail can have, or none.
func checkSender(from string) error {
	if from == "" {
		return nil
	}
	a, err := mail.ParseAddress(from)
	if err != nil {
		return texts.Error("the-sender-s-address", lint.Values{"err": err})
	}
	if len(a.Address) > 254 || strings.ContainsFunc(a.Address, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return texts.Error("the-sender-s-address-longer-than", lint.Values{"address": strconv.Quote(a.Address)})
	}
	return nil
}

// Subject returns the subject in the form that the specification fixes.
func (m *Message) Subject() string {
	return fmt.Sprintf("FSE2.0 Richiesta Supporto %s | %s + %s + %s + %s", channels[m.Context].word, clean(m.Facility), clean(m.Supplier), clean(m.Application), clean(m.Details))
}

// Bytes returns the message. The same values give the same bytes. Errors are those of Check.
func (m *Message) Bytes() ([]byte, error) {
	if err := m.Check(); err != nil {
		return nil, err
	}
	c := *m
	if c.Redact {
		c.Calls = make([]ledger.Entry, len(m.Calls))
		for i := range m.Calls {
			c.Calls[i] = redacted(&m.Calls[i])
		}
	}
	return c.write(), nil
}

func (m *Message) write() []byte {
	files := m.files()
	c := channels[m.Context]
	return envelope{from: sender(m.From, m.Supplier), to: c.to, cc: c.cc, subject: m.Subject(), date: m.Date}.write(m.text(files), files)
}

// envelope is what stands above a message.
type envelope struct {
	from, to, cc, subject string
	answers               string // Message-ID of the message that it answers, "" for none
	date                  time.Time
}

// write writes a message. The same values give the same bytes.
func (e envelope) write(text string, files []File) []byte {
	sum := sha256.New()
	for _, s := range []string{e.date.UTC().Format(time.RFC3339), e.subject, text} {
		sum.Write([]byte(s))
	}
	for _, f := range files {
		sum.Write(f.Data)
	}
	id := hex.EncodeToString(sum.Sum(nil)[:16])
	w := &writer{boundary: "fselint-" + id}
	w.address("From", e.from)
	w.address("To", e.to)
	if e.cc != "" {
		w.address("Cc", e.cc)
	}
	w.unstructured("Subject", e.subject)
	w.header("Date", e.date.Format(time.RFC1123Z))
	w.header("Message-ID", "<"+id+"@fselint.invalid>")
	if e.answers != "" {
		w.header("In-Reply-To", e.answers)
		w.header("References", e.answers)
	}
	w.header("MIME-Version", "1.0")
	w.header("X-Unsent", "1") // mail programs open it as a draft
	w.header("Content-Type", `multipart/mixed; boundary="`+w.boundary+`"`)
	w.end()
	w.text(text)
	for _, f := range files {
		w.attach(f)
	}
	w.close()
	return w.b.Bytes()
}

// sender is who a message is from. Without an address it names the supplier at one that cannot exist (RFC 2606), which the mail program
// replaces when the draft is sent.
func sender(from, supplier string) string {
	if from != "" {
		return from
	}
	return (&mail.Address{Name: clean(supplier), Address: "mittente@fselint.invalid"}).String()
}

// clean makes one line of a text: what cannot be printed, line ends first of all, becomes a blank.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == utf8.RuneError || !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}
