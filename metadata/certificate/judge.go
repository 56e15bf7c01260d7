package certificate

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/asn1"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/metadata/flaw"
)

// Options say what a certificate is for.
type Options struct {
	At          time.Time       // the clock; the zero time is now
	Use         Role            // what the certificate is used for, NoRole when that is not known
	Single      bool            // one certificate serves both uses (transition in Tuscany): the role is not judged
	Environment fse.Environment // whose certification authority is expected
	Grammar     Grammar         // of the common name
	// Roots are the certificates of the accepted certification authorities, and intermediate ones. Without any, the issuer is
	// judged by its name only.
	Roots []*x509.Certificate
	Key   crypto.PublicKey // public part of the private key in use (CE-06), nil when it is not known
}

// warnBefore is how long before its end a certificate draws a warning.
const warnBefore = 30 * 24 * time.Hour

const leastBits = 2048

// Names of the certification authorities of the Ministry of Health.
const issuerProduction = "CA Ministero della Salute"

var issuersStage = []string{"CA Ministero della Salute Test", "CA Ministero della Salute Test-1"}

var (
	oidOrganizationIdentifier = asn1.ObjectIdentifier{2, 5, 4, 97}
	policyFSE                 = asn1.ObjectIdentifier{1, 3, 76, 29, 1, 10}
)

// Judge checks a certificate (CE-02 to CE-12) and its common name (CN-01 to CN-05).
func Judge(c *x509.Certificate, o Options) []Problem {
	var problems []Problem
	problems = append(problems, judgeValidity(c, o.At)...)
	problems = append(problems, judgeIssuer(c, o)...)
	if c.IsCA {
		problems = append(problems, problem("CE-04", &CAForLeaf, "basicConstraints", c.Subject.CommonName, ""))
	}
	problems = append(problems, judgeKey(c, o.Key)...)
	problems = append(problems, judgeRole(c, o)...)
	problems = append(problems, judgeUsage(c, o.Use)...)
	problems = append(problems, judgeSubject(c)...)
	if !c.IsCA {
		problems = append(problems, ParseCN(Name(c)).Judge(o.Grammar)...)
	}
	return problems
}

func day(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 UTC") }

func judgeValidity(c *x509.Certificate, at time.Time) []Problem {
	if at.IsZero() {
		at = time.Now()
	}
	switch {
	case at.Before(c.NotBefore):
		return []Problem{problem("CE-02", &NotYetValid, "validity", day(c.NotBefore), day(at))}
	case at.After(c.NotAfter):
		return []Problem{problem("CE-02", &Expired, "validity", day(c.NotAfter), day(at))}
	case at.Add(warnBefore).After(c.NotAfter):
		return []Problem{problem("CE-02", &ExpiresSoon, "validity", day(c.NotAfter), strconv.Itoa(int(c.NotAfter.Sub(at).Hours()/24)))}
	}
	return nil
}

// judgeIssuer verifies the signature against the given authorities; without any it compares the name of the issuer.
func judgeIssuer(c *x509.Certificate, o Options) []Problem {
	issuer := c.Issuer.CommonName
	if bytes.Equal(c.RawIssuer, c.RawSubject) && !c.IsCA {
		return []Problem{problem("CE-03", &SelfSigned, "issuer", issuer, "")}
	}
	if len(o.Roots) == 0 {
		return judgeIssuerName(c, o.Environment)
	}
	if p := judgeEnvironment(issuer, o.Environment); p != nil {
		return p
	}
	named := false
	for _, root := range o.Roots {
		if !bytes.Equal(root.RawSubject, c.RawIssuer) {
			continue
		}
		named = true
		// As trust anchor a root is believed whatever its own signature: one of the test authorities has a SHA-1 one.
		if root.CheckSignature(c.SignatureAlgorithm, c.RawTBSCertificate, c.Signature) == nil {
			return nil
		}
	}
	if named {
		return []Problem{problem("CE-03", &IssuerSignature, "issuer", issuer, "")}
	}
	return []Problem{problem("CE-03", &UnknownIssuer, "issuer", issuer, rootNames(o.Roots))}
}

func rootNames(roots []*x509.Certificate) string {
	var names []string
	for _, r := range roots {
		names = append(names, r.Subject.CommonName)
	}
	return strings.Join(names, ", ")
}

func judgeIssuerName(c *x509.Certificate, env fse.Environment) []Problem {
	issuer := c.Issuer.CommonName
	if p := judgeEnvironment(issuer, env); p != nil {
		return p
	}
	if !isStageIssuer(issuer) && issuer != issuerProduction {
		p := problem("CE-03", &UnknownIssuer, "issuer", issuer, issuerProduction+", "+strings.Join(issuersStage, ", "))
		return []Problem{p.as(flaw.Warning)}
	}
	return nil
}

// judgeEnvironment finds certificates of the other environment.
func judgeEnvironment(issuer string, env fse.Environment) []Problem {
	switch {
	case env == fse.Production && isStageIssuer(issuer):
		return []Problem{problem("CE-03", &StageIssuer, "issuer", issuer, issuerProduction)}
	case env == fse.Stage && issuer == issuerProduction:
		return []Problem{problem("CE-03", &ProductionIssuer, "issuer", issuer, strings.Join(issuersStage, ", "))}
	}
	return nil
}

func isStageIssuer(name string) bool { return name == issuersStage[0] || name == issuersStage[1] }

func judgeKey(c *x509.Certificate, own crypto.PublicKey) []Problem {
	var problems []Problem
	switch key := c.PublicKey.(type) {
	case *rsa.PublicKey:
		bits := key.N.BitLen()
		switch {
		case bits < leastBits:
			problems = append(problems, problem("CE-05", &KeyShort, "key", strconv.Itoa(bits), strconv.Itoa(leastBits)))
		case bits != 2048 && bits != 4096:
			problems = append(problems, problem("CE-05", &KeyUnusual, "key", strconv.Itoa(bits), "2048, 4096"))
		}
	default:
		problems = append(problems, problem("CE-05", &KeyNotRSA, "key", keyName(c), "RSA"))
	}
	if own != nil && !Matches(c, own) {
		problems = append(problems, problem("CE-06", &KeyMismatch, "key", Name(c), ""))
	}
	return problems
}

func keyName(c *x509.Certificate) string {
	switch key := c.PublicKey.(type) {
	case *ecdsa.PublicKey:
		return "EC " + key.Curve.Params().Name
	case ed25519.PublicKey:
		return "Ed25519"
	}
	return c.PublicKeyAlgorithm.String()
}

// judgeRole compares the first letter of the common name with the use (CE-08).
func judgeRole(c *x509.Certificate, o Options) []Problem {
	role := ParseCN(Name(c)).Role
	if o.Single || o.Use == NoRole || role == NoRole || role == o.Use {
		return nil
	}
	if o.Use == Signature {
		return []Problem{problem("CE-08", &AuthenticationSigns, "role", Name(c), o.Use.String())}
	}
	return []Problem{problem("CE-08", &SignatureConnects, "role", Name(c), o.Use.String())}
}

// judgeUsage judges key usage and extended key usage (CE-09, CE-10).
func judgeUsage(c *x509.Certificate, use Role) []Problem {
	if use == NoRole {
		use = ParseCN(Name(c)).Role
	}
	switch {
	case use == Signature && c.KeyUsage&(x509.KeyUsageContentCommitment|x509.KeyUsageDigitalSignature) == 0:
		return []Problem{problem("CE-09", &KeyUsage, "keyUsage", usageNames(c.KeyUsage), "nonRepudiation, digitalSignature")}
	case use == Authentication && len(c.ExtKeyUsage)+len(c.UnknownExtKeyUsage) > 0:
		for _, u := range c.ExtKeyUsage {
			if u == x509.ExtKeyUsageClientAuth || u == x509.ExtKeyUsageAny {
				return nil
			}
		}
		return []Problem{problem("CE-10", &NoClientAuth, "extendedKeyUsage", "", "clientAuth")}
	}
	return nil
}

var usageLabels = [...]string{"digitalSignature", "nonRepudiation", "keyEncipherment", "dataEncipherment", "keyAgreement", "keyCertSign", "cRLSign", "encipherOnly", "decipherOnly"}

func usageNames(u x509.KeyUsage) string {
	var names []string
	for i, name := range usageLabels {
		if u&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	if names == nil {
		return "-"
	}
	return strings.Join(names, ", ")
}

// judgeSubject compares the subject and the policy with what the authority writes (CE-11, CE-12).
func judgeSubject(c *x509.Certificate) []Problem {
	var problems []Problem
	differs := func(part, found, expected string) {
		problems = append(problems, problem("CE-11", &Subject, part, found, expected))
	}
	if got := strings.Join(c.Subject.Country, ", "); got != "IT" {
		differs("C", got, "IT")
	}
	if got := strings.Join(c.Subject.Organization, ", "); got != "Ministero della Salute" {
		differs("O", got, "Ministero della Salute")
	}
	organization := ""
	for _, name := range c.Subject.Names {
		if name.Type.Equal(oidOrganizationIdentifier) {
			organization = fmt.Sprint(name.Value)
		}
	}
	if !strings.HasPrefix(organization, "CF:IT-") {
		differs("organizationIdentifier", organization, "CF:IT-…")
	}
	for _, policy := range c.PolicyIdentifiers {
		if policy.Equal(policyFSE) {
			return problems
		}
	}
	return append(problems, problem("CE-12", &Policy, "certificatePolicies", "", policyFSE.String()))
}

// JudgeSame compares the certificate of a token with the one that the user calls the signature certificate (CE-07).
func JudgeSame(inToken, given *x509.Certificate) []Problem {
	if bytes.Equal(inToken.Raw, given.Raw) {
		return nil
	}
	if Matches(inToken, given.PublicKey) {
		return []Problem{problem("CE-07", &OtherIssue, "x5c", describe(inToken), describe(given))}
	}
	return []Problem{problem("CE-07", &OtherCertificate, "x5c", describe(inToken), describe(given))}
}

// describe names a certificate so that two can be told apart.
func describe(c *x509.Certificate) string {
	return fmt.Sprintf("%s (n. %x, %s)", Name(c), c.SerialNumber, c.NotAfter.UTC().Format("2006-01-02"))
}
