package main

import (
	"crypto/tls"
	"fmt"
	"net/url"

	"github.com/spf13/cobra"

	"github.com/fselint/fselint/dossier/campaign"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/client"
	"github.com/fselint/fselint/gateway/draft"
	"github.com/fselint/fselint/gateway/wire"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/certificate"
	"github.com/fselint/fselint/metadata/token"
	"github.com/fselint/fselint/validate"
)

// connection reads the certificate of the channel.
func (f *gatewayFlags) connection(e fse.Environment, single bool) (*tls.Certificate, error) {
	if f.channel == "" {
		return client.Channel(nil, nil, e, single)
	}
	file, key, err := readPair(f.channel, f.channelKey)
	if err != nil {
		return nil, fmt.Errorf("--channel: %w", err)
	}
	if key != nil {
		if err := f.private(f.channel, f.channelKey, file); err != nil {
			return nil, err
		}
	}
	return client.Channel(file, key, e, single)
}

// private refuses files with private keys that others can read, but for a rehearsal on this machine, where keys open nothing.
func (f *gatewayFlags) private(certificateFile, keyFile string, file *certificate.File) error {
	if u, err := url.Parse(f.base); err == nil && wire.Loopback(u.Hostname()) {
		return nil
	}
	if file.Key == nil {
		certificateFile = ""
	}
	return client.Private(keyFile, certificateFile)
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
	if err := f.private(f.certificate(), f.key, file); err != nil {
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
	if f.caseID != 0 {
		if claims, err = campaign.Claims(f.test, claims, f.over); err != nil {
			return err
		}
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
