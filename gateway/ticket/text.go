package ticket

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/ledger"
	"github.com/fselint/fselint/gateway/wire"
)

// longest bounds a value in the text, in characters: the attachments have it whole.
const longest = 2000

type lines struct{ b strings.Builder }

func (l *lines) put(format string, args ...any) { fmt.Fprintf(&l.b, format+"\n", args...) }

// value writes a value, if there is one, on one line.
func (l *lines) value(name, value string) {
	if value = clean(value); value == "" {
		return
	}
	if r := []rune(value); len(r) > longest {
		value = string(r[:longest]) + " … (per intero negli allegati)"
	}
	l.put("%s: %s", name, value)
}

// text is the readable part, in the language of those who read it.
func (m *Message) text(files []File) string {
	l := &lines{}
	l.put("Buongiorno,\n\nsi chiede supporto per il FSE 2.0.\n")
	l.value("Contesto", channels[m.Context].about)
	l.value("Struttura", m.Facility)
	l.value("Fornitore software", m.Supplier)
	l.value("Applicativo", m.Application)
	l.value("Versione", m.Version)
	l.value("Richiesta", m.Details)
	for i := range m.Calls {
		m.call(l, &m.Calls[i])
	}
	if m.Context == Administration && len(m.Files) == 0 {
		l.put("\nDa allegare: la ricevuta generata dal Formulario all'adesione.")
	}
	if len(files) > 0 {
		l.put("\nAllegati:")
		for _, f := range files {
			l.put("- %s", f.Name)
		}
	}
	if m.Redact {
		l.put("\nI valori che potrebbero riguardare un paziente sono stati omessi.")
	}
	return l.b.String()
}

func (m *Message) call(l *lines, e *ledger.Entry) {
	l.put("\nChiamata %d", e.ID)
	a := e.Answer()
	if a != nil {
		l.value(wire.HeaderCart, a.CartID)
	}
	l.value("Operazione", string(e.Operation))
	l.value("Indirizzo", e.Base)
	l.value("Inviata", moment(e.At))
	l.value("Esito", states[e.State()])
	l.value("identificativoDoc", e.Document)
	workflow, trace := e.Identifiers()
	if trace == "" {
		trace = e.Trace
	}
	l.value("workflowInstanceId", workflow)
	l.value("traceID", trace)
	l.value("Versione dell'applicativo", e.Version)
	l.value("Token di autenticazione (jti, iss)", pair(e.Channel))
	l.value("Token di firma (jti, iss)", pair(e.Signature))
	for i := range e.Outcomes {
		outcome(l, &e.Outcomes[i])
	}
	l.value("Che cosa ci si aspettava", m.expected(e))
	if m.Meaning == nil {
		return
	}
	if meaning := m.Meaning(e); len(meaning) > 0 {
		l.put("Che cosa significa, secondo fselint:")
		for _, s := range meaning {
			l.put("- %s", clean(s))
		}
	}
}

func pair(t ledger.Token) string { return strings.TrimSpace(t.ID + " " + t.Issuer) }

var states = map[ledger.State]string{
	ledger.Accepted: "accettata", ledger.Refused: "rifiutata", ledger.Lost: "non nota: la risposta è andata perduta", ledger.Void: "non inviata: la connessione non è riuscita",
}

var kinds = map[ledger.Kind]string{
	ledger.Answered: "Risposta", ledger.Unknown: "Nessuna risposta", ledger.NotSent: "Non inviata",
	ledger.Asked: "Chiesto al servizio di stato", ledger.Settled: "Accertato",
}

func outcome(l *lines, o *ledger.Outcome) {
	l.put("%s: %s", kinds[o.Kind], moment(o.At))
	l.value("  Motivo", o.Reason)
	a := o.Answer
	if a == nil {
		return
	}
	if o.Kind != ledger.Answered { // that of the call itself stands first
		l.value("  "+wire.HeaderCart, a.CartID)
	}
	l.value("  Stato HTTP", strconv.Itoa(a.Status))
	l.value("  traceID", a.TraceID)
	l.value("  spanID", a.SpanID)
	l.value("  govway_id", a.GovwayID)
	l.value("  warning", a.Warning)
	if p := a.Problem; p != nil {
		l.value("  type", p.Type)
		l.value("  title", p.Title)
		l.value("  instance", p.Instance)
		l.value("  detail", p.Detail)
	}
	for _, event := range a.Transaction {
		l.value("  Evento", event.Type+" "+event.Status+" "+event.Date+" "+event.Message)
	}
}

func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}

func (m *Message) expected(e *ledger.Entry) string {
	switch {
	case m.Expected != "":
		return m.Expected
	case e.Operation == fse.Validation:
		return "che il gateway validi il documento (200 o 201)"
	case e.Operation == fse.Update, e.Operation == fse.Delete:
		return "che il gateway esegua l'operazione (200 o 202)"
	case !wire.Writes(e.Operation):
		return "gli eventi della transazione (200)"
	}
	return "che il gateway prenda in carico il documento (202)"
}
