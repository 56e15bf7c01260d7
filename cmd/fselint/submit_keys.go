package main

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/client"
	"github.com/fselint/fselint/gateway/draft"
	"github.com/fselint/fselint/gateway/wire"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/certificate"
	"github.com/fselint/fselint/metadata/token"
	"github.com/fselint/fselint/validate"
)

// connection reads the certificate of the channel. In production it must be an authentication certificate.
func (f *gatewayFlags) connection(e fse.Environment, single bool) (*tls.Certificate, error) {
	if f.channel == "" {
		if e == fse.Production {
			return nil, hinted{texts.Error("production-needs-authentication-certificate", nil), texts.Text("channel-a1-p12", nil)}
		}
		return nil, nil
	}
	file, err := readCertificate(f.channel)
	if err != nil {
		return nil, fmt.Errorf("--channel: %w", err)
	}
	key := file.Key
	if f.channelKey != "" {
		if key, err = readKey(f.channelKey); err != nil {
			return nil, fmt.Errorf("--channel-key: %w", err)
		}
	}
	if key == nil {
		return nil, hinted{texts.Error("channel-no-private-key", nil), texts.Text("channel-key-file-or-file-that", nil)}
	}
	if err := private(f.channel, f.channelKey, file.Key != nil); err != nil {
		return nil, err
	}
	if !certificate.Matches(file.Leaf, key.Public()) {
		return nil, texts.Error("channel-key-not-key-channel", nil)
	}
	if role := certificate.ParseCN(certificate.Name(file.Leaf)).Role; e == fse.Production && role != certificate.Authentication && !single {
		return nil, hinted{texts.Error("channel-no-authentication-certificate", lint.Values{"leaf": strconv.Quote(certificate.Name(file.Leaf))}), texts.Text("single-certificate-where-one-certificate-serves", nil)}
	}
	c := &tls.Certificate{PrivateKey: key, Leaf: file.Leaf}
	for _, x := range append([]*x509.Certificate{file.Leaf}, file.Certificates...) {
		if len(c.Certificate) == 0 || !x.Equal(file.Leaf) {
			c.Certificate = append(c.Certificate, x.Raw)
		}
	}
	return c, nil
}

// private refuses files with private keys that others can read, where the system has such permissions.
func private(certificateFile, keyFile string, holdsKey bool) error {
	files := []string{keyFile}
	if holdsKey {
		files = append(files, certificateFile)
	}
	for _, path := range files {
		if path == "" {
			continue
		}
		info, err := os.Stat(path)
		if err != nil {
			return err
		}
		if mode := info.Mode().Perm(); mode&0o077 != 0 && os.PathSeparator == '/' {
			return hinted{texts.Error("holds-private-key-and-others-can", lint.Values{"path": path, "mode": fmt.Sprintf("%04o", mode)}), texts.Text("chmod-600", lint.Values{"path": path})}
		}
	}
	return nil
}

// bytes reads the document and makes or reads the tokens. Both then go through the checks as what is sent.
func (f *submitFlags) bytes(cmd *cobra.Command, p *client.Parts, args []string) error {
	parts, err := f.parts.read(cmd.InOrStdin())
	if err != nil {
		return err
	}
	p.Body = parts[lint.SourceRequest]
	if p.Operation.SendsRequest() {
		if err := filled(f.parts.request, p.Body); err != nil {
			return err
		}
	}
	if p.Operation.SendsDocument() {
		if len(args) != 1 {
			return hinted{texts.Error("sends-one-document", lint.Values{"operation": p.Operation}), lint.Same("fselint submit … referto.pdf")}
		}
		if p.PDF, err = validate.File(args[0]).Load(f.maxInput); err != nil {
			return err
		}
	}
	p.Authentication, p.Signature = parts[lint.SourceAuthenticationToken], parts[lint.SourceSignatureToken]
	if f.parts.claims != "" {
		return f.makeTokens(cmd, p)
	}
	if len(p.Authentication) == 0 || len(p.Signature) == 0 && wire.Writes(p.Operation) {
		return hinted{texts.Error("no-tokens", nil), texts.Text("claims-file-certificate-s1-p12-makes", nil)}
	}
	return nil
}

// filled refuses a draft that still holds a mark.
func filled(file string, object []byte) error {
	if f, ok := draft.Marked(object); ok {
		return texts.Error("open-value", lint.Values{"file": file, "name": f.Name, "value": f.Value})
	}
	return nil
}

func (f *submitFlags) makeTokens(cmd *cobra.Command, p *client.Parts) error {
	if f.certificate() == "" {
		return hinted{texts.Error("claims-needs-signature-certificate", nil), texts.Text("certificate-s1-p12", nil)}
	}
	file, key, err := readPair(f.certificate(), f.key)
	if err != nil {
		return err
	}
	if key == nil {
		return hinted{texts.Error("no-private-key-for-tokens", nil), texts.Text("key-file-or-certificate-file-that", nil)}
	}
	if err := private(f.certificate(), f.key, file.Key != nil); err != nil {
		return err
	}
	if file.Key != nil { // the checks judge the certificate: they need neither key nor password
		f.parts.given[lint.SourceCertificate] = file.Leaf.Raw
	}
	given, err := readPart(f.parts.claims, cmd.InOrStdin())
	if err == nil {
		err = filled(f.parts.claims, given)
	}
	if err != nil {
		return err
	}
	claims, replaced, err := client.Claims(given, p.Operation, p.PDF)
	if err != nil {
		return err
	}
	for _, r := range replaced {
		note(cmd, texts.Text("claim-replaced", lint.Values{"name": r.Name, "from": r.From, "to": r.To, "operation": p.Operation}))
	}
	recipe := token.Recipe{Claims: claims, Key: key, Certificate: file.Leaf, Audience: f.audience, Life: f.life}
	for kind, target := range map[token.Kind]*[]byte{token.Authentication: &p.Authentication, token.Signature: &p.Signature} {
		recipe.Kind = kind
		made, err := token.New(recipe)
		if err != nil {
			return err
		}
		*target = []byte(made)
	}
	return nil
}

func (f *submitFlags) certificate() string { return f.parts.certificate }
