package client

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/fselint/fselint/cda"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/ledger"
	"github.com/fselint/fselint/gateway/wire"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/certificate"
	"github.com/fselint/fselint/metadata/request"
	"github.com/fselint/fselint/metadata/token"
	"github.com/fselint/fselint/validate"
	documentcheck "github.com/fselint/fselint/validate/checks/document"
	requestcheck "github.com/fselint/fselint/validate/checks/request"
	tokencheck "github.com/fselint/fselint/validate/checks/token"
)

// Parts are what a call is put together from: the request as it is sent, and the attempt as the ledger keeps it.
type Parts struct {
	Operation      fse.Operation
	Service        string // national, toscana
	Environment    string // stage, production
	Base           string
	ID             string // identifier in the address
	PDF            []byte
	Body           []byte // JSON
	Authentication []byte // tokens, as they were given or made
	Signature      []byte
	Callback       string
	KeepBody       bool   // the ledger keeps the body, which may name people
	Forced         string // why it is sent although a refusal is expected
	Case           int    // test case of the accreditation, 0 for none
	Shown          string // what the software shows its user in that case
	// Judged is the judgement of these parts, whose facts are taken; nil where nothing was judged, such as a question of status.
	Judged *validate.Result
}

// tokens are those that were judged, or are read now.
func (p *Parts) tokens() (channel, signature *token.Token) {
	channel, judged := tokencheck.Authentication.Lookup(p.Judged)
	if !judged {
		channel = token.Parse(p.Authentication)
	}
	if signature, judged = tokencheck.Signature.Lookup(p.Judged); !judged {
		signature = token.Parse(p.Signature)
	}
	return channel, signature
}

// Patient is the identifier of person_id in the signature token, without what qualifies it.
func (p *Parts) Patient() string {
	_, signature := p.tokens()
	person, _, _ := strings.Cut(signature.String("person_id"), "^")
	return person
}

// Build returns the request and the attempt.
func (p *Parts) Build() (*wire.Request, *ledger.Attempt) {
	channel, signature := p.tokens()
	r := &wire.Request{
		Operation: p.Operation, Base: p.Base, ID: p.ID, Authentication: channel.Text, Signature: signature.Text, Callback: p.Callback,
	}
	a := &ledger.Attempt{
		Service: p.Service, Environment: p.Environment, Operation: p.Operation, Base: p.Base, PathID: p.ID, Forced: p.Forced,
		Case: p.Case, Shown: p.Shown, Channel: keep(channel),
	}
	if wire.Writes(p.Operation) {
		a.Signature = keep(signature)
		a.Vendor, a.Application = signature.String("subject_application_vendor"), signature.String("subject_application_id")
		a.Version = signature.String("subject_application_version")
	}
	if p.Operation.SendsRequest() {
		r.Body = p.Body
		body, judged := requestcheck.Body.Lookup(p.Judged)
		if !judged {
			body = request.Read(p.Body)
		}
		a.Document, a.Workflow = body.IdentificativoDoc.Value, body.WorkflowInstanceID.Value
		if p.KeepBody {
			a.Body = p.Body
		}
	}
	if p.Operation.SendsDocument() {
		r.File, a.PDF = p.PDF, wire.Digest(p.PDF)
		p.describe(a)
	}
	switch {
	case p.Operation == fse.StatusByWorkflow:
		a.Workflow = p.ID
	case p.Operation == fse.Update, p.Operation == fse.Delete:
		a.Document = p.ID
	}
	return r, a
}

// describe says which CDA was sent: its digest, its own identifier, and the key of its validation. What cannot be read stays empty.
func (p *Parts) describe(a *ledger.Attempt) {
	if p.Judged != nil && p.Judged.CDA != nil {
		a.CDA = p.Judged.CDA.SHA256
	}
	doc, ok := documentcheck.Tree.Lookup(p.Judged)
	if !ok {
		return
	}
	if root, extension, ok := cda.DocumentID(doc); ok {
		a.CDAID = root + "^" + extension
	}
	a.Validation = cda.ValidationKey(doc)
}

func keep(t *token.Token) ledger.Token {
	if t.Empty() {
		return ledger.Token{}
	}
	return ledger.Token{ID: t.String("jti"), Issuer: t.String("iss"), IssuedAt: t.Moment("iat"), Expires: t.Moment("exp"), SHA256: wire.Digest([]byte(t.Text))}
}

// operationClaims are action_id and purpose_of_use as an operation wants them, and what it admits beside (tables/operations, 02-jwt).
var operationClaims = map[fse.Operation]struct {
	action, purpose string
	also            []string
}{
	fse.Validation:         {"CREATE", "TREATMENT", nil},
	fse.Create:             {"CREATE", "TREATMENT", nil},
	fse.ValidateAndCreate:  {"CREATE", "TREATMENT", nil},
	fse.Replace:            {"UPDATE", "UPDATE", nil},
	fse.ValidateAndReplace: {"UPDATE", "UPDATE", nil},
	fse.Update:             {"UPDATE", "UPDATE", []string{"ACCESS UPDATE"}},
	fse.Delete:             {"DELETE", "UPDATE", nil},
}

// Software is the software that a file of claims names, nil where it names none.
func Software(file []byte) (*validate.Application, error) {
	var claims struct {
		Vendor  string `json:"subject_application_vendor"`
		ID      string `json:"subject_application_id"`
		Version string `json:"subject_application_version"`
	}
	if err := json.Unmarshal(file, &claims); err != nil {
		return nil, noClaims(file, err)
	}
	app := validate.Application(claims)
	if app == (validate.Application{}) {
		return nil, nil
	}
	return &app, nil
}

// noClaims says what a file is instead of claims.
func noClaims(file []byte, err error) error {
	switch what := certificate.Recognise(file); what {
	case certificate.JSON, certificate.Words, certificate.Unrecognised:
		return texts.Error("read-claims", lint.Values{"err": err})
	default:
		return lint.Hinted(texts.Error("no-claims-but", lint.Values{"content": what.Text()}), texts.Text("init-drafts-claims", nil))
	}
}

// Replaced is a claim of a file that an operation does not admit, with what it was set to.
type Replaced struct{ Name, From, To string }

// Claims completes the claims of a file for one call: action_id and purpose_of_use as the operation wants them, whatever the file says,
// and the attachment_hash of the PDF, which every publication wants and validation must not have. Everything else stays as it is.
// Replaced are those that the file had otherwise.
func Claims(file []byte, op fse.Operation, pdf []byte) (made []byte, replaced []Replaced, err error) {
	claims := make(map[string]json.RawMessage)
	if err := json.Unmarshal(file, &claims); err != nil {
		return nil, nil, noClaims(file, err)
	}
	if claims == nil {
		return nil, nil, texts.Error("read-claims-null", nil)
	}
	set := func(name, value string, admitted ...string) {
		var old string
		_ = json.Unmarshal(claims[name], &old) // what is no text is replaced
		if _, there := claims[name]; there {
			if slices.Contains(admitted, old) {
				return
			}
			replaced = append(replaced, Replaced{name, lint.Show(string(claims[name])), value})
		}
		claims[name], _ = json.Marshal(value) // a string
	}
	if wanted, ok := operationClaims[op]; ok {
		set("action_id", wanted.action, wanted.action)
		set("purpose_of_use", wanted.purpose, append([]string{wanted.purpose}, wanted.also...)...)
	}
	if delete(claims, "attachment_hash"); op.Publishes() {
		set("attachment_hash", wire.Digest(pdf))
	}
	made, err = json.Marshal(claims)
	return made, replaced, err
}
