package signature

import (
	"encoding/json"
	"io"
	"time"

	"github.com/fselint/fselint/pades/cms"
	"github.com/fselint/fselint/pades/profile"
	"github.com/fselint/fselint/pades/revision"
	signaturecheck "github.com/fselint/fselint/validate/checks/signature"
)

// signatureSchema names the version of the JSON form. It only grows.
const signatureSchema = "fselint/signature/v1"

type signatureView struct {
	Path       string       `json:"path"`
	Error      string       `json:"error,omitempty"`
	Gateway    *gatewayView `json:"gateway,omitempty"`
	Integrity  string       `json:"integrity,omitempty"`
	Trust      string       `json:"trust,omitempty"`
	Encrypted  bool         `json:"encrypted,omitempty"`
	Certified  int          `json:"certified,omitempty"` // permission of the certification, 1 to 3
	Revisions  int          `json:"revisions,omitempty"`
	Signatures []oneView    `json:"signatures"`
	DSS        *dssView     `json:"dss,omitempty"`
}

type gatewayView struct {
	Decision    string   `json:"decision"`
	Reason      string   `json:"reason"`
	Step        int      `json:"step"`
	Field       string   `json:"field,omitempty"`
	Object      int      `json:"object,omitempty"`
	Detail      string   `json:"detail"`
	Explanation []string `json:"explanation,omitempty"`
}

type oneView struct {
	Field     string       `json:"field"`
	Object    int          `json:"object,omitempty"`
	Value     int          `json:"value,omitempty"` // object of the signature dictionary
	Type      string       `json:"type"`
	InForm    bool         `json:"inForm"`
	TopLevel  bool         `json:"topLevel"`
	Page      int          `json:"page,omitempty"`
	Visible   bool         `json:"visible"`
	Filter    string       `json:"filter,omitempty"`
	SubFilter string       `json:"subFilter,omitempty"`
	M         string       `json:"M,omitempty"`
	Name      string       `json:"name,omitempty"`
	Reason    string       `json:"reason,omitempty"`
	Location  string       `json:"location,omitempty"`
	Outcome   string       `json:"gatewayOutcome,omitempty"`
	ByteRange [][2]int64   `json:"byteRange,omitempty"`
	CoversEnd bool         `json:"coversEnd"`
	Geometry  []string     `json:"geometryProblems,omitempty"`
	Integrity string       `json:"integrity,omitempty"`
	Cause     string       `json:"cause,omitempty"`
	Detail    string       `json:"detail,omitempty"`
	Level     string       `json:"level,omitempty"`
	Missing   []string     `json:"missingForBaseline,omitempty"`
	Time      string       `json:"time,omitempty"`
	TimeFrom  string       `json:"timeSource,omitempty"`
	Message   *messageView `json:"message,omitempty"`
	Stamp     *stampView   `json:"timestamp,omitempty"`
	Trust     *trustView   `json:"trust,omitempty"`
	Later     *laterView   `json:"afterwards,omitempty"`
}

type messageView struct {
	DER          bool         `json:"der"`
	Bytes        int          `json:"bytes"`
	ContentType  string       `json:"contentType"`
	Encapsulated bool         `json:"encapsulated"`
	Certificates []certView   `json:"certificates"`
	Signers      []signerView `json:"signers"`
}

type certView struct {
	Subject   string `json:"subject"`
	Issuer    string `json:"issuer"`
	Serial    string `json:"serial"`
	NotBefore string `json:"notBefore,omitempty"`
	NotAfter  string `json:"notAfter,omitempty"`
	Key       string `json:"key"`
	Bits      int    `json:"bits,omitempty"`
}

type signerView struct {
	Certificate string      `json:"certificate,omitempty"` // serial number
	Integrity   string      `json:"integrity"`
	Cause       string      `json:"cause,omitempty"`
	Digest      string      `json:"digestAlgorithm"`
	Algorithm   string      `json:"signatureAlgorithm"`
	Sorted      bool        `json:"attributesSorted"`
	SigningTime string      `json:"signingTime,omitempty"`
	Signed      []string    `json:"signedAttributes"`
	Unsigned    []string    `json:"unsignedAttributes,omitempty"`
	Weak        []string    `json:"weaknesses,omitempty"`
	Reference   string      `json:"signingCertificate,omitempty"` // "matches", "differs" or "malformed"
	Stamps      []stampView `json:"timestamps,omitempty"`
}

type stampView struct {
	Time      string     `json:"time,omitempty"`
	Accuracy  float64    `json:"accuracySeconds,omitempty"`
	Authority string     `json:"authority,omitempty"`
	Policy    string     `json:"policy,omitempty"`
	Serial    string     `json:"serial,omitempty"`
	Hash      string     `json:"hash,omitempty"`
	Imprint   bool       `json:"imprintMatches"`
	Integrity string     `json:"integrity"`
	Cause     string     `json:"cause,omitempty"`
	Detail    string     `json:"detail,omitempty"`
	Trust     *trustView `json:"trust,omitempty"`
}

type laterView struct {
	State   string       `json:"state"`
	Tail    string       `json:"tail,omitempty"`
	DocMDP  int          `json:"docMDP,omitempty"`
	CDA     string       `json:"cda,omitempty"`
	Changes []changeView `json:"changes,omitempty"`
	// Overlays are later signatures that cover a large part of a page.
	Overlays []overlayView `json:"overlays,omitempty"`
	Attacks  []attackView  `json:"attacks,omitempty"`
	Detail   string        `json:"detail,omitempty"`
}

type overlayView struct {
	Field  string  `json:"field"`
	Object int     `json:"object,omitempty"`
	Page   int     `json:"page,omitempty"`
	Part   float64 `json:"part"` // of the page, 0 to 1
}

type changeView struct {
	What    string `json:"what"`
	Kind    string `json:"kind"`
	Object  int    `json:"object,omitempty"`
	Page    int    `json:"page,omitempty"`
	Field   string `json:"field,omitempty"`
	Path    string `json:"path,omitempty"`
	Allowed bool   `json:"allowed"`
	Reason  string `json:"reason"`
}

type attackView struct {
	Kind   string `json:"kind"`
	Object int    `json:"object,omitempty"`
	Detail string `json:"detail"`
}

type dssView struct {
	Object       int       `json:"object,omitempty"`
	Certificates int       `json:"certificates"`
	CRLs         int       `json:"crls"`
	OCSPs        int       `json:"ocsps"`
	VRI          []vriView `json:"vri,omitempty"`
	Problems     []string  `json:"problems,omitempty"`
}

type vriView struct {
	Key     string `json:"key"`
	Field   string `json:"field,omitempty"`
	Matched bool   `json:"matched"`
}

// JSON writes one object of which the documents are streamed; version is that of the program.
func JSON(w io.Writer, lang, version string) Writer {
	return &jsonWriter{w: w, lang: lang, version: version}
}

type jsonWriter struct {
	w             io.Writer
	lang, version string
	count         int
}

func (j *jsonWriter) Document(d *Document) error {
	head := ",\n"
	if j.count == 0 {
		head = `{"schema":"` + signatureSchema + `","tool":{"name":"fselint","version":` + quoted(j.version) + "},\"documents\":[\n"
	}
	j.count++
	if _, err := io.WriteString(j.w, head); err != nil {
		return err
	}
	enc := json.NewEncoder(j.w)
	enc.SetEscapeHTML(false)
	return enc.Encode(viewSignatures(d, j.lang))
}

func quoted(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		return `""` // a string always has a form
	}
	return string(b)
}

func (j *jsonWriter) Close() error {
	if j.count == 0 {
		return nil
	}
	_, err := io.WriteString(j.w, "]}\n")
	return err
}

func viewSignatures(d *Document, lang string) *signatureView {
	v := &signatureView{Path: d.Path, Signatures: []oneView{}}
	if d.Err != nil {
		v.Error = d.Err.Error()
		return v
	}
	g := &d.Gateway
	v.Gateway = &gatewayView{Decision: string(g.Decision), Reason: string(g.Reason), Step: g.Step, Field: g.Field, Object: g.Object, Detail: g.Detail.In("en")}
	for _, t := range signaturecheck.Decisive(g, d.Careful) {
		v.Gateway.Explanation = append(v.Gateway.Explanation, t.In(lang))
	}
	r := d.Careful
	if r == nil {
		return v
	}
	v.Integrity, v.Trust, v.Encrypted, v.Certified, v.Revisions = string(r.Integrity()), string(r.TrustWord()), r.Encrypted, r.Certification, len(r.Revisions)
	for _, s := range r.Signatures {
		v.Signatures = append(v.Signatures, viewOne(s))
	}
	if s := r.DSS; s != nil {
		v.DSS = &dssView{Object: s.Object, Certificates: len(s.Certificates), CRLs: len(s.CRLs), OCSPs: len(s.OCSPs), Problems: s.Problems}
		for _, e := range s.VRI {
			v.DSS.VRI = append(v.DSS.VRI, vriView{e.Key, e.Field, e.Matched})
		}
	}
	return v
}

func viewOne(s *profile.Signature) oneView {
	f := &s.Facts
	v := oneView{
		Field: f.Field, Object: f.Object, Value: f.Value, Type: string(s.Kind), InForm: s.InForm, TopLevel: f.TopLevel && s.InForm, Page: s.Page, Visible: s.Visible,
		Filter: f.Filter, SubFilter: f.SubFilter, M: f.M, Name: f.Name, Reason: f.Reason, Location: f.Location, Outcome: string(f.Outcome),
		ByteRange: s.Geometry.Ranges, CoversEnd: s.Geometry.CoversEnd, Geometry: plain(s.Geometry.Problems),
		Integrity: string(s.Integrity), Cause: string(s.Cause), Detail: s.Detail, Level: s.Level, Missing: plain(s.MissingForBaseline),
		Time: instant(s.Time.At), TimeFrom: string(s.Time.Source), Trust: viewTrust(s.Trust), Later: viewLater(s.Coverage),
	}
	if s.Message != nil {
		v.Message = viewMessage(s.Message)
	}
	if s.Stamp != nil {
		stamp := viewStamp(s.Stamp)
		stamp.Trust = nil // it is that of the signature
		v.Stamp = &stamp
	}
	return v
}

func plain[T ~string](list []T) []string {
	var out []string
	for _, t := range list {
		out = append(out, string(t))
	}
	return out
}

// instant is a time for machines, "" when there is none.
func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func viewMessage(m *profile.Message) *messageView {
	v := &messageView{DER: m.DER, Bytes: len(m.Bytes), ContentType: m.ContentType, Encapsulated: m.Encapsulated, Certificates: []certView{}, Signers: []signerView{}}
	for _, c := range m.Certificates {
		v.Certificates = append(v.Certificates, certView{c.Subject.String(), c.Issuer.String(), c.Serial.Text(16), instant(c.NotBefore), instant(c.NotAfter), c.KeyName(), c.KeyBits()})
	}
	for _, s := range m.Signers {
		v.Signers = append(v.Signers, viewSigner(s))
	}
	return v
}

func viewSigner(s *profile.Signer) signerView {
	v := signerView{Integrity: string(s.Integrity), Cause: string(s.Cause), Digest: cms.AlgorithmName(s.Info.DigestAlgorithm),
		Algorithm: cms.AlgorithmName(s.Info.SignatureAlgorithm), Sorted: s.Sorted, SigningTime: instant(s.SigningTime), Signed: []string{}}
	if s.Certificate != nil {
		v.Certificate = s.Certificate.Serial.Text(16)
	}
	for _, a := range s.Signed {
		v.Signed = append(v.Signed, a.OID)
	}
	for _, a := range s.Unsigned {
		v.Unsigned = append(v.Unsigned, a.OID)
	}
	for _, w := range s.Weaknesses {
		v.Weak = append(v.Weak, w.Name)
	}
	v.Reference = referenceWord(s)
	for _, t := range s.Stamps {
		v.Stamps = append(v.Stamps, viewStamp(t))
	}
	return v
}

// referenceWord says whether the signing-certificate attribute names the signer's certificate, "" without one.
func referenceWord(s *profile.Signer) string {
	switch {
	case s.Reference == nil:
		return ""
	case s.ReferenceErr != nil:
		return "malformed"
	case s.Reference.HashMatches && s.Reference.IssuerSerialMatches:
		return "matches"
	}
	return "differs"
}

func viewStamp(t *profile.TimeStamp) stampView {
	v := stampView{Time: instant(t.Time), Accuracy: t.Accuracy.Seconds(), Policy: t.Policy, Hash: t.Hash, Imprint: t.ImprintMatches,
		Integrity: string(t.Integrity), Cause: string(t.Cause), Detail: t.Detail, Trust: viewTrust(t.Trust)}
	if t.Serial != nil {
		v.Serial = t.Serial.Text(16)
	}
	if c := t.Authority(); c != nil {
		v.Authority = c.Subject.String()
	}
	return v
}

func viewLater(c *revision.Coverage) *laterView {
	if c == nil || c.State == revision.NoValue {
		return nil
	}
	v := &laterView{State: string(c.State), Tail: string(c.Tail), DocMDP: c.Policy.DocMDP, CDA: string(c.CDA.State), Detail: c.Detail}
	for _, o := range c.Overlays {
		v.Overlays = append(v.Overlays, overlayView{o.Field, o.Object, o.Page, o.Part})
	}
	for _, ch := range c.Changes {
		v.Changes = append(v.Changes, changeView{string(ch.What), ch.Kind, ch.Object, ch.Page, ch.Field, ch.Path, ch.Allowed, string(ch.Reason)})
	}
	for _, a := range c.Attacks {
		v.Attacks = append(v.Attacks, attackView{string(a.Kind), a.Object, a.Detail})
	}
	return v
}
