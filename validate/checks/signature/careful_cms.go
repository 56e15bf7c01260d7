package signaturecheck

import (
	"fmt"
	"strings"
	"time"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/pades/cms"
	"github.com/fselint/fselint/pades/profile"
	"github.com/fselint/fselint/pades/trust"
)

// message is SG-06: the form of the CMS.
func (c *careful) message(s *profile.Signature) {
	m := s.Message
	for _, p := range []struct {
		wrong  bool
		why    string
		actual string
	}{
		{!m.DER, "cms-der", "BER"},
		{m.OuterType != cms.OIDSignedData, "cms-type", m.OuterType},
		{m.Encapsulated && s.Facts.SubFilter != profile.SubFilterSHA1, "cms-content", m.ContentType},
		{len(m.SignedData.Signers) != 1, "cms-signers", fmt.Sprint(len(m.SignedData.Signers))},
	} {
		if p.wrong {
			f := c.finding(ruleCMS, s, "/Contents", p.why)
			f.Actual = lint.Same(p.actual)
			c.Report(f)
		}
	}
}

// attributes is SG-07 and SG-08.
func (c *careful) attributes(s *profile.Signature) {
	signer := s.Signer()
	if signer == nil {
		return
	}
	if !signer.Info.HasSignedAttributes() {
		c.Report(c.finding(ruleAttributes, s, "signedAttrs", "attributes-none"))
		return
	}
	if !signer.ContentTypeIs(cms.OIDData) {
		f := c.finding(ruleAttributes, s, "signedAttrs "+cms.OIDContentType, "attributes-content-type")
		f.Expected = lint.Same(cms.OIDData)
		c.Report(f)
	}
	if !signer.Has(cms.OIDMessageDigest) {
		c.Report(c.finding(ruleAttributes, s, "signedAttrs "+cms.OIDMessageDigest, "attributes-digest"))
	}
	c.reference(s, signer)
	if signer.Has(cms.OIDSigningTime) {
		f := c.finding(ruleSigningTime, s, "signedAttrs "+cms.OIDSigningTime, "")
		if !signer.SigningTime.IsZero() {
			f.Actual = lint.Same(signer.SigningTime.UTC().Format(time.RFC3339))
		}
		c.Report(f)
	}
}

// reference judges the signing-certificate attribute.
func (c *careful) reference(s *profile.Signature, signer *profile.Signer) {
	r := signer.Reference
	why := ""
	oid, severity := cms.OIDSigningCertificate2, lint.Error
	if r != nil && r.Version == 1 {
		oid = cms.OIDSigningCertificate
	}
	switch {
	case signer.Certificate == nil:
		return // SG-10 says so
	case r == nil:
		why = "attributes-no-certificate"
	case signer.ReferenceErr != nil:
		why = "attributes-certificate-unreadable"
	case !r.HashMatches:
		why = "attributes-other-hash"
	case !r.IssuerSerialMatches:
		why = "attributes-other-issuer"
	case r.Version == 1:
		why, severity = "attributes-version-1", lint.Warning
	default:
		return
	}
	f := c.finding(ruleAttributes, s, "signedAttrs "+oid, why)
	f.Severity = severity
	if r != nil {
		f.Actual = lint.Same(r.Hash)
	}
	c.Report(f)
}

// algorithms is SG-14, for signers and time-stamping authorities.
func (c *careful) algorithms(s *profile.Signature) {
	var names []string
	severity := lint.Warning
	judge := func(prefix string, signers []*profile.Signer) {
		for _, signer := range signers {
			for _, w := range signer.Weaknesses {
				names = append(names, prefix+w.Name)
				if w.Kind == profile.BrokenDigest || w.Kind == profile.BrokenKey {
					severity = lint.Error
				}
			}
		}
	}
	if s.Facts.SubFilter == profile.SubFilterSHA1 { // whatever the signers use
		names, severity = append(names, profile.SubFilterSHA1), lint.Error
	}
	judge("", s.Message.Signers)
	for _, signer := range s.Message.Signers {
		for _, t := range signer.Stamps {
			if t.Message != nil {
				judge("TSA ", t.Message.Signers)
			}
		}
	}
	if len(names) == 0 {
		return
	}
	f := c.finding(ruleAlgorithm, s, "SignerInfo", "")
	f.Severity, f.Actual = severity, lint.Same(strings.Join(names, ", "))
	f.Expected = lint.Same("SHA-256, RSA-2048, P-256 …")
	c.Report(f)
}

// times is SG-11.
func (c *careful) times(s *profile.Signature) {
	cert, at := s.Certificate(), s.Time
	if cert == nil || cert.NotAfter.IsZero() {
		return
	}
	outside := !at.At.IsZero() && (at.At.Before(cert.NotBefore) || at.At.After(cert.NotAfter))
	if !outside && (at.Proven() || !c.now.After(cert.NotAfter)) {
		return
	}
	f := c.finding(ruleValidity, s, "certificate", "")
	f.Expected = lint.Same(cert.NotBefore.UTC().Format(time.RFC3339) + " … " + cert.NotAfter.UTC().Format(time.RFC3339))
	if !at.At.IsZero() {
		source := SourceText(at.Source)
		moment := at.At.UTC().Format(time.RFC3339)
		f.Actual = texts.Text("time-and-source", lint.Values{"time": moment, "source": source})
	}
	if !outside {
		f.Severity, f.Group = lint.Warning, lint.Advice
		f.Message = texts.Text("expired-unproven", nil)
		f.Fix = texts.Text("fix-expired-unproven", nil)
	}
	c.Report(f)
}

// certificate is SG-10 and SG-12.
func (c *careful) certificate(s *profile.Signature) {
	cert := s.Certificate()
	if cert == nil {
		if s.Signer() == nil || c.decided(s) {
			return
		}
		f := c.finding(ruleChain, s, "certificates", "chain-no-signer")
		f.Severity = lint.Error
		c.Report(f)
		return
	}
	if !c.issuerKnown(s, cert) {
		f := c.finding(ruleChain, s, "certificates", "chain-no-issuer")
		f.Actual = lint.Same(cert.Issuer.String())
		c.Report(f)
	}
	usage, present := cert.KeyUsage()
	switch {
	case !present:
		c.Report(c.finding(ruleKeyUsage, s, "certificate keyUsage", "usage-absent"))
	case usage&(cms.UsageDigitalSignature|cms.UsageContentCommitment) == 0:
		c.Report(c.finding(ruleKeyUsage, s, "certificate keyUsage", "usage-other"))
	}
}

func (c *careful) issuerKnown(s *profile.Signature, cert *cms.Certificate) bool {
	for _, other := range s.Message.Certificates { // a self-signed certificate is its own issuer
		if cert.IssuedBy(other) {
			return true
		}
	}
	if c.report.DSS == nil {
		return false
	}
	for _, raw := range c.report.DSS.Certificates {
		if other, err := cms.ParseCertificate(raw); err == nil && cert.IssuedBy(other) {
			return true
		}
	}
	return false
}

// stamps judges the time stamps in the CMS, and the authority of a document time stamp.
func (c *careful) stamps(s *profile.Signature) {
	if s.Stamp != nil {
		if s.Integrity == profile.Intact { // else SIG-BROKEN says so
			c.stamp(s, s.Stamp, "/Contents")
		}
		return
	}
	if signer := s.Signer(); signer != nil {
		for _, t := range signer.Stamps {
			c.stamp(s, t, "unsignedAttrs "+cms.OIDSignatureTimeStamp)
		}
	}
}

func (c *careful) stamp(s *profile.Signature, t *profile.TimeStamp, entry string) {
	why := stampProblem(t)
	if why == "" {
		return
	}
	f := c.finding(ruleTimeStamp, s, entry, why)
	if t.Integrity != profile.Intact && t.ImprintMatches {
		f.Actual = lint.Same(t.Detail)
	}
	c.Report(f)
}

// trust is SG-13 and SG-15, as far as there is something to judge by.
func (c *careful) trust(s *profile.Signature) {
	answer := s.Trust
	if answer == nil {
		return
	}
	given := !c.options.Trust.Empty()
	cert := s.Certificate()
	revoked := answer.Revocation.Word == trust.NotTrusted
	switch {
	case revoked:
		f := c.finding(ruleRevocation, s, "certificate", "revoked")
		f.Message = texts.Text("revoked-title", nil)
		f.Severity, f.Actual = lint.Error, TrustText(answer.Revocation)
		c.Report(f)
	case answer.Revocation.Word == trust.NotJudged && (given || c.report.DSS != nil) && cert != nil && !cert.IssuedBy(cert):
		f := c.finding(ruleRevocation, s, "certificate", "")
		f.Actual = TrustText(answer.Revocation)
		c.Report(f)
	}
	if given && answer.Word == trust.NotTrusted && !revoked {
		f := c.finding(ruleTrust, s, "certificate", "")
		f.Actual = TrustText(answer.Finding)
		c.Report(f)
	}
	if s.Kind == profile.DocumentSignature {
		c.qualified(s, answer)
	}
}

func (c *careful) qualified(s *profile.Signature, answer *trust.Answer) {
	why := ""
	switch {
	case answer.Qualified.Word == trust.Trusted:
		return
	case answer.Qualified.Word == trust.NotTrusted:
		why = "qualified-list"
	case answer.Statements.Compliance:
		return // it says that it is; whether that is true needs a trusted list
	default:
		why = "qualified-no-statement"
	}
	f := c.finding(ruleQualified, s, "certificate qcStatements", why)
	if answer.Qualified.Word == trust.NotTrusted {
		f.Actual = lint.Same(answer.Qualified.Detail)
	}
	c.Report(f)
}
