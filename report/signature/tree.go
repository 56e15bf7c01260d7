package signature

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/pades"
	"github.com/fselint/fselint/pades/cms"
	"github.com/fselint/fselint/pades/profile"
	"github.com/fselint/fselint/pades/revision"
	signaturecheck "github.com/fselint/fselint/validate/checks/signature"
)

// branch is a line of the tree with what hangs on it.
type branch struct {
	text string
	kids []*branch
}

func (b *branch) add(text string) *branch {
	kid := &branch{text: text}
	b.kids = append(b.kids, kid)
	return kid
}

func (b *branch) write(w *strings.Builder, indent string) {
	for i, kid := range b.kids {
		mark, below := "├─ ", "│  "
		if i == len(b.kids)-1 {
			mark, below = "└─ ", "   "
		}
		w.WriteString(indent + mark + printable(kid.text) + "\n")
		kid.write(w, indent+below)
	}
}

// Text writes a tree for people.
func Text(w io.Writer, lang string) Writer { return &tree{w: w, lang: lang} }

type tree struct {
	w    io.Writer
	lang string
}

func (t *tree) Close() error { return nil }

// say puts a fixed text into words, fill one with values.
func (t *tree) say(id string) string                 { return texts.In(t.lang, id, nil) }
func (t *tree) fill(id string, v lint.Values) string { return texts.In(t.lang, id, v) }

func (t *tree) Document(d *Document) error {
	root := &branch{}
	head := t.say("not-judged")
	switch r := d.Careful; {
	case d.Err != nil:
		root.add(d.Err.Error())
	case r == nil:
		t.gateway(root, d)
		if !d.Wrapped.IsZero() {
			root.add(d.Wrapped.In(t.lang)).add(t.say("fix") + d.Unwrap.In(t.lang))
		}
	case len(r.Signed()) == 0:
		head = t.say("not-signed")
		t.gateway(root, d)
		t.fields(root, d)
	default:
		head = signaturecheck.IntegrityText(r.Integrity()).In(t.lang)
		if r.OtherCDA() {
			head += ", " + t.say("other-cda")
		}
		head += ", " + signaturecheck.WordText(r.TrustWord()).In(t.lang)
		t.gateway(root, d)
		t.fields(root, d)
		t.rest(root, r)
	}
	var b strings.Builder
	b.WriteString(printable(d.Path) + ": " + head + "\n")
	root.write(&b, "")
	_, err := io.WriteString(t.w, b.String())
	return err
}

func (t *tree) gateway(root *branch, d *Document) {
	g := &d.Gateway
	b := root.add(fmt.Sprintf("gateway: %s (%s): %s", g.Decision, g.Reason, signaturecheck.ReasonText(g.Reason).In(t.lang)))
	for _, n := range signaturecheck.Decisive(g, d.Careful) {
		b.add(n.In(t.lang))
	}
	if g.Decision != pades.OK {
		b.add(t.say("found") + g.Detail.In(t.lang))
	}
	if fix := signaturecheck.Remedy(g, d.Careful); !fix.IsZero() {
		b.add(t.say("fix") + fix.In(t.lang))
	}
}

func (t *tree) fields(root *branch, d *Document) {
	for _, s := range d.Careful.Signatures {
		t.signature(root, s, d.Size)
	}
}

func (t *tree) signature(root *branch, s *profile.Signature, size int) {
	name := s.Facts.Field
	if name == "" {
		name = t.say("no-name")
	}
	kind := map[profile.Kind]string{
		profile.Empty: t.say("empty-signature-field"), profile.DocumentSignature: t.say("signature"),
		profile.DocumentTimeStamp: t.say("document-time-stamp"),
	}[s.Kind]
	head := kind + " " + name
	if s.Level != "" {
		head += ", PAdES " + s.Level
	}
	b := root.add(head)
	b.add(t.say("field") + t.where(s))
	if !s.Facts.Signed {
		return
	}
	t.integrity(b, s)
	t.dictionary(b, s, size)
	if !s.Time.At.IsZero() {
		b.add(t.say("time") + t.instant(s.Time.At) + ", " + signaturecheck.SourceText(s.Time.Source).In(t.lang))
	}
	if s.Message != nil {
		t.message(b, s)
	}
	if s.Stamp != nil {
		t.stamp(b, s.Stamp)
	}
	if len(s.MissingForBaseline) > 0 {
		missing := b.add(t.say("not-b-b-it-needs"))
		for _, r := range s.MissingForBaseline {
			missing.add(signaturecheck.RequirementText(r).In(t.lang))
		}
	}
	t.trust(b, s.Trust)
	t.later(b, s.Coverage)
}

func (t *tree) where(s *profile.Signature) string {
	place := t.say("top-level-form")
	switch {
	case !s.InForm:
		place = t.say("on-page-only-not-in-form")
	case !s.Facts.TopLevel:
		place = t.say("nested-gateway-does-not-verify-it")
	}
	if s.Facts.Object != 0 {
		place += fmt.Sprintf(", %s %d", t.say("object"), s.Facts.Object)
	}
	switch {
	case s.Page != 0 && s.Visible:
		place += fmt.Sprintf(", %s %d", t.say("visible-on-page"), s.Page)
	case s.Page != 0:
		place += fmt.Sprintf(", %s %d", t.say("invisible-on-page"), s.Page)
	}
	return place
}

func (t *tree) integrity(b *branch, s *profile.Signature) {
	text := signaturecheck.IntegrityText(s.Integrity).In(t.lang)
	if s.Cause != profile.NoCause {
		text += ": " + signaturecheck.CauseText(s.Cause).In(t.lang)
	}
	kid := b.add(text)
	if s.Integrity != profile.Intact && signaturecheck.SaysMore(s) {
		kid.add(s.Detail)
	}
}

func (t *tree) dictionary(b *branch, s *profile.Signature, size int) {
	f := &s.Facts
	object := ""
	if f.Value != 0 {
		object = fmt.Sprintf(" (%s %d)", t.say("object"), f.Value)
	}
	d := b.add(t.say("dictionary") + object)
	for _, e := range [][2]string{{"/Filter", f.Filter}, {"/SubFilter", f.SubFilter}, {"/M", f.M}, {"/Name", f.Name}, {"/Reason", f.Reason}, {"/Location", f.Location}} {
		if e[1] != "" {
			d.add(e[0] + " " + e[1])
		}
	}
	covered := t.say("up-to-end-file")
	if !s.Geometry.CoversEnd {
		covered = t.fill("up-to-byte", lint.Values{"end": int(s.Geometry.End), "size": size})
	}
	ranges := d.add("/ByteRange " + strings.NewReplacer("[[", "[", "]]", "]", "] [", " ").Replace(fmt.Sprint(s.Geometry.Ranges)) + ", " + covered)
	for _, p := range s.Geometry.Problems {
		ranges.add(signaturecheck.GeometryText(p).In(t.lang))
	}
}

func (t *tree) instant(at time.Time) string {
	return at.UTC().Format("2006-01-02 15:04:05 UTC")
}

// attributeNames are the attributes that people know by name.
var attributeNames = map[string]string{
	cms.OIDContentType: "content-type", cms.OIDMessageDigest: "message-digest", cms.OIDSigningTime: "signing-time",
	cms.OIDSigningCertificate: "signing-certificate", cms.OIDSigningCertificate2: "signing-certificate-v2",
	cms.OIDSignatureTimeStamp: "signature-time-stamp", cms.OIDAlgorithmProtection: "algorithm-protection",
	cms.OIDCounterSignature: "countersignature", cms.OIDRevocationArchive: "revocation-archival",
	"1.2.840.113549.1.9.16.2.15": "signature-policy", "1.2.840.113549.1.9.16.2.16": "commitment-type",
	"1.2.840.113549.1.9.16.2.17": "signer-location", "1.2.840.113549.1.9.16.2.18": "signer-attributes",
}

func attributeList(list []cms.Attribute) string {
	var names []string
	for _, a := range list {
		name := attributeNames[a.OID]
		if name == "" {
			name = a.OID
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}

func (t *tree) message(b *branch, s *profile.Signature) {
	m := s.Message
	form := "DER"
	if !m.DER {
		form = t.say("ber-or-attributes-not-sorted")
	}
	node := b.add(fmt.Sprintf("CMS: %d %s, %s", len(m.Bytes), t.say("bytes"), form))
	for _, signer := range m.Signers {
		t.signer(node, signer)
	}
	for _, c := range m.Certificates {
		t.certificate(node, c)
	}
}

func (t *tree) signer(b *branch, s *profile.Signer) {
	integrity := t.say("not-verified-because-signed-bytes-cannot")
	if s.Integrity != "" {
		integrity = signaturecheck.IntegrityText(s.Integrity).In(t.lang)
	}
	n := b.add(t.say("signer") + integrity)
	n.add(cms.AlgorithmName(s.Info.DigestAlgorithm) + ", " + cms.AlgorithmName(s.Info.SignatureAlgorithm))
	for _, w := range s.Weaknesses {
		n.add(t.say("weak") + w.Name)
	}
	if s.Info.HasSignedAttributes() {
		signed := n.add(t.say("signed-attributes") + attributeList(s.Signed))
		if !s.Sorted {
			signed.add(t.say("not-sorted-gateway-sorts-them-before"))
		}
	}
	switch referenceWord(s) {
	case "matches":
		n.add(t.say("signing-certificate-matches-certificate"))
	case "differs", "malformed":
		n.add(t.say("signing-certificate-does-not-match-certificate"))
	}
	if !s.SigningTime.IsZero() {
		n.add("signing-time " + t.instant(s.SigningTime))
	}
	if len(s.Unsigned) > 0 {
		n.add(t.say("unsigned-attributes") + attributeList(s.Unsigned))
	}
	for _, stamp := range s.Stamps {
		t.stamp(n, stamp)
	}
}

func (t *tree) certificate(b *branch, c *cms.Certificate) {
	key := c.KeyName()
	if bits := c.KeyBits(); bits != 0 {
		key += fmt.Sprintf(", %d bit", bits)
	}
	n := b.add(t.say("certificate") + c.Subject.String())
	n.add(t.say("issued-by") + c.Issuer.String() + t.say("serial") + c.Serial.Text(16))
	n.add(t.say("valid-from") + t.instant(c.NotBefore) + t.say("to") + t.instant(c.NotAfter))
	n.add(key)
}

func (t *tree) stamp(b *branch, s *profile.TimeStamp) {
	text := t.say("time-stamp")
	if !s.Time.IsZero() {
		text += " " + t.instant(s.Time)
	}
	n := b.add(text + ": " + signaturecheck.IntegrityText(s.Integrity).In(t.lang))
	if problem := signaturecheck.StampText(s); !problem.IsZero() {
		n.add(problem.In(t.lang))
	}
	if c := s.Authority(); c != nil {
		n.add("TSA: " + c.Subject.String())
	}
	if s.Policy != "" {
		n.add(t.say("policy") + s.Policy + ", " + s.Hash)
	}
	t.trust(n, s.Trust)
}

func (t *tree) later(b *branch, c *revision.Coverage) {
	if c == nil {
		return
	}
	var n *branch
	switch refused := len(c.Refused()); {
	case c.State != revision.Covered:
		n = b.add(t.say("after-signing-cannot-be-compared"))
		n.add(c.Detail)
	case refused > 0:
		n = b.add(t.fill("after-signing-changes-that-not-permitted", lint.Values{"refused": refused}))
	case len(c.Changes) > 0:
		n = b.add(t.fill("after-signing-changes-all-permitted", lint.Values{"n": len(c.Changes)}))
	default:
		n = b.add(t.say("after-signing-nothing-changed"))
	}
	if c.Tail != revision.TailNone && c.Tail != "" {
		n.add(signaturecheck.TailText(c.Tail).In(t.lang))
	}
	for _, a := range c.Attacks {
		n.add(t.say("attack") + signaturecheck.Attack(a.Kind).In(t.lang)).add(a.Detail)
	}
	for _, o := range c.Overlays {
		n.add(signaturecheck.OverlayText(o).In(t.lang))
	}
	const most = 12
	for i, ch := range c.Changes {
		if i == most {
			n.add(t.fill("more", lint.Values{"n": len(c.Changes) - most}))
			break
		}
		text := signaturecheck.Part(ch.What).In(t.lang) + " " + signaturecheck.Happened(ch.Kind).In(t.lang)
		if ch.Object != 0 {
			text += fmt.Sprintf(" (%s %d)", t.say("object"), ch.Object)
		}
		n.add(text + " " + ch.Path)
	}
	if c.CDA.State != revision.CDANone && c.CDA.State != "" {
		n.add("CDA: " + signaturecheck.CDAText(c.CDA.State).In(t.lang))
	}
}

// rest is what belongs to the document as a whole.
func (t *tree) rest(root *branch, r *profile.Report) {
	if r.Encrypted {
		root.add(t.say("the-document-encrypted"))
	}
	if r.Certification != 0 {
		root.add(t.fill("certified-docmdp", lint.Values{"certification": r.Certification}))
	}
	if s := r.DSS; s != nil {
		n := root.add(fmt.Sprintf("DSS: %d %s, %d CRL, %d OCSP", len(s.Certificates), t.say("certificates"), len(s.CRLs), len(s.OCSPs)))
		for _, e := range s.VRI {
			whose := t.say("of-no-signature")
			if e.Matched {
				whose = e.Field
			}
			n.add("VRI " + e.Key + ": " + whose)
		}
		for _, p := range s.Problems {
			n.add(p)
		}
	}
	if len(r.Revisions) > 1 {
		root.add(t.fill("revisions", lint.Values{"n": len(r.Revisions)}))
	}
}
