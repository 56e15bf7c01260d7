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
	"github.com/fselint/fselint/lint"
)

// Options say what a certificate is for.
type Options struct {
	At          time.Time       // the clock; the zero time is now
	Use         Role            // what the certificate is used for, NoRole when that is not known
	Single      bool            // one certificate serves both uses (transition in Tuscany): the role is not judged
	Profile     fse.Profile     // whose form of the common name is asked for
	Environment fse.Environment // whose certification authority is expected
	// Roots are the certificates of the accepted certification authorities, and intermediate ones. Without any, the issuer is
	// judged by its name only.
	Roots []*x509.Certificate
	Key   crypto.PublicKey // public part of the private key in use, nil when it is not known
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

// Judge checks a certificate and its common name.
func Judge(c *x509.Certificate, o Options) []lint.Finding {
	findings := JudgeSigner(c, o)
	findings = append(findings, judgeUsage(c, o.Use)...)
	findings = append(findings, judgeSubject(c)...)
	if !c.IsCA {
		findings = append(findings, ParseCN(Name(c)).Judge(o.Profile, o.Environment)...)
	}
	return findings
}

// JudgeSigner checks what makes a token worthless that was signed with the certificate: validity, issuer, kind, key and role.
func JudgeSigner(c *x509.Certificate, o Options) []lint.Finding {
	findings := judgeValidity(c, o.At)
	findings = append(findings, judgeIssuer(c, o)...)
	if c.IsCA {
		findings = append(findings, about(CAForLeaf, "basicConstraints", c.Subject.CommonName, ""))
	}
	findings = append(findings, judgeDigest(c)...)
	findings = append(findings, judgeKey(c, o.Key)...)
	return append(findings, judgeRole(c, o)...)
}

// about is a finding about a part of a certificate, by the name that X.509 or the common name's grammar gives it.
func about(r *lint.Rule, part, found, expected string) lint.Finding {
	f := r.Found(found, expected).At(part, -1)
	f.Location.Source, f.Location.Path = lint.SourceCertificate, part
	return f
}

func day(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 UTC") }

func judgeValidity(c *x509.Certificate, at time.Time) []lint.Finding {
	if at.IsZero() {
		at = time.Now()
	}
	switch {
	case at.Before(c.NotBefore):
		return []lint.Finding{validity(NotYetValid, c.NotBefore, c.NotBefore.Sub(at))}
	case at.After(c.NotAfter):
		return []lint.Finding{validity(Expired, c.NotAfter, at.Sub(c.NotAfter))}
	case at.Add(warnBefore).After(c.NotAfter):
		return []lint.Finding{validity(ExpiresSoon, c.NotAfter, c.NotAfter.Sub(at))}
	}
	return nil
}

// validity is a finding about one end of the validity; distance is how far it is from the present.
func validity(r *lint.Rule, end time.Time, distance time.Duration) lint.Finding {
	f := about(r, "validity", day(end), "")
	f.Values = lint.Values{"distance": lint.Duration(distance)}
	return f
}

// judgeIssuer verifies the signature against the given authorities; without any it compares the name of the issuer.
func judgeIssuer(c *x509.Certificate, o Options) []lint.Finding {
	issuer := c.Issuer.CommonName
	if bytes.Equal(c.RawIssuer, c.RawSubject) && !c.IsCA {
		return []lint.Finding{about(SelfSigned, "issuer", issuer, "")}
	}
	if len(o.Roots) == 0 {
		return judgeIssuerName(c, o.Environment)
	}
	if p := judgeEnvironment(issuer, o.Environment); p != nil {
		return p
	}
	named := false
	for _, root := range o.Roots {
		named = named || root.Subject.CommonName == issuer
		if !bytes.Equal(root.RawSubject, c.RawIssuer) {
			continue
		}
		// As trust anchor a root is believed whatever its own signature: one of the test authorities has a SHA-1 one.
		if root.CheckSignature(c.SignatureAlgorithm, c.RawTBSCertificate, c.Signature) == nil {
			return nil
		}
	}
	if named {
		return []lint.Finding{about(IssuerSignature, "issuer", issuer, "")}
	}
	return []lint.Finding{about(UnknownIssuer, "issuer", issuer, rootNames(o.Roots))}
}

// judgeDigest finds certificates that their authority signed with a digest that is broken.
func judgeDigest(c *x509.Certificate) []lint.Finding {
	switch c.SignatureAlgorithm {
	case x509.SHA1WithRSA, x509.ECDSAWithSHA1, x509.DSAWithSHA1, x509.MD5WithRSA:
		return []lint.Finding{about(WeakDigest, "signatureAlgorithm", c.SignatureAlgorithm.String(), "SHA256-RSA")}
	}
	return nil
}

func rootNames(roots []*x509.Certificate) string {
	var names []string
	for _, r := range roots {
		names = append(names, r.Subject.CommonName)
	}
	return strings.Join(names, ", ")
}

func judgeIssuerName(c *x509.Certificate, env fse.Environment) []lint.Finding {
	issuer := c.Issuer.CommonName
	if p := judgeEnvironment(issuer, env); p != nil {
		return p
	}
	if !isStageIssuer(issuer) && issuer != issuerProduction {
		f := about(UnknownIssuer, "issuer", issuer, issuerProduction+", "+strings.Join(issuersStage, ", "))
		f.Severity = lint.Warning
		return []lint.Finding{f}
	}
	return nil
}

// judgeEnvironment finds certificates of the other environment.
func judgeEnvironment(issuer string, env fse.Environment) []lint.Finding {
	switch {
	case env == fse.Production && isStageIssuer(issuer):
		return []lint.Finding{about(StageIssuer, "issuer", issuer, issuerProduction)}
	case env == fse.Stage && issuer == issuerProduction:
		return []lint.Finding{about(ProductionIssuer, "issuer", issuer, strings.Join(issuersStage, ", "))}
	}
	return nil
}

func isStageIssuer(name string) bool { return name == issuersStage[0] || name == issuersStage[1] }

func judgeKey(c *x509.Certificate, own crypto.PublicKey) []lint.Finding {
	var findings []lint.Finding
	switch key := c.PublicKey.(type) {
	case *rsa.PublicKey:
		bits := key.N.BitLen()
		switch {
		case bits < leastBits:
			findings = append(findings, about(KeyShort, "key", strconv.Itoa(bits), strconv.Itoa(leastBits)))
		case bits != 2048 && bits != 4096:
			findings = append(findings, about(KeyUnusual, "key", strconv.Itoa(bits), "2048, 4096"))
		}
	default:
		findings = append(findings, about(KeyNotRSA, "key", keyName(c), "RSA"))
	}
	if own != nil && !Matches(c, own) {
		findings = append(findings, about(KeyMismatch, "key", Name(c), ""))
	}
	return findings
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

// judgeRole compares the first letter of the common name with the use.
func judgeRole(c *x509.Certificate, o Options) []lint.Finding {
	role := ParseCN(Name(c)).Role
	if o.Single || o.Use == NoRole || role == NoRole || role == o.Use {
		return nil
	}
	if o.Use == Signature {
		return []lint.Finding{about(AuthenticationSigns, "role", Name(c), o.Use.String())}
	}
	return []lint.Finding{about(SignatureConnects, "role", Name(c), o.Use.String())}
}

// judgeUsage judges key usage and extended key usage.
func judgeUsage(c *x509.Certificate, use Role) []lint.Finding {
	if use == NoRole {
		use = ParseCN(Name(c)).Role
	}
	switch {
	case use == Signature && c.KeyUsage&(x509.KeyUsageContentCommitment|x509.KeyUsageDigitalSignature) == 0:
		return []lint.Finding{about(KeyUsage, "keyUsage", usageNames(c.KeyUsage), "nonRepudiation, digitalSignature")}
	case use == Authentication && len(c.ExtKeyUsage)+len(c.UnknownExtKeyUsage) > 0:
		for _, u := range c.ExtKeyUsage {
			if u == x509.ExtKeyUsageClientAuth || u == x509.ExtKeyUsageAny {
				return nil
			}
		}
		return []lint.Finding{about(NoClientAuth, "extendedKeyUsage", "", "clientAuth")}
	}
	return nil
}

var usageLabels = [...]string{
	"digitalSignature", "nonRepudiation", "keyEncipherment", "dataEncipherment", "keyAgreement",
	"keyCertSign", "cRLSign", "encipherOnly", "decipherOnly",
}

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

// judgeSubject compares the subject and the policy with what the authority writes.
func judgeSubject(c *x509.Certificate) []lint.Finding {
	var findings []lint.Finding
	differs := func(part, found, expected string) {
		findings = append(findings, about(Subject, part, found, expected))
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
			return findings
		}
	}
	return append(findings, about(Policy, "certificatePolicies", "", policyFSE.String()))
}

// JudgeSame compares the certificate of a token with the one that the user calls the signature certificate.
func JudgeSame(inToken, given *x509.Certificate) []lint.Finding {
	if bytes.Equal(inToken.Raw, given.Raw) {
		return nil
	}
	if Matches(inToken, given.PublicKey) {
		return []lint.Finding{about(OtherIssue, "x5c", describe(inToken), describe(given))}
	}
	return []lint.Finding{about(OtherCertificate, "x5c", describe(inToken), describe(given))}
}

// describe names a certificate so that two can be told apart.
func describe(c *x509.Certificate) string {
	return fmt.Sprintf("%s (n. %x, %s)", Name(c), c.SerialNumber, c.NotAfter.UTC().Format("2006-01-02"))
}
