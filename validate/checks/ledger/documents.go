package ledgercheck

import (
	"net/http"
	"strings"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/ledger"
	"github.com/fselint/fselint/gateway/wire"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/request"
)

// life is what the ledger knows of a document.
type life struct {
	published *ledger.Entry // the publication that stands, nil when there is none or it was deleted
	deleted   *ledger.Entry // what took it back
	refused   *ledger.Entry // a publication that the gateway refused
	lost      *ledger.Entry // the last call, when nobody knows what became of it
}

func (j *judgement) life(document string) (life, error) {
	var l life
	for e, err := range j.entries(ledger.Filter{Document: document}) {
		if err != nil {
			return l, err
		}
		if !wire.Writes(e.Operation) || e.Operation == fse.Validation {
			continue
		}
		state := e.State()
		if state == ledger.Void {
			continue
		}
		l.lost = nil
		switch {
		case state == ledger.Lost:
			l.lost = e
		case e.Operation.Publishes() && state == ledger.Accepted:
			l.published, l.deleted = e, nil
		case e.Operation.Publishes():
			l.refused = e
		case e.Operation == fse.Delete && state == ledger.Accepted:
			l.published, l.deleted = nil, e
		}
	}
	return l, nil
}

// published judges the identifier under which a document would be published.
func (j *judgement) published() error {
	l, err := j.life(j.document)
	if err != nil {
		return err
	}
	at := field("identificativoDoc")
	if l.published != nil && j.document != j.path { // whether a replacement may keep the identifier is not stated
		f := unproven(lint.Finding{Rule: ruleTwice, Location: at, Message: about(ruleTwice, l.published), Actual: lint.Same(j.document)}, lint.Error, lint.Standard)
		if l.published.PDF != "" && l.published.PDF == j.pdf {
			f.Notes = append(f.Notes, texts.Text("same-file", nil))
		}
		j.Report(f)
	}
	if l.lost != nil && j.document != j.path {
		j.lost(l.lost, at, j.document)
	}
	return nil
}

// addressed judges the document that the address names: the one to replace, update or delete.
func (j *judgement) addressed() error {
	l, err := j.life(j.path)
	if err != nil {
		return err
	}
	by, lost, err := j.replacement()
	if err != nil {
		return err
	}
	if l.lost == nil {
		l.lost = lost
	}
	at := lint.Location{Source: lint.SourceRequest, Path: request.PathField}
	actual := lint.Same(j.path)
	switch {
	case l.lost != nil:
		j.lost(l.lost, at, j.path)
	case l.deleted != nil:
		f := lint.Finding{Rule: ruleDeleted, Location: at, Message: about(ruleDeleted, l.deleted), Actual: actual}
		if a := l.deleted.Answer(); a == nil || a.Status != http.StatusOK { // 202: the index was to be told later
			f = unproven(f, lint.Error, lint.Standard)
		}
		j.Report(f)
	case l.published == nil:
		f := unproven(lint.Finding{Rule: ruleUnpublished, Location: at, Actual: actual}, lint.Warning, lint.Advice)
		if l.refused != nil {
			f.Notes = append(f.Notes, texts.Text("publication-refused", lint.Values{"attempt": name(l.refused)}))
		}
		j.Report(f)
	default:
		j.foreign(l.published, at)
		if by != nil && by.ID > l.published.ID && by.Document != j.path {
			f := lint.Finding{Rule: ruleReplaced, Location: at, Message: about(ruleReplaced, by), Actual: actual, Expected: lint.Same(by.Document)}
			j.Report(unproven(f, lint.Warning, lint.Advice))
		}
	}
	return nil
}

// replacement is the last document that took the place of the one in the address, and the call that would have done so when
// nobody knows what became of it.
func (j *judgement) replacement() (by, lost *ledger.Entry, err error) {
	for e, err := range j.entries(ledger.Filter{PathID: j.path}) {
		if err != nil {
			return nil, nil, err
		}
		if !wire.Writes(e.Operation) || !e.Operation.Publishes() {
			continue
		}
		switch e.State() {
		case ledger.Accepted:
			by, lost = e, nil
		case ledger.Refused:
			lost = nil
		case ledger.Lost:
			lost = e
		}
	}
	return by, lost, nil
}

func (j *judgement) lost(e *ledger.Entry, at lint.Location, document string) {
	j.Report(lint.Finding{Rule: ruleLost, Location: at, Message: about(ruleLost, e), Actual: lint.Same(document)})
}

// foreign compares who publishes now with who published then.
func (j *judgement) foreign(e *ledger.Entry, at lint.Location) {
	if j.token == nil {
		return
	}
	var then, now []string
	for _, v := range []struct{ name, then, now string }{
		{"iss", e.Signature.Issuer, j.token.String("iss")},
		{"subject_application_vendor", e.Vendor, j.token.String("subject_application_vendor")},
		{"subject_application_id", e.Application, j.token.String("subject_application_id")},
	} {
		if v.then != "" && v.now != "" && v.then != v.now {
			then, now = append(then, v.name+" "+v.then), append(now, v.name+" "+v.now)
		}
	}
	if len(then) == 0 {
		return
	}
	j.Report(lint.Finding{
		Rule: ruleForeign, Location: at, Message: about(ruleForeign, e),
		Expected: lint.Same(strings.Join(then, ", ")), Actual: lint.Same(strings.Join(now, ", ")),
	})
}
