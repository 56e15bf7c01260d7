package signature

import (
	"fmt"
	"time"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/pades/trust"
	"github.com/fselint/fselint/pades/trustlist"
	signaturecheck "github.com/fselint/fselint/validate/checks/signature"
)

// trust shows what is known of a signer: the word, why, the path with the state of every certificate, the trusted list.
func (t *tree) trust(b *branch, a *trust.Answer) {
	if a == nil {
		return
	}
	n := b.add(signaturecheck.WordText(a.Word).In(t.lang))
	if a.Reason != trust.OK && a.Reason != trust.NoTrustData {
		n.add(signaturecheck.TrustText(a.Finding).In(t.lang))
	}
	for i, l := range a.Links {
		c := n.add(fmt.Sprintf("%d. %s (%s)", i+1, l.Subject, t.origin(l.Origin)))
		if a.Anchor == nil && i == len(a.Links)-1 {
			break // nobody above it could be asked
		}
		if text := revocationText(l.Revocation); !text.IsZero() {
			c.add(text.In(t.lang))
		}
	}
	if a.Anchor != nil && a.Anchor.List != nil {
		t.list(n, a.Anchor)
	}
	t.qualified(n, a)
	for _, note := range a.Notes {
		n.add(signaturecheck.NoteText(note).In(t.lang))
	}
}

func (t *tree) origin(origin string) string {
	if origin == trust.OriginDocument {
		return t.say("from-document")
	}
	return origin
}

// revocationText says in words whether a certificate was revoked, and by what evidence.
func revocationText(r trust.Revocation) lint.Text {
	if r.Word != trust.Trusted || r.Source == "" {
		if r.Reason == trust.OK {
			return lint.Text{}
		}
		return signaturecheck.TrustReason(r.Reason)
	}
	source := map[string]string{"ocsp": "OCSP", "crl": "CRL", "delta-crl": "delta CRL"}[r.Source] + ", " + r.ThisUpdate.Format(time.RFC3339)
	if !r.RevokedAt.IsZero() {
		return texts.Text("revoked-after-signature", lint.Values{"source": source})
	}
	return texts.Text("not-revoked", lint.Values{"source": source})
}

// list describes the trusted list that vouches for the anchor, and who has signed it.
func (t *tree) list(b *branch, a *trust.Anchor) {
	l := a.List
	n := b.add(fmt.Sprintf("%s %s: %s", t.say("trusted-list"), l.Territory, l.Operator))
	n.add(t.say("issued-on") + t.instant(l.Issued) + t.next(l.NextUpdate))
	n.add(t.say("service") + a.Service.Name + " (" + a.Service.Type + ")")
	n.add(t.say("signed-by") + l.Signature.Signer + ": " + listSigner(a).In(t.lang))
}

func (t *tree) next(next time.Time) string {
	if next.IsZero() {
		return ""
	}
	return t.say("next-update-on") + t.instant(next)
}

// listSigner says what the signature of a trusted list is worth.
func listSigner(a *trust.Anchor) lint.Text {
	switch {
	case !a.List.Signature.Intact:
		return signaturecheck.TrustReason(trust.ListBroken)
	case !a.ListSigner:
		return texts.Text("authentic-to-its-own-embedded-key", nil)
	}
	return texts.Text("signature-verified-signer-named-by-user", nil)
}

func (t *tree) qualified(b *branch, a *trust.Answer) {
	switch {
	case a.Qualified.Word == trust.Trusted && a.Qualified.Device == trust.Trusted:
		b.add(t.say("qualified-certificate-key-in-qualified-device") + a.Qualified.Detail)
	case a.Qualified.Word == trust.Trusted:
		b.add(t.say("qualified-certificate") + a.Qualified.Detail)
	case a.Qualified.Word == trust.NotTrusted:
		b.add(t.say("not-qualified-certificate-by-trusted-list") + ": " + a.Qualified.Detail)
	case a.Statements.Compliance:
		b.add(t.say("states-that-it-qualified-qccompliance"))
	}
}

type trustView struct {
	Word          string      `json:"word"`
	Reason        string      `json:"reason,omitempty"`
	Detail        string      `json:"detail,omitempty"`
	Path          string      `json:"path"`
	Revocation    string      `json:"revocation"`
	Chain         []string    `json:"chain,omitempty"`
	States        []stateView `json:"revocations,omitempty"`
	Anchor        *anchorView `json:"anchor,omitempty"`
	Qualified     string      `json:"qualified"`
	QualifiedType string      `json:"qualifiedType,omitempty"`
	Device        string      `json:"qualifiedDevice,omitempty"`
	Claims        bool        `json:"claimsQualified"`
	Notes         []string    `json:"notes,omitempty"`
}

// stateView is the state of one certificate of the chain, in the same order.
type stateView struct {
	Word       string `json:"word"`
	Reason     string `json:"reason,omitempty"`
	Source     string `json:"source,omitempty"`
	Origin     string `json:"origin,omitempty"`
	ThisUpdate string `json:"thisUpdate,omitempty"`
	RevokedAt  string `json:"revokedAt,omitempty"`
	CRLReason  string `json:"crlReason,omitempty"`
}

type anchorView struct {
	Subject string    `json:"subject"`
	Origin  string    `json:"origin"`
	List    *listView `json:"trustedList,omitempty"`
}

type listView struct {
	Territory   string `json:"territory"`
	Operator    string `json:"operator"`
	Issued      string `json:"issued"`
	NextUpdate  string `json:"nextUpdate,omitempty"`
	Service     string `json:"service"`
	ServiceType string `json:"serviceType"`
	Intact      bool   `json:"intact"`
	Signer      string `json:"signer,omitempty"`
	SignerNamed bool   `json:"signerNamed"`
}

func viewTrust(a *trust.Answer) *trustView {
	if a == nil {
		return nil
	}
	v := &trustView{Word: string(a.Word), Reason: string(a.Reason), Detail: a.Detail, Path: string(a.Path.Word), Revocation: string(a.Revocation.Word),
		Qualified: string(a.Qualified.Word), Claims: a.Statements.Compliance}
	if a.Qualified.Word == trust.Trusted {
		v.QualifiedType, v.Device = a.Qualified.Type, string(a.Qualified.Device)
	}
	for _, l := range a.Links {
		v.Chain = append(v.Chain, l.Subject)
		r := l.Revocation
		v.States = append(v.States, stateView{string(r.Word), string(r.Reason), r.Source, r.Origin, instant(r.ThisUpdate), instant(r.RevokedAt), r.CRLReason})
	}
	if a.Anchor != nil {
		v.Anchor = &anchorView{a.Anchor.Subject, a.Anchor.Origin, viewList(a.Anchor.List, a.Anchor)}
	}
	for _, n := range a.Notes {
		v.Notes = append(v.Notes, signaturecheck.NoteText(n).In("en"))
	}
	return v
}

func viewList(l *trustlist.List, a *trust.Anchor) *listView {
	if l == nil {
		return nil
	}
	return &listView{l.Territory, l.Operator, instant(l.Issued), instant(l.NextUpdate), a.Service.Name, a.Service.Type,
		l.Signature.Intact, l.Signature.Signer, a.ListSigner}
}
