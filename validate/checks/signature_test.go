package checks

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/internal/testkit/padestest"
	"github.com/fselint/fselint/internal/testkit/shared"
	"github.com/fselint/fselint/validate"
)

// signatureTriggers gives for each rule about signatures, as careful readers see them, a document that breaks it.
func signatureTriggers(t *testing.T) map[string]*validate.Bundle {
	reference := func(name string) *validate.Bundle {
		return validate.File(shared.Dir(t, "corpus", "signature", name))
	}
	made := map[string]*validate.Bundle{}
	for id, name := range map[string]string{
		"SIG-SUBFILTER": "own-sub-pkcs7.pdf", "SIG-BYTERANGE": "own-br-gap-1-early.pdf", "SIG-COVERAGE": "own-append-junk.pdf",
		"SIG-CHANGED": "own-update-page-replaced.pdf", "SIG-ATTACK": "own-update-cda-replaced.pdf", "SIG-CMS": "own-cms-ber.pdf",
		"SIG-ATTRIBUTES": "own-attr-ess-wrong.pdf", "SIG-SIGNING-TIME": "own-cert-expired-now-only.pdf", "SIG-DATE": "own-m-far.pdf",
		"SIG-VALIDITY": "own-cert-expired-at-m.pdf", "SIG-KEY-USAGE": "own-cert-no-keyusage.pdf", "SIG-ALGORITHM": "own-alg-rsa1024.pdf",
		"SIG-QUALIFIED": "own-00-good.pdf", "SIG-DOC-TIMESTAMP": "dts-only-with-m.pdf", "SIG-NESTED": "fld-nested-bad.pdf",
		"SIG-ENCRYPTED": "enc-aes-128.pdf", "SIG-CDA-OUTSIDE": "own-update-cda-replaced.pdf", "SIG-BROKEN": "two-badvalue-good.pdf",
		"SIG-TIMESTAMP": "own-ts-bad-imprint.pdf",
	} {
		made[id] = reference(name)
	}
	key, _ := padestest.Identity()
	made["SIG-FILTER"] = signedBy(t, nil, func(o *padestest.Options) {
		o.Layout.Dictionary = func(text string) string { return strings.Replace(text, "Adobe.PPKLite", "Adobe.PPKMS", 1) }
	})
	made["SIG-CHAIN"] = signedBy(t, &pkix.Name{CommonName: "Autorità di prova"}, nil)
	made["SIG-SIGNER"] = signedBy(t, nil, func(o *padestest.Options) {
		cert := certificateOf(t, pkix.Name{CommonName: "Prova", SerialNumber: "TINIT-RSSMRA80A01H501U"}, nil)
		o.CMS.Key, o.CMS.Certificate = key, cert
	})
	return made
}

// certificateOf makes a certificate for the test key, issued by another name when issuer is not nil.
func certificateOf(t *testing.T, subject pkix.Name, issuer *pkix.Name) *x509.Certificate {
	key, _ := padestest.Identity()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(7), Subject: subject, KeyUsage: x509.KeyUsageContentCommitment,
		NotBefore: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2040, 1, 1, 0, 0, 0, 0, time.UTC),
	}
	parent := template
	if issuer != nil {
		parent = &x509.Certificate{Subject: *issuer}
	}
	der, err := x509.CreateCertificate(nil, template, parent, key.Public(), key)
	require.NoError(t, err)
	cert, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	return cert
}

// signedBy signs the valid LAB sample.
func signedBy(t *testing.T, issuer *pkix.Name, edit func(*padestest.Options)) *validate.Bundle {
	key, cert := padestest.Identity()
	if issuer != nil {
		cert = certificateOf(t, pkix.Name{CommonName: "Prova"}, issuer)
	}
	o := padestest.Options{CMS: padestest.CMS{Key: key, Certificate: cert}, Time: time.Date(2025, 6, 1, 12, 0, 0, 0, time.UTC)}
	if edit != nil {
		edit(&o)
	}
	pdf, err := padestest.Sign(padestest.NewPDF(padestest.File{Name: "cda.xml", Data: sample(t, "cda/LAB-valid.xml")}), o)
	require.NoError(t, err)
	return validate.Bytes("a.pdf", pdf)
}
