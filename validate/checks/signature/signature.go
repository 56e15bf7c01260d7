// Package signaturecheck judges the signatures of a PDF as the gateway verifies them.
//
// Source: specification digest, 04a-gateway-signature.
package signaturecheck

import (
	"context"
	"errors"
	"fmt"
	"time"

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

var (
	ruleUnsigned = &lint.Rule{
		ID: "SIG-UNSIGNED", Family: "SIG", Severity: lint.Error, Group: lint.Gateway, Error: "PF-06",
		Title:   lint.Text{IT: "il PDF non è firmato", EN: "the PDF is not signed"},
		Why:     lint.Text{IT: "alla pubblicazione il gateway vuole almeno una firma PAdES; alla sola validazione no", EN: "for publication the gateway wants at least one PAdES signature; for validation alone it does not"},
		Fix:     lint.Text{IT: "firmate il PDF (PAdES) dopo avervi incorporato il CDA", EN: "sign the PDF (PAdES) after embedding the CDA"},
		Before:  "/AcroForm << /Fields [] >>",
		After:   "/AcroForm << /Fields [5 0 R] /SigFlags 3 >>   5 0 obj << /FT /Sig /V 6 0 R >>",
		Sources: []string{"04a-gateway-signature step 1", "06-errors PF-06"},
	}
	ruleInvalid = &lint.Rule{
		ID: "SIG-INVALID", Family: "SIG", Severity: lint.Error, Group: lint.Gateway, Error: "PF-07",
		Title:   lint.Text{IT: "il gateway giudica non valida la firma", EN: "the gateway calls the signature invalid"},
		Why:     lint.Text{IT: "il gateway verifica a modo suo: può rifiutare firme che altri lettori mostrano valide", EN: "the gateway verifies in its own way: it may refuse signatures that other readers show as valid"},
		Fix:     lint.Text{IT: "firmate di nuovo il PDF definitivo e non modificatelo dopo la firma", EN: "sign the final PDF again and do not change it after signing"},
		Before:  "signature → compression or linearisation of the file",
		After:   "final file → signature, then nothing",
		Sources: []string{"04a-gateway-signature steps 2-7", "06-errors PF-07"},
	}
	ruleUnreadable = &lint.Rule{
		ID: "SIG-UNREADABLE", Family: "SIG", Severity: lint.Error, Group: lint.Gateway, Error: "PF-03",
		Title:   lint.Text{IT: "il gateway non riesce a cercare le firme e risponde con un errore 500", EN: "the gateway fails to look for signatures and answers with a server error 500"},
		Why:     lint.Text{IT: "il file è danneggiato, protetto da password, o ha una struttura dei campi che il lettore non accetta", EN: "the file is damaged, protected by a password, or has a field structure that the reader does not accept"},
		Fix:     lint.Text{IT: "producete di nuovo il PDF", EN: "make the PDF again"},
		Before:  "5 0 obj << /FT /Sig /V (signature) >>",
		After:   "5 0 obj << /FT /Sig /V 6 0 R >>",
		Sources: []string{"04a-gateway-signature step 1", "06-errors PF-03"},
	}
	ruleUnverified = &lint.Rule{
		ID: "SIG-UNVERIFIED", Family: "SIG", Severity: lint.Warning, Group: lint.Standard,
		Title:   lint.Text{IT: "il gateway accetta la firma senza verificarla", EN: "the gateway accepts the signature without verifying it"},
		Why:     lint.Text{IT: "il gateway verifica solo i campi firma al primo livello del modulo; questa firma è annidata", EN: "the gateway verifies only signature fields at the top level of the form; this one is nested"},
		Fix:     lint.Text{IT: "mettete il campo firma al primo livello di /AcroForm/Fields", EN: "put the signature field at the top level of /AcroForm/Fields"},
		Before:  "/AcroForm << /Fields [4 0 R] >>   4 0 obj << /T (signatures) /Kids [5 0 R] >>",
		After:   "/AcroForm << /Fields [5 0 R] >>",
		Sources: []string{"04a-gateway-signature step 2", "04-pdf-cda §4 SG-17"},
	}
)

// Options are what the check works with.
type Options struct {
	// Tuscany makes what the profile of Regione Toscana asks for an error.
	Profile fse.Profile
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
		Rules: []*lint.Rule{
			ruleUnsigned, ruleInvalid, ruleUnreadable, ruleUnverified,
			ruleSubFilter, ruleFilter, ruleByteRange, ruleCoverage, ruleChanged, ruleAttack, ruleCMS, ruleAttributes, ruleSigningTime,
			ruleDate, ruleChain, ruleValidity, ruleKeyUsage, ruleRevocation, ruleAlgorithm, ruleQualified, ruleDocTimeStamp,
			ruleNested, ruleEncrypted, ruleCDAOutside, ruleSigner, ruleBroken, ruleTimeStamp, ruleTrust,
		},
		Run: Signatures.From(o.run),
	}
}

func (o Options) run(ctx context.Context, p *validate.Pass) (*Facts, error) {
	opened := documentcheck.PDF.Of(p)
	facts := &Facts{Gateway: decide(opened)}
	if errors.Is(opened.Err, pdffile.ErrTooLarge) || facts.Gateway.Reason == pades.ReasonBound {
		return nil, &validate.Skip{Reason: lint.Text{IT: "il PDF supera un limite di fselint", EN: "the PDF exceeds a limit of fselint"}}
	}
	if opened.Err == nil && !o.GatewayOnly {
		facts.Careful = profile.Judge(ctx, opened.File, facts.Gateway.Signatures, o.Trust)
	}
	p.Doc.Signature = Describe(&facts.Gateway, facts.Careful)
	if opened.Refused {
		return facts, nil
	}
	report(p, facts, opened)
	if facts.Careful != nil && !opened.Reencoded { // else all that follows comes from that
		c := &careful{Pass: p, options: o, now: o.Now, gateway: &facts.Gateway, report: facts.Careful}
		if c.now.IsZero() {
			c.now = time.Now()
		}
		c.cda, _ = documentcheck.Tree.Lookup(p)
		c.run()
	}
	return facts, nil
}

func decide(o *documentcheck.Opened) pades.Judgement {
	if o.Err != nil {
		return pades.DecideOpenError(o.Err)
	}
	return pades.Decide(o.File)
}

// Describe puts both judgements into the plain value that reports show. r may be nil.
func Describe(j *pades.Judgement, r *profile.Report) *validate.Signature {
	d := &validate.Signature{Decision: string(j.Decision), Reason: string(j.Reason), Trust: string(trust.NotJudged)}
	if r == nil {
		return d
	}
	d.Integrity, d.Trust = string(r.Integrity()), string(r.TrustWord())
	for _, s := range r.Signatures {
		f := validate.SignatureField{Field: s.Facts.Field, Type: string(s.Kind), Level: s.Level, Integrity: string(s.Integrity), Time: s.Time.At, TimeSource: string(s.Time.Source)}
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

func report(p *validate.Pass, facts *Facts, o *documentcheck.Opened) {
	j := &facts.Gateway
	f := lint.Finding{Location: lint.Location{Source: lint.SourcePDF, Path: j.Field}}
	f.Actual = Found(j)
	switch j.Decision {
	case pades.NotSigned:
		f.Rule = ruleUnsigned
		if n := len(j.Signatures); n > 0 {
			f.Notes = append(f.Notes, lint.Text{
				IT: fmt.Sprintf("campi firma vuoti nel modulo: %d", n), EN: fmt.Sprintf("empty signature fields in the form: %d", n),
			})
		}
	case pades.ServerError:
		f.Rule = ruleUnreadable
		if o.Err != nil {
			f.Actual = lint.Same(o.Err.Error())
		}
	case pades.Invalid:
		f.Rule = ruleInvalid
		why, _ := explain(j.Reason)
		f.Message = lint.Text{IT: ruleInvalid.Title.IT + ": " + why.IT, EN: ruleInvalid.Title.EN + ": " + why.EN}
		f.Public = f.Message
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

// Decisive explains a decision: the step that decided, the object that it looked at, and for a refusal whether other readers
// see it otherwise, which is told from the verification of the attributes as they were sent. r may be nil.
func Decisive(j *pades.Judgement, r *profile.Report) []lint.Text {
	step := StepText(j.Step)
	note := lint.Text{IT: "ha deciso il gateway al " + step.IT, EN: "the gateway decided at " + step.EN}
	if j.Object != 0 {
		note.IT += fmt.Sprintf(" (oggetto %d)", j.Object)
		note.EN += fmt.Sprintf(" (object %d)", j.Object)
	}
	notes := []lint.Text{note}
	if r == nil || j.Decision != pades.Invalid {
		return notes
	}
	if (j.Reason == pades.ReasonEmptyField || j.Reason == pades.ReasonForm) && r.Integrity() == profile.Intact {
		return append(notes, otherFields)
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
		return otherStamp
	}
	if t, ok := others[r]; ok {
		return t
	}
	return othersDefault
}
