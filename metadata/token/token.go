package token

import (
	"bytes"
	"crypto/x509"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/fselint/fselint/internal/jdk/gson"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/rawjson"
)

// MaxSize is the number of bytes that Parse looks at. Servers take request headers of 8 to 64 KiB.
const MaxSize = 1 << 20

// Token is a token taken apart.
type Token struct {
	Text     string   // the token itself, without what stood around it: header name, "Bearer ", blanks, quotation marks
	Bearer   bool     // "Bearer " stood in front of it
	Field    string   // the header field it was given with ("FSE-JWT-Signature"), "" when only its value was given
	Segments []string // the parts between full stops, as written
	// Header and Payload are the decoded parts, nil where there is none or it is no base64.
	Header, Payload *rawjson.Document
	Signature       []byte // decoded, nil where it is no base64
	// Certificates are those of x5c that can be read, in its order.
	Certificates []*x509.Certificate

	elements []*x509.Certificate // of x5c, nil for those that cannot be read
	signer   *x509.Certificate   // the first of them
	empty    bool                // there was no token at all
	items    []item              // about the form, found while reading

	members  []gson.Member // of the payload, as the dispatcher reads it
	gsonErr  error
	readGSON bool
}

// Claim is a claim as it was written.
type Claim struct {
	Name         string
	Kind         rawjson.Kind
	Text         string // of a string, decoded; of other simple values, as written
	Line, Column int    // in the decoded payload
}

// Claim returns a claim of the payload: the last of that name. ok is false when there is none.
func (t *Token) Claim(name string) (c Claim, ok bool) {
	v, ok := member(t.Payload, name)
	if !ok {
		return Claim{}, false
	}
	c = Claim{Name: name, Kind: v.Kind, Text: v.Text}
	c.Line, c.Column = t.Payload.Position(v.Start)
	return c, true
}

// String returns the text of a claim that is a string, number or boolean, "" when it is absent, null or neither.
func (t *Token) String(name string) string {
	v, ok := member(t.Payload, name)
	if !ok || v.Kind == rawjson.Null {
		return ""
	}
	return v.Text
}

// Moment returns the time of a claim in seconds, also where they are written as a string; zero when there is none.
func (t *Token) Moment(name string) time.Time {
	c, ok := t.Claim(name)
	seconds, err := strconv.ParseInt(strings.Trim(c.Text, `"`), 10, 64)
	if !ok || err != nil {
		return time.Time{}
	}
	return time.Unix(seconds, 0).UTC()
}

// Claims returns the claims in the order of the payload.
func (t *Token) Claims() []Claim {
	if t.Payload == nil {
		return nil
	}
	claims := make([]Claim, 0, len(t.Payload.Root.Members))
	line, column, at := 1, 1, 0
	for i := range t.Payload.Root.Members {
		m := &t.Payload.Root.Members[i]
		// The members stand in order, so that the place is counted on from the one before.
		if passed := t.Payload.Data[at:m.Value.Start]; bytes.IndexByte(passed, '\n') < 0 {
			column += utf8.RuneCount(passed)
		} else {
			line += bytes.Count(passed, []byte("\n"))
			column = 1 + utf8.RuneCount(passed[bytes.LastIndexByte(passed, '\n')+1:])
		}
		at = m.Value.Start
		claims = append(claims, Claim{Name: m.Name, Kind: m.Value.Kind, Text: m.Value.Text, Line: line, Column: column})
	}
	return claims
}

// Certificate returns the certificate that the token says it was signed with, x5c[0], nil when it cannot be read.
func (t *Token) Certificate() *x509.Certificate { return t.signer }

// Empty tells that there was no token at all.
func (t *Token) Empty() bool { return t.empty }

// Guess returns which token it looks like: by the prefix of iss, else by its claims.
func (t *Token) Guess() Kind {
	iss := t.String("iss")
	switch {
	case strings.HasPrefix(iss, prefixAuthentication):
		return Authentication
	case strings.HasPrefix(iss, prefixSignature):
		return Signature
	}
	for _, name := range customClaims {
		if _, ok := member(t.Payload, name); ok {
			return Signature
		}
	}
	if t.Payload == nil {
		return Unknown
	}
	return Authentication
}

// certain returns which token it is beyond doubt, by the prefix of iss and by its claims; Unknown when they do not say the same.
func (t *Token) certain() Kind {
	iss, custom := t.String("iss"), false
	for _, name := range customClaims {
		_, ok := member(t.Payload, name)
		custom = custom || ok
	}
	switch {
	case strings.HasPrefix(iss, prefixAuthentication) && !custom:
		return Authentication
	case strings.HasPrefix(iss, prefixSignature) && custom:
		return Signature
	}
	return Unknown
}

// Misplaced returns the finding that this token stands in the other one's place, nil where it is the one that is wanted or cannot be
// told.
func (t *Token) Misplaced(wanted Kind) *lint.Finding {
	is := t.certain()
	if is == Unknown || wanted == Unknown || is == wanted {
		return nil
	}
	f := Swapped.Found("", "")
	f.Actual, f.Expected = words.Text("kind-"+is.String(), nil), words.Text("kind-"+wanted.String(), nil)
	f.Location.Source, f.Detail = source(wanted), detailInvalid
	return &f
}

func member(d *rawjson.Document, name string) (*rawjson.Value, bool) {
	if d == nil {
		return nil, false
	}
	return d.Root.Get(name)
}

// Prefixes of iss.
const (
	prefixAuthentication = "auth:"
	prefixSignature      = "integrity:"
)

// registeredClaims are in both tokens.
var registeredClaims = []string{"iss", "iat", "exp", "jti", "aud", "sub"}

// customClaims are those of the signature token.
var customClaims = []string{
	"patient_consent", "action_id", "locality", "person_id", "purpose_of_use", "subject_organization", "subject_organization_id",
	"subject_role", "subject_application_id", "subject_application_vendor", "subject_application_version", "resource_hl7_type",
	"attachment_hash", "use_subject_as_author",
}

// foreignClaims are made by the official generator for other services.
var foreignClaims = []string{"delegation_scope", "file_hash", "vector_id", "vector_hash_csr"}
