// Package signaturecheck judges the signatures of a PDF as the gateway verifies them, and says what careful readers see besides.
package signaturecheck

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"github.com/fselint/fselint/cda"
	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/pades"
	"github.com/fselint/fselint/pades/profile"
	"github.com/fselint/fselint/pades/revision"
	"github.com/fselint/fselint/pades/trust"
	"github.com/fselint/fselint/validate"
	documentcheck "github.com/fselint/fselint/validate/checks/document"
)

// Signatures is what the gateway and careful readers say of the signatures.
var Signatures = validate.NewFact[*Facts]("signature")

// Options are what the check works with.
type Options struct {
	// Tuscany makes what the profile of Regione Toscana asks for an error.
	Profile fse.Profile
	// Operation is the call that the document is for, Gateway the generation that answers it.
	Operation fse.Operation
	Gateway   fse.Generation
	// Now is the clock by which dates in the future and certificates that have expired are judged; zero for the present.
	Now time.Time
	// Trust holds the authorities and revocation data that the user has given; nil for none.
	Trust *trust.Store
	// GatewayOnly leaves out what careful readers would say.
	GatewayOnly bool
}

// Facts are both judgements of the signatures.
type Facts struct {
	Gateway pades.Judgement
	// Careful is what careful readers say, nil when the document cannot be opened.
	Careful *profile.Report
}

// Check returns the check.
func Check(o Options) *validate.Check {
	return &validate.Check{
		Stage: "signature", Requires: []validate.Key{documentcheck.PDF}, Uses: []validate.Key{documentcheck.Tree},
		Rules: texts.Rules(),
		Run:   Signatures.From(o.run),
	}
}

func (o Options) run(ctx context.Context, p *validate.Pass) (*Facts, error) {
	opened := documentcheck.PDF.Of(p)
	facts := &Facts{Gateway: o.decide(opened)}
	if errors.Is(opened.Err, pdffile.ErrTooLarge) || facts.Gateway.Reason == pades.ReasonBound {
		return nil, p.Exceeded(texts.Text("the-pdf-exceeds-a-limit-of", nil), false)
	}
	if opened.Err == nil && !o.GatewayOnly {
		facts.Careful = profile.Judge(ctx, opened.File, facts.Gateway.Signatures, o.Trust)
	}
	p.Doc.Signature = Describe(&facts.Gateway, facts.Careful)
	if opened.Refused {
		return facts, nil
	}
	o.report(p, facts, opened)
	o.generations(p, facts, opened)
	if facts.Careful != nil && !opened.Reencoded { // else all that follows comes from that
		c := &careful{Pass: p, options: o, now: o.Now, gateway: &facts.Gateway, report: facts.Careful}
		if c.now.IsZero() {
			c.now = time.Now()
		}
		c.cda, _ = documentcheck.Tree.Lookup(p)
		c.run()
	}
	if facts.Careful != nil && facts.Careful.Exceeded() != "" {
		p.Exceeded(texts.Text("careful-limit", lint.Values{"limit": lint.Known(facts.Careful.Exceeded())}), false)
	}
	return facts, nil
}

func (o Options) decide(opened *documentcheck.Opened) pades.Judgement {
	if opened.Any == nil {
		return pades.DecideOpenError(opened.Err)
	}
	return pades.Decide(opened.Any, o.Gateway)
}

// Describe puts both judgements into the plain value that reports show. r may be nil.
func Describe(j *pades.Judgement, r *profile.Report) *validate.Signature {
	d := &validate.Signature{Decision: string(j.Decision), Reason: string(j.Reason), Trust: string(trust.NotJudged)}
	if r == nil {
		return d
	}
	d.Integrity, d.Trust = string(r.Integrity()), string(r.TrustWord())
	for _, s := range r.Signatures {
		f := validate.SignatureField{Field: s.Facts.Field, Type: string(s.Kind), Level: s.Level, Integrity: string(s.Integrity),
			Time: s.Time.At, TimeSource: string(s.Time.Source)}
		if c := s.Certificate(); c != nil {
			f.Signer = c.Subject.String()
		}
		if s.Facts.Signed {
			f.Trust = string(trust.NotJudged)
		}
		if s.Trust != nil {
			f.Trust = string(s.Trust.Word)
		}
		f.Changes = changes(s)
		d.Signatures = append(d.Signatures, f)
	}
	return d
}

// changes says in one word what happened after a signature.
func changes(s *profile.Signature) string {
	v := s.Coverage
	switch {
	case v == nil || !s.Facts.Signed:
		return ""
	case v.State != revision.Covered:
		return "not judged"
	case len(v.Refused()) > 0:
		return "not allowed"
	case len(v.Changes) > 0 || v.Tail == revision.TailUpdates:
		return "allowed"
	}
	return "none"
}

func (o Options) report(p *validate.Pass, facts *Facts, opened *documentcheck.Opened) {
	j := &facts.Gateway
	if o.Operation == fse.Validation && (j.Decision == pades.OK || j.Decision == pades.Invalid) {
		p.Report(lint.Finding{Rule: ruleEarly, Location: lint.Location{Source: lint.SourcePDF}})
	}
	f := lint.Finding{Location: lint.Location{Source: lint.SourcePDF, Path: j.Field}}
	f.Actual = j.Detail
	switch j.Decision {
	case pades.NotSigned:
		if f.Rule = ruleUnsigned; o.Operation == fse.Validation {
			f.Rule = ruleNotYet
		}
		if n := len(j.Signatures); n > 0 {
			f.Notes = append(f.Notes, texts.Text("empty-fields", lint.Values{"n": n}))
		}
	case pades.ServerError:
		f.Rule = ruleUnreadable
		if opened.Err != nil {
			f.Actual = lint.Same(opened.Err.Error())
		}
	case pades.Invalid:
		f.Rule = ruleInvalid
		f.Values = lint.Values{"why": word("refused", j.Reason)}
		f.Fix = Remedy(j, facts.Careful)
		f.Notes = Decisive(j, facts.Careful)
	default:
		if j.Reason != pades.ReasonNoTopLevel {
			return
		}
		f.Rule = ruleUnverified
	}
	p.Report(f)
}

// generations says where the gateway of the other generation would decide otherwise, and how to write a file that both judge alike.
func (o Options) generations(p *validate.Pass, facts *Facts, opened *documentcheck.Opened) {
	if o.GatewayOnly || opened.Any == nil {
		return
	}
	older, newer := facts.Gateway, facts.Gateway
	if o.Gateway == fse.July2025 {
		newer = pades.Decide(opened.Any, fse.May2026)
	} else {
		older = pades.Decide(opened.Any, fse.July2025)
	}
	if older.Decision == newer.Decision || older.Reason == pades.ReasonBound || newer.Reason == pades.ReasonBound {
		return
	}
	cause := "generation-" + generationCause(&older, &newer, opened)
	p.Report(lint.Finding{
		Rule: ruleGeneration, Location: lint.Location{Source: lint.SourcePDF}, Fix: texts.Text(cause+"-fix", nil),
		Values: lint.Values{"older": lint.Known(older.Decision), "newer": lint.Known(newer.Decision), "cause": texts.Text(cause, nil)},
	})
}

// generationCause says why the decisions differ.
func generationCause(older, newer *pades.Judgement, opened *documentcheck.Opened) string {
	switch {
	case newer.Decision == pades.ServerError || opened.Err != nil:
		return string(cmp.Or(cda.OpenCause(opened.Any), cda.CauseStructure))
	case older.Decision == pades.ServerError:
		return "value"
	case older.Decision == pades.NotSigned:
		return "empty"
	case slices.ContainsFunc(newer.Signatures, func(s pades.Signature) bool { return s.TopLevel }):
		return "type"
	}
	return "nested"
}

// Decisive explains a decision: the step that decided, the object that it looked at, and for a refusal whether other readers
// see it otherwise, which is told from the verification of the attributes as they were sent. r may be nil.
func Decisive(j *pades.Judgement, r *profile.Report) []lint.Text {
	note := texts.Text("decided", lint.Values{"step": StepText(j.Step)})
	if j.Object != 0 {
		note = texts.Text("decided-object", lint.Values{"step": StepText(j.Step), "object": lint.Known(strconv.Itoa(j.Object))})
	}
	notes := []lint.Text{note}
	if r == nil || j.Decision != pades.Invalid {
		return notes
	}
	if (j.Reason == pades.ReasonEmptyField || j.Reason == pades.ReasonForm) && r.Integrity() == profile.Intact {
		return append(notes, texts.Text("others-fields", nil))
	}
	if s := decisive(j, r); s != nil && s.Integrity == profile.Intact {
		return append(notes, elsewhere(s, j.Reason))
	}
	return notes
}

// decisive is the signature because of which the gateway refuses a document, nil where that is no signature. r may be nil.
func decisive(j *pades.Judgement, r *profile.Report) *profile.Signature {
	if r == nil || j.Decision != pades.Invalid {
		return nil
	}
	for _, s := range r.Signed() {
		if s.InForm && s.Facts.Reached && s.Facts.Field == j.Field && s.Facts.Outcome == j.Reason {
			return s
		}
	}
	return nil
}

// elsewhere says what other readers make of an intact signature that the gateway refuses.
func elsewhere(s *profile.Signature, r pades.Reason) lint.Text {
	if s.Kind == profile.DocumentTimeStamp {
		return texts.Text("others-stamp", nil)
	}
	if id := wordID("others", r); texts.Has(id) {
		return texts.Text(id, nil)
	}
	return texts.Text("others-default", nil)
}
