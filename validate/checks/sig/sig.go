// Package sig judges the signatures of a PDF as the gateway verifies them.
//
// Source: specification digest, 04a-gateway-signature.
package sig

import (
	"context"
	"errors"
	"fmt"

	"fselint/cda/pdffile"
	"fselint/pades"
	"fselint/validate"
	"fselint/validate/checks/pdf"
)

// Name is the name of the check; its fact is a *pades.Judgement.
const Name = "signature"

var (
	ruleUnsigned = &validate.Rule{
		ID: "SIG-UNSIGNED", Family: "SIG", Severity: validate.Error, Group: validate.Gateway, Error: "PF-06",
		Title:   validate.Text{IT: "il PDF non è firmato", EN: "the PDF is not signed"},
		Why:     validate.Text{IT: "alla pubblicazione il gateway vuole almeno una firma PAdES; alla sola validazione no", EN: "for publication the gateway wants at least one PAdES signature; for validation alone it does not"},
		Fix:     validate.Text{IT: "firmate il PDF (PAdES) dopo avervi incorporato il CDA", EN: "sign the PDF (PAdES) after embedding the CDA"},
		Sources: []string{"04a-gateway-signature step 1", "06-errors PF-06"},
	}
	ruleInvalid = &validate.Rule{
		ID: "SIG-INVALID", Family: "SIG", Severity: validate.Error, Group: validate.Gateway, Error: "PF-07",
		Title:   validate.Text{IT: "il gateway giudica non valida la firma", EN: "the gateway calls the signature invalid"},
		Why:     validate.Text{IT: "il gateway verifica a modo suo: può rifiutare firme che altri lettori mostrano valide", EN: "the gateway verifies in its own way: it may refuse signatures that other readers show as valid"},
		Fix:     validate.Text{IT: "firmate di nuovo il PDF definitivo e non modificatelo dopo la firma", EN: "sign the final PDF again and do not change it after signing"},
		Sources: []string{"04a-gateway-signature steps 2-7", "06-errors PF-07"},
	}
	ruleUnreadable = &validate.Rule{
		ID: "SIG-UNREADABLE", Family: "SIG", Severity: validate.Error, Group: validate.Gateway, Error: "PF-03",
		Title:   validate.Text{IT: "il gateway non riesce a cercare le firme e risponde con un errore 500", EN: "the gateway fails to look for signatures and answers with a server error 500"},
		Why:     validate.Text{IT: "il file è danneggiato, protetto da password, o ha una struttura dei campi che il lettore non accetta", EN: "the file is damaged, protected by a password, or has a field structure that the reader does not accept"},
		Fix:     validate.Text{IT: "producete di nuovo il PDF", EN: "make the PDF again"},
		Sources: []string{"04a-gateway-signature step 1", "06-errors PF-03"},
	}
	ruleUnverified = &validate.Rule{
		ID: "SIG-UNVERIFIED", Family: "SIG", Severity: validate.Warning, Group: validate.Standard,
		Title:   validate.Text{IT: "il gateway accetta la firma senza verificarla", EN: "the gateway accepts the signature without verifying it"},
		Why:     validate.Text{IT: "il gateway verifica solo i campi firma al primo livello del modulo; questa firma è annidata", EN: "the gateway verifies only signature fields at the top level of the form; this one is nested"},
		Fix:     validate.Text{IT: "mettete il campo firma al primo livello di /AcroForm/Fields", EN: "put the signature field at the top level of /AcroForm/Fields"},
		Sources: []string{"04a-gateway-signature step 2", "04-pdf-cda §4 SG-17"},
	}
)

// Check returns the check.
func Check() *validate.Check {
	return &validate.Check{
		Name: Name, Stage: "signature", Requires: []string{pdf.Open},
		Rules: []*validate.Rule{ruleUnsigned, ruleInvalid, ruleUnreadable, ruleUnverified},
		Run: func(_ context.Context, p *validate.Pass) (any, error) {
			opened := validate.Fact[*pdf.Opened](p, pdf.Open)
			j := judge(opened)
			if errors.Is(opened.Err, pdffile.ErrTooLarge) || j.Reason == pades.ReasonBound {
				return nil, &validate.Skip{Reason: validate.Text{IT: "il PDF supera un limite di fselint", EN: "the PDF exceeds a limit of fselint"}}
			}
			describe(p.Doc, &j)
			if !opened.Refused {
				report(p, &j, opened)
			}
			return &j, nil
		},
	}
}

func judge(o *pdf.Opened) pades.Judgement {
	if o.Err != nil {
		return pades.DecideOpenError(o.Err)
	}
	return pades.Decide(o.File)
}

func describe(d *validate.Document, j *pades.Judgement) {
	d.Signature = &validate.Signature{Decision: string(j.Decision), Reason: string(j.Reason)}
	for i := range j.Signatures {
		s := &j.Signatures[i]
		f := validate.SignatureField{Field: s.Field, Level: s.Level}
		if s.CMS != nil {
			f.Signer = s.CMS.Subject
		}
		d.Signature.Signatures = append(d.Signature.Signatures, f)
	}
}

func report(p *validate.Pass, j *pades.Judgement, o *pdf.Opened) {
	f := validate.Finding{Location: validate.Location{Source: validate.SourcePDF, Path: j.Field}}
	if j.Detail != "" {
		f.Actual = validate.Same(j.Detail)
	}
	switch j.Decision {
	case pades.NotSigned:
		f.Rule = ruleUnsigned
		if n := len(j.Signatures); n > 0 {
			f.Notes = append(f.Notes, validate.Text{
				IT: fmt.Sprintf("campi firma vuoti nel modulo: %d", n), EN: fmt.Sprintf("empty signature fields in the form: %d", n),
			})
		}
	case pades.ServerError:
		f.Rule = ruleUnreadable
		if o.Err != nil {
			f.Actual = validate.Same(o.Err.Error())
		}
	case pades.Invalid:
		f.Rule = ruleInvalid
		why, fix := explain(j.Reason)
		f.Message = validate.Text{IT: ruleInvalid.Title.IT + ": " + why.IT, EN: ruleInvalid.Title.EN + ": " + why.EN}
		f.Fix = fix
	default:
		if j.Reason != pades.ReasonNoTopLevel {
			return
		}
		f.Rule = ruleUnverified
	}
	p.Report(f)
}

type reasonText struct{ why, fix validate.Text }

// explain puts the reason of a refusal into words.
func explain(r pades.Reason) (why, fix validate.Text) {
	t, ok := reasons[r]
	if !ok {
		return validate.Same(string(r)), validate.Text{}
	}
	return t.why, t.fix
}

var signLast = validate.Text{IT: "firmate per ultimo, e non riscrivete né comprimete il PDF dopo la firma", EN: "sign last, and neither rewrite nor compress the PDF after signing"}

var reasons = map[pades.Reason]reasonText{
	pades.ReasonEmptyField: {
		validate.Text{IT: "un campo firma al primo livello è vuoto", EN: "a signature field at the top level is empty"},
		validate.Text{IT: "togliete i campi firma vuoti dal modello del PDF", EN: "remove empty signature fields from the PDF template"},
	},
	pades.ReasonGap: {
		validate.Text{IT: "tra i due intervalli di ByteRange non c'è una stringa esadecimale leggibile", EN: "there is no readable hexadecimal string between the two parts of ByteRange"},
		signLast,
	},
	pades.ReasonRanges: {
		validate.Text{IT: "gli intervalli di ByteRange non si possono leggere", EN: "the parts of ByteRange cannot be read"},
		signLast,
	},
	pades.ReasonCMS: {
		validate.Text{IT: "/Contents non è un messaggio CMS SignedData", EN: "/Contents is not a CMS SignedData message"},
		validate.Text{IT: "fate scrivere in /Contents un CMS SignedData in DER", EN: "have a CMS SignedData in DER written into /Contents"},
	},
	pades.ReasonNoSigner: {
		validate.Text{IT: "il CMS non ha alcun firmatario", EN: "the CMS has no signer"},
		validate.Text{IT: "rifate la firma: manca il SignerInfo", EN: "sign again: the SignerInfo is missing"},
	},
	pades.ReasonNoCertificate: {
		validate.Text{IT: "nel CMS manca il certificato del firmatario", EN: "the signer's certificate is not in the CMS"},
		validate.Text{IT: "configurate il software di firma perché includa il certificato del firmatario", EN: "make the signing software include the signer's certificate"},
	},
	pades.ReasonBadCertificate: {
		validate.Text{IT: "il certificato del firmatario non si può leggere", EN: "the signer's certificate cannot be read"},
		validate.Text{IT: "usate un certificato X.509 integro", EN: "use an intact X.509 certificate"},
	},
	pades.ReasonDate: {
		validate.Text{IT: "la data di firma /M manca o non è leggibile", EN: "the signing date /M is missing or unreadable"},
		validate.Text{IT: "scrivete /M come (D:20260131104500+01'00')", EN: "write /M as (D:20260131104500+01'00')"},
	},
	pades.ReasonVerification: {
		validate.Text{IT: "la verifica del CMS si interrompe", EN: "the verification of the CMS breaks off"},
		validate.Text{IT: "controllate gli attributi firmati (content-type, message-digest), gli algoritmi e la validità del certificato all'ora di firma", EN: "look at the signed attributes (content-type, message-digest), the algorithms, and the certificate's validity at the signing time"},
	},
	pades.ReasonDigestMismatch: {
		validate.Text{IT: "il contenuto è cambiato dopo la firma: l'impronta non corrisponde", EN: "the content changed after signing: the digest does not match"},
		signLast,
	},
	pades.ReasonSignatureWrong: {
		validate.Text{IT: "il valore della firma non corrisponde agli attributi firmati, che il gateway ordina prima di verificare", EN: "the signature value does not match the signed attributes, which the gateway sorts before it verifies"},
		validate.Text{IT: "aggiornate il software di firma: gli attributi firmati vanno codificati in DER, ordinati", EN: "update the signing software: signed attributes must be encoded in DER, sorted"},
	},
	pades.ReasonForm: {
		validate.Text{IT: "il modulo del PDF fa fallire il lettore del gateway", EN: "the form of the PDF makes the gateway's reader fail"},
		validate.Text{IT: "producete di nuovo il PDF senza campi modulo superflui", EN: "make the PDF again without needless form fields"},
	},
}
