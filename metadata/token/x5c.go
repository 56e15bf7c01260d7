package token

import (
	"bytes"
	"crypto/x509"
	"encoding/base64"
	"slices"
	"strconv"
	"strings"

	"github.com/fselint/fselint/fse"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/certificate"
	"github.com/fselint/fselint/metadata/rawjson"
)

const maxElements = 20 // of x5c that are read

// readCertificates reads what can be read of x5c. What is wrong with it comes out of Judge.
func (t *Token) readCertificates() {
	v, ok := member(t.Header, "x5c")
	if !ok {
		return
	}
	items := v.Items
	if v.Kind == rawjson.String {
		items = []rawjson.Value{*v}
	}
	for i := range items[:min(len(items), maxElements)] {
		var cert *x509.Certificate
		if items[i].Kind == rawjson.String {
			cert = readElement(items[i].Text)
		}
		t.elements = append(t.elements, cert)
		if cert != nil {
			t.Certificates = append(t.Certificates, cert)
		}
	}
	if len(t.elements) > 0 {
		t.signer = t.elements[0]
	}
}

// readElement reads a certificate from an element of x5c, in whatever it is wrapped; nil when there is none.
func readElement(text string) *x509.Certificate {
	if der, err := base64.StdEncoding.DecodeString(text); err == nil {
		if cert, err := certificate.Parse(der); err == nil {
			return cert
		}
	}
	// Stores are not opened here: what is in them cannot be seen by the gateway either.
	text = strings.NewReplacer(`\n`, "\n", `\r`, "").Replace(text)
	if certificate.Recognise([]byte(text)) != certificate.X509 {
		return nil
	}
	return certificate.Read([]byte(text)).Leaf
}

// x5c judges the certificates of the header.
func (j *judge) x5c() {
	v, ok := member(j.t.Header, "x5c")
	switch {
	case !ok || v.Kind == rawjson.Null:
		p := found(InHeader, "x5c", NoMember.Found("", "")).invalid(orderHeader)
		j.add(p.because(j.otherName(j.t.Header, "x5c")))
		return
	case v.Kind == rawjson.String:
		j.add(found(InHeader, "x5c", X5CNotArray.Found(v.Kind.String(), "")).invalid(orderHeader))
		j.element(v.Text, 0)
	case v.Kind != rawjson.Array:
		j.add(found(InHeader, "x5c", X5CNotArray.Found(v.Kind.String(), "")).invalid(orderHeader))
		return
	case len(v.Items) == 0:
		j.add(found(InHeader, "x5c", X5CEmpty.Found("", "")).invalid(orderHeader))
		return
	default:
		for i := range v.Items[:min(len(v.Items), maxElements)] {
			if v.Items[i].Kind != rawjson.String {
				j.add(found(InHeader, "x5c", X5CElement.Found(v.Items[i].Kind.String(), "string")).invalid(orderHeader))
				continue
			}
			j.element(v.Items[i].Text, i)
		}
		if len(v.Items) > 1 && !j.chainOrder() {
			j.add(found(InHeader, "x5c", X5CSeveral.Found(strconv.Itoa(len(v.Items)), "")))
		}
	}
	j.signerCertificate()
}

// element judges the form of one element: base64 of a certificate in DER, with the ordinary alphabet, on one line.
func (j *judge) element(s string, n int) {
	report := func(k *lint.Rule, what string, pos int) {
		f := k.Found(what, "").At("x5c["+strconv.Itoa(n)+"]", pos)
		j.add(found(InHeader, "x5c", f).invalid(orderHeader))
	}
	if strings.Contains(s, "-----BEGIN") {
		if c := certificate.Recognise([]byte(strings.ReplaceAll(s, `\n`, "\n"))); c != certificate.X509 {
			report(contentKind(c), "", -1)
			return
		}
		report(X5CPEM, "", -1)
		return
	}
	der, err := base64.StdEncoding.Strict().DecodeString(s)
	if err != nil || strings.ContainsAny(s, "\r\n") {
		der = j.badBase64(s, report)
		if der == nil {
			return
		}
	}
	switch c := certificate.Recognise(der); {
	case s == "":
		report(X5CNothing, "", -1)
	case c == certificate.X509 && len(der) > 0 && der[0] != 0x30 && bytes.Contains(der, []byte("-----BEGIN")):
		report(X5CBase64PEM, "", -1)
	case c == certificate.X509 && len(der) > 0 && der[0] != 0x30:
		report(X5CTwice, "", -1)
	case c == certificate.Unrecognised && len(der) > 0 && der[0] == 0x30:
		report(X5CMalformed, "ASN.1", -1) // most often cut off: a structure whose length does not fit
	case c != certificate.X509:
		report(contentKind(c), "", -1)
	case j.t.elements[n] == nil:
		if _, err := certificate.Parse(der); err != nil {
			report(X5CMalformed, err.Error(), -1)
		}
	}
}

// badBase64 names what makes an element no base64 and returns its bytes, nil when it cannot be read even so.
func (j *judge) badBase64(s string, report func(k *lint.Rule, what string, pos int)) []byte {
	named := false
	name := func(k *lint.Rule, what string, pos int) {
		if !named {
			report(k, what, pos)
		}
		named = true
	}
	clean := strings.NewReplacer(`\r`, "", `\n`, "").Replace(s)
	if clean != s {
		name(X5CBreaks, `\n`, strings.IndexByte(s, '\\'))
	}
	if stripped := strings.Map(func(r rune) rune {
		if lint.Invisible(r) {
			return -1
		}
		return r
	}, clean); stripped != clean {
		name(X5CBreaks, "", strings.IndexFunc(clean, lint.Invisible))
		clean = stripped
	}
	if i := strings.IndexAny(clean, "-_"); i >= 0 {
		name(X5CAlphabet, clean[i:i+1], i)
		clean = strings.NewReplacer("-", "+", "_", "/").Replace(clean)
	}
	body := strings.TrimRight(clean, "=")
	der, err := base64.RawStdEncoding.DecodeString(body)
	if err != nil {
		name(X5CNotBase64, clean[:min(len(clean), 20)], -1)
		return nil
	}
	if !named {
		// Only the padding, or surplus bits, can be wrong now: many readers do not mind.
		f := X5CPadding.Found(clean[len(body):], strings.Repeat("=", (4-len(body)%4)%4)).At("x5c", -1)
		j.add(found(InHeader, "x5c", f))
	}
	return der
}

func contentKind(c certificate.Content) *lint.Rule {
	switch c {
	case certificate.PKCS12:
		return X5CStore
	case certificate.PKCS7:
		return X5CBundle
	case certificate.PrivateKey, certificate.EncryptedKey:
		return X5CPrivateKey
	case certificate.PublicKey:
		return X5CPublicKey
	case certificate.Request:
		return X5CRequest
	case certificate.Nothing:
		return X5CNothing
	}
	return X5COther
}

// chainOrder finds a chain that does not begin with the certificate of the system.
func (j *judge) chainOrder() (reported bool) {
	if j.t.signer == nil || !j.t.signer.IsCA {
		return false
	}
	for i, c := range j.t.Certificates {
		if !c.IsCA {
			f := X5COrder.Found(certificate.Name(j.t.signer), certificate.Name(c)+" (x5c["+strconv.Itoa(i)+"])")
			j.add(found(InHeader, "x5c", f).invalid(orderCertificate))
			return true
		}
	}
	return false
}

// signerCertificate judges x5c[0]: what makes the front end refuse it. The rest is the business of package certificate.
func (j *judge) signerCertificate() {
	cert := j.t.signer
	if cert == nil || j.has(X5COrder) {
		return
	}
	judged := certificate.JudgeSigner(cert, certificate.Options{
		At: j.o.now(), Use: certificate.Signature, Single: j.o.Single, Environment: j.o.Environment, Roots: j.o.Roots,
	})
	for _, f := range judged {
		p := found(InHeader, "x5c", f).named()
		if f.Severity == lint.Error {
			p = p.invalid(orderCertificate)
		}
		j.add(p)
	}
	// Seen refused in stage too (thread 3034); there it is a warning, because the supplier's certificate is said to serve until production.
	if j.o.Profile == fse.Toscana {
		for _, f := range certificate.ParseCN(certificate.Name(cert)).Judge(j.o.Profile, j.o.Environment) {
			if f.Rule == certificate.CNNational {
				j.add(found(InHeader, "x5c", f).named())
			}
		}
	}
	if j.o.Certificate != nil {
		for _, f := range certificate.JudgeSame(cert, j.o.Certificate) {
			j.add(found(InHeader, "x5c", f).named())
		}
	}
}

func (j *judge) has(r *lint.Rule) bool {
	return slices.ContainsFunc(j.items, func(p item) bool { return p.Rule == r })
}
