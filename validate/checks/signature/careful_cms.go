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
		wrong   bool
		message lint.Text
		actual  string
	}{
		{!m.DER, lint.Text{IT: "non è in DER, o gli attributi firmati non sono ordinati", EN: "it is not in DER, or its signed attributes are not sorted"}, "BER"},
		{m.OuterType != cms.OIDSignedData, lint.Text{IT: "il tipo esterno non è signedData", EN: "the outer type is not signedData"}, m.OuterType},
		{m.Encapsulated && s.Facts.SubFilter != profile.SubFilterSHA1, lint.Text{IT: "contiene un contenuto, mentre deve essere distaccato", EN: "it holds content, but must be detached"}, m.ContentType},
		{len(m.SignedData.Signers) != 1, lint.Text{IT: "non ha esattamente un firmatario", EN: "it does not have exactly one signer"}, fmt.Sprint(len(m.SignedData.Signers))},
	} {
		if p.wrong {
			f := c.finding(ruleCMS, s, "/Contents", p.message)
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
		c.Report(c.finding(ruleAttributes, s, "signedAttrs", lint.Text{IT: "non c'è alcun attributo firmato", EN: "there are no signed attributes at all"}))
		return
	}
	if !signer.ContentTypeIs(cms.OIDData) {
		f := c.finding(ruleAttributes, s, "signedAttrs "+cms.OIDContentType, lint.Text{IT: "content-type manca o non è data", EN: "content-type is missing or is not data"})
		f.Expected = lint.Same(cms.OIDData)
		c.Report(f)
	}
	if !signer.Has(cms.OIDMessageDigest) {
		c.Report(c.finding(ruleAttributes, s, "signedAttrs "+cms.OIDMessageDigest, lint.Text{IT: "message-digest manca", EN: "message-digest is missing"}))
	}
	c.reference(s, signer)
	if signer.Has(cms.OIDSigningTime) {
		f := c.finding(ruleSigningTime, s, "signedAttrs "+cms.OIDSigningTime, lint.Text{})
		if !signer.SigningTime.IsZero() {
			f.Actual = lint.Same(signer.SigningTime.UTC().Format(time.RFC3339))
		}
		c.Report(f)
	}
}

// reference judges the signing-certificate attribute.
func (c *careful) reference(s *profile.Signature, signer *profile.Signer) {
	r := signer.Reference
	var message lint.Text
	oid, severity := cms.OIDSigningCertificate2, lint.Error
	if r != nil && r.Version == 1 {
		oid = cms.OIDSigningCertificate
	}
	switch {
	case signer.Certificate == nil:
		return // SG-10 says so
	case r == nil:
		message = lint.Text{IT: "signing-certificate-v2 manca", EN: "signing-certificate-v2 is missing"}
	case signer.ReferenceErr != nil:
		message = lint.Text{IT: "signing-certificate non si può leggere", EN: "signing-certificate cannot be read"}
	case !r.HashMatches:
		message = lint.Text{IT: "l'impronta in signing-certificate non è quella del certificato del firmatario", EN: "the hash in signing-certificate is not that of the signer's certificate"}
	case !r.IssuerSerialMatches:
		message = lint.Text{IT: "emittente o numero di serie in signing-certificate non sono quelli del certificato del firmatario", EN: "issuer or serial number in signing-certificate are not those of the signer's certificate"}
	case r.Version == 1:
		message, severity = lint.Text{IT: "c'è signing-certificate (versione 1, SHA-1): è superato", EN: "there is signing-certificate (version 1, SHA-1): it is deprecated"}, lint.Warning
	default:
		return
	}
	f := c.finding(ruleAttributes, s, "signedAttrs "+oid, message)
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
	f := c.finding(ruleAlgorithm, s, "SignerInfo", lint.Text{})
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
	f := c.finding(ruleValidity, s, "certificate", lint.Text{})
	f.Expected = lint.Same(cert.NotBefore.UTC().Format(time.RFC3339) + " … " + cert.NotAfter.UTC().Format(time.RFC3339))
	if !at.At.IsZero() {
		source := TimeSources[at.Source]
		moment := at.At.UTC().Format(time.RFC3339)
		f.Actual = lint.Text{IT: moment + " (" + source.In("it") + ")", EN: moment + " (" + source.In("en") + ")"}
	}
	if !outside {
		f.Severity, f.Group = lint.Warning, lint.Advice
		f.Message = lint.Text{
			IT: "il certificato del firmatario è scaduto, e nessuna marca temporale prova che la firma è di prima",
			EN: "the signer's certificate has expired, and no time stamp proves that the signature is older",
		}
		f.Public = f.Message
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
		f := c.finding(ruleChain, s, "certificates", lint.Text{IT: "manca il certificato del firmatario stesso", EN: "the signer's own certificate is missing"})
		f.Severity = lint.Error
		c.Report(f)
		return
	}
	if !c.issuerKnown(s, cert) {
		f := c.finding(ruleChain, s, "certificates", lint.Text{IT: "manca il certificato dell'emittente", EN: "the issuer's certificate is missing"})
		f.Actual = lint.Same(cert.Issuer.String())
		c.Report(f)
	}
	usage, present := cert.KeyUsage()
	switch {
	case !present:
		c.Report(c.finding(ruleKeyUsage, s, "certificate keyUsage", lint.Text{IT: "l'estensione keyUsage manca", EN: "the extension keyUsage is missing"}))
	case usage&(cms.UsageDigitalSignature|cms.UsageContentCommitment) == 0:
		c.Report(c.finding(ruleKeyUsage, s, "certificate keyUsage", lint.Text{IT: "né digitalSignature né nonRepudiation", EN: "neither digitalSignature nor nonRepudiation"}))
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
	message := StampText(t)
	if message.IsZero() {
		return
	}
	f := c.finding(ruleTimeStamp, s, entry, message)
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
		f := c.finding(ruleRevocation, s, "certificate", lint.Text{IT: "il certificato, o uno della sua catena, è revocato", EN: "the certificate, or one of its chain, is revoked"})
		f.Message = lint.Text{IT: "il certificato del firmatario, o uno della sua catena, è revocato", EN: "the signer's certificate, or one of its chain, is revoked"}
		f.Public, f.Severity, f.Actual = f.Message, lint.Error, TrustText(answer.Revocation)
		c.Report(f)
	case answer.Revocation.Word == trust.NotJudged && (given || c.report.DSS != nil) && cert != nil && !cert.IssuedBy(cert):
		f := c.finding(ruleRevocation, s, "certificate", lint.Text{})
		f.Actual = TrustText(answer.Revocation)
		c.Report(f)
	}
	if given && answer.Word == trust.NotTrusted && !revoked {
		f := c.finding(ruleTrust, s, "certificate", lint.Text{})
		f.Actual = TrustText(answer.Finding)
		c.Report(f)
	}
	if s.Kind == profile.DocumentSignature {
		c.qualified(s, answer)
	}
}

func (c *careful) qualified(s *profile.Signature, answer *trust.Answer) {
	var message lint.Text
	switch {
	case answer.Qualified.Word == trust.Trusted:
		return
	case answer.Qualified.Word == trust.NotTrusted:
		message = lint.Text{IT: "così dice la lista di fiducia", EN: "so the trusted list says"}
	case answer.Statements.Compliance:
		return // it says that it is; whether that is true needs a trusted list
	default:
		message = lint.Text{IT: "non dichiara QcCompliance", EN: "it does not state QcCompliance"}
	}
	f := c.finding(ruleQualified, s, "certificate qcStatements", message)
	if answer.Qualified.Word == trust.NotTrusted {
		f.Actual = lint.Same(answer.Qualified.Detail)
	}
	c.Report(f)
}
