package certificate_test

import (
	"bytes"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"math/big"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"software.sslmate.com/src/go-pkcs12"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/internal/testkit/certtest"
	"github.com/fselint/fselint/metadata/certificate"
)

// wrapped is the PKCS#7 that holds a certificate and signs nothing (a .p7b).
func wrapped(cert []byte) []byte {
	der := func(tag byte, content ...[]byte) []byte {
		body := bytes.Join(content, nil)
		return append([]byte{tag, 0x82, byte(len(body) >> 8), byte(len(body))}, body...)
	}
	data := []byte{0x30, 0x0B, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x01}
	signed := der(0x30, []byte{0x02, 0x01, 0x01, 0x31, 0x00}, data, der(0xA0, cert), []byte{0x31, 0x00})
	return der(0x30, []byte{0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02}, der(0xA0, signed))
}

// foreign are contents that are no certificate.
func foreign(t testing.TB) map[certificate.Content][]byte {
	t.Helper()
	system := certtest.System(t, certtest.SignatureCN, 0, nil)
	key := certtest.Key(t, 0)
	request, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{Subject: pkix.Name{CommonName: "S1#X"}}, key)
	require.NoError(t, err)
	public, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	require.NoError(t, err)
	authority := certtest.Authority(t)
	list, err := x509.CreateRevocationList(rand.Reader, &x509.RevocationList{Number: big.NewInt(1), ThisUpdate: certtest.Now, NextUpdate: certtest.Now.Add(time.Hour)}, authority.Cert, authority.Key)
	require.NoError(t, err)
	return map[certificate.Content][]byte{
		certificate.Nothing:      []byte(" \r\n"),
		certificate.PKCS7:        wrapped(system.Cert.Raw),
		certificate.PrivateKey:   x509.MarshalPKCS1PrivateKey(key),
		certificate.EncryptedKey: pem.EncodeToMemory(&pem.Block{Type: "ENCRYPTED PRIVATE KEY", Bytes: []byte{0x30, 0x0A, 0x30, 0x05, 0x06, 0x03, 0x2A, 0x03, 0x04, 0x04, 0x01, 0x00}}),
		certificate.PublicKey:    public,
		certificate.Request:      request,
		certificate.Revocations:  list,
		certificate.Keystore:     {0xFE, 0xED, 0xFE, 0xED, 0, 0, 0, 2},
		certificate.Token:        []byte("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln"),
		certificate.Markup:       []byte("<html><body>404</body></html>"),
		certificate.JSON:         []byte(`{"x5c": []}`),
		certificate.Words:        []byte("il certificato è in allegato"),
		certificate.Unrecognised: {0x00, 0x01, 0x02, 0xFF, 0x10},
	}
}

func TestRecognise(t *testing.T) {
	system := certtest.System(t, certtest.SignatureCN, 0, nil)
	store, err := pkcs12.Modern.Encode(system.Key, system.Cert, nil, "x")
	require.NoError(t, err)
	all := foreign(t)
	all[certificate.X509], all[certificate.PKCS12] = system.Cert.Raw, store
	for want, data := range all {
		assert.Equal(t, want, certificate.Recognise(data))
		assert.NotEmpty(t, want.Text().In("it"))
		if len(data) > 0 && data[0] == 0x30 { // and through base64, PEM and base64 of PEM
			text := []byte(base64.StdEncoding.EncodeToString(data))
			assert.Equal(t, want, certificate.Recognise(text), want)
			assert.Equal(t, want, certificate.Recognise([]byte(base64.RawURLEncoding.EncodeToString(text))), want)
		}
	}
	for label, want := range map[string]certificate.Content{
		"CERTIFICATE": certificate.X509, "RSA PRIVATE KEY": certificate.PrivateKey, "NEW CERTIFICATE REQUEST": certificate.Request,
		"PUBLIC KEY": certificate.PublicKey, "PKCS7": certificate.PKCS7, "X509 CRL": certificate.Revocations, "DH PARAMETERS": certificate.Words,
	} {
		block := pem.EncodeToMemory(&pem.Block{Type: label, Bytes: []byte{1, 2, 3}})
		assert.Equal(t, want, certificate.Recognise(block), label)
	}
	keyThenCert := append(system.KeyPEM(t), system.PEM()...)
	assert.Equal(t, certificate.X509, certificate.Recognise(keyThenCert))
}

// damaged changes the type of content of a store.
func damaged(store []byte) []byte {
	i := bytes.Index(store, []byte{0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x01})
	store[i+8] = 2
	return store
}

func TestRead(t *testing.T) {
	system, authority := certtest.System(t, certtest.SignatureCN, 0, nil), certtest.Authority(t)
	store := func(password string) []byte {
		data, err := pkcs12.Modern.Encode(system.Key, system.Cert, []*x509.Certificate{authority.Cert}, password)
		require.NoError(t, err)
		return data
	}
	legacy, err := pkcs12.LegacyDES.Encode(system.Key, system.Cert, nil, "segreto")
	require.NoError(t, err)
	trust, err := pkcs12.Passwordless.EncodeTrustStore([]*x509.Certificate{authority.Cert}, "")
	require.NoError(t, err)
	other := certtest.System(t, certtest.AuthenticationCN, 1, nil)
	crlf := bytes.ReplaceAll(system.PEM(), []byte("\n"), []byte("\r\n"))
	for _, c := range []struct {
		name      string
		data      []byte
		passwords []string
		count     int
		key       bool
		code      string
	}{
		{"der", system.Cert.Raw, nil, 1, false, ""},
		{"pem", system.PEM(), nil, 1, false, ""},
		{"pem with text, CRLF and BOM", append([]byte("\xEF\xBB\xBFsubject: x\r\n"), crlf...), nil, 1, false, ""},
		{"base64", []byte(base64.StdEncoding.EncodeToString(system.Cert.Raw)), nil, 1, false, ""},
		{"base64 of pem", []byte(base64.StdEncoding.EncodeToString(system.PEM())), nil, 1, false, ""},
		{"chain, authority first", append(authority.PEM(), system.PEM()...), nil, 2, false, ""},
		{"key and certificates", bytes.Join([][]byte{system.KeyPEM(t), other.PEM(), system.PEM()}, nil), nil, 2, true, ""},
		{"key of another", append(other.KeyPEM(t), system.PEM()...), nil, 1, true, "CRT-KEY-MISMATCH"},
		{"pkcs12", store("segreto"), []string{"sbagliata", "segreto"}, 2, true, ""},
		{"pkcs12, legacy", legacy, []string{"segreto"}, 1, true, ""},
		{"pkcs12, empty password", store(""), nil, 2, true, ""},
		{"pkcs12, no password", store("segreto"), nil, 0, false, "CRT-STORE-LOCKED"},
		{"pkcs12, wrong password", store("segreto"), []string{"x"}, 0, false, "CRT-STORE-PASSWORD"},
		{"pkcs12, cut", store("")[:200], nil, 0, false, "CRT-CUT"},
		{"pkcs12, damaged", damaged(store("")), nil, 0, false, "CRT-STORE"},
		{"pkcs12, authorities only", trust, nil, 1, false, ""},
		{"cut certificate", system.Cert.Raw[:len(system.Cert.Raw)-5], nil, 0, false, "CRT-CUT"},
		{"damaged certificate", bytes.Replace(system.Cert.Raw, []byte("IT"), []byte{0xFF, 0xFE}, 2), nil, 0, false, "CRT-MALFORMED"},
		{"pem without end", system.PEM()[:500], nil, 0, false, "CRT-PEM"},
		{"too large", make([]byte, certificate.MaxSize+1), nil, 0, false, "CRT-TOO-LARGE"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := certificate.Read(c.data, c.passwords...)
			assert.Len(t, f.Certificates, c.count)
			assert.Equal(t, c.key, f.Key != nil)
			if c.code == "" {
				assert.Empty(t, f.Problems)
				require.NotNil(t, f.Leaf)
				if c.count > 1 || !f.Leaf.IsCA {
					assert.Equal(t, system.Cert.Raw, f.Leaf.Raw)
				}
				return
			}
			require.Len(t, f.Problems, 1)
			assert.Equal(t, c.code, f.Problems[0].ID)
		})
	}
}

func TestReadForeign(t *testing.T) {
	codes := map[certificate.Content]string{
		certificate.Nothing: "CRT-EMPTY", certificate.PKCS7: "CRT-PKCS7", certificate.PrivateKey: "CRT-PRIVATE-KEY", certificate.EncryptedKey: "CRT-PRIVATE-KEY",
		certificate.PublicKey: "CRT-PUBLIC-KEY", certificate.Request: "CRT-REQUEST", certificate.Revocations: "CRT-CRL", certificate.Keystore: "CRT-JKS",
		certificate.Token: "CRT-TOKEN", certificate.Markup: "CRT-MARKUP", certificate.JSON: "CRT-UNRECOGNISED", certificate.Words: "CRT-UNRECOGNISED", certificate.Unrecognised: "CRT-UNRECOGNISED",
	}
	for content, data := range foreign(t) {
		f := certificate.Read(data)
		require.Len(t, f.Problems, 1, content)
		assert.Equal(t, codes[content], f.Problems[0].ID)
		assert.Nil(t, f.Leaf)
		assert.NotEqual(t, f.Problems[0].Text("it"), f.Problems[0].Text("en"))
	}
}

func TestStoreCost(t *testing.T) {
	system := certtest.System(t, certtest.SignatureCN, 0, nil)
	store, err := pkcs12.Modern.WithIterations(1_000_001).Encode(system.Key, system.Cert, nil, "")
	require.NoError(t, err)
	f := certificate.Read(store)
	require.Len(t, f.Problems, 1)
	assert.Equal(t, "CRT-STORE-COST", f.Problems[0].ID)
	assert.Nil(t, f.Leaf, "it is not opened")
}

// TestParsePrintable reads a certificate whose common name is declared a PrintableString although "#" has no place in one.
func TestParsePrintable(t *testing.T) {
	utf8String := certtest.System(t, certtest.SignatureCN, 0, nil).Cert.Raw
	der := bytes.Clone(utf8String)
	for at := 0; ; {
		i := bytes.Index(der[at:], []byte(certtest.SignatureCN))
		if i < 0 {
			break
		}
		at += i
		der[at-2] = 0x13
		at++
	}
	require.NotEqual(t, utf8String, der)
	_, err := x509.ParseCertificate(der)
	require.Error(t, err)
	cert, err := certificate.Parse(der)
	require.NoError(t, err)
	assert.Equal(t, certtest.SignatureCN, certificate.Name(cert))
	assert.Equal(t, der, cert.Raw)
	assert.True(t, bytes.Contains(der, cert.RawTBSCertificate))
	_, err = certificate.Parse(der[:100])
	assert.Error(t, err)
}

func FuzzRead(f *testing.F) {
	for _, data := range foreign(f) {
		f.Add(data)
	}
	system := certtest.System(f, certtest.SignatureCN, 0, nil)
	store, err := pkcs12.Modern.WithIterations(1).Encode(system.Key, system.Cert, nil, "")
	require.NoError(f, err)
	f.Add(store)
	f.Add(system.Cert.Raw)
	f.Add(system.PEM())
	f.Fuzz(func(t *testing.T, data []byte) {
		file := certificate.Read(data)
		if file.Leaf == nil && len(file.Problems) == 0 {
			t.Error("neither a certificate nor a problem")
		}
		for _, c := range file.Certificates {
			certificate.Judge(c, certificate.Options{At: certtest.Now, Use: certificate.Signature, Profile: fse.Toscana})
		}
	})
}

func BenchmarkRead(b *testing.B) {
	data := certtest.System(b, certtest.SignatureCN, 0, nil).PEM()
	b.ReportAllocs()
	for b.Loop() {
		if certificate.Read(data).Leaf == nil {
			b.Fatal("no certificate")
		}
	}
}
