package main

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/cda/pdfwrite"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/certificate"
	"github.com/fselint/fselint/pades"
	"github.com/fselint/fselint/pades/sign"
	"github.com/fselint/fselint/validate"
	"github.com/fselint/fselint/validate/checks"
)

type signFlags struct {
	limits                              *limitFlags
	key, certificate, p12, passwordFile string
	field, name, reason, location, at   string
	force                               bool
}

func newPDFSign(limits *limitFlags) *cobra.Command {
	f := signFlags{limits: limits}
	cmd := &cobra.Command{
		Use:   "sign IN.pdf OUT.pdf",
		Short: "Sign a PDF (PAdES B-B), for test documents",
		Long: `Add a PAdES B-B signature to a PDF as an incremental update, with a key from a file: PEM (--key and --certificate) or
PKCS#12 (--p12). It is meant for test documents: a signature with legal value needs a qualified device. The password of a
PKCS#12 is read from --password-file or $` + envPassword + `, never from the command line.`,
		Example: "  fselint pdf sign --key key.pem --certificate cert.pem referto.pdf referto-firmato.pdf\n" +
			"  fselint pdf sign --p12 firma.p12 --password-file password.txt referto.pdf referto-firmato.pdf",
		Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd, args[0], args[1]) },
	}
	fl := cmd.Flags()
	fl.StringVar(&f.key, "key", "", "private key in PEM or DER")
	fl.StringVar(&f.certificate, "certificate", "", "certificate of the key, and others of its chain, in PEM or DER")
	fl.StringVar(&f.p12, "p12", "", "PKCS#12 file with key and certificates")
	fl.StringVar(&f.passwordFile, "password-file", "", "file with the password of the PKCS#12 in its first line")
	fl.StringVar(&f.field, "field", "", "name of the signature field, an empty one of the document or a new one (default: the first empty one, else Signature1, Signature2, …)")
	fl.StringVar(&f.name, "name", "", "name of the signer in the signature dictionary")
	fl.StringVar(&f.reason, "reason", "", "reason in the signature dictionary")
	fl.StringVar(&f.location, "location", "", "place in the signature dictionary")
	fl.StringVar(&f.at, "at", "", "signing time /M, such as 2026-01-31T10:45:00+01:00 (default: now)")
	fl.BoolVar(&f.force, "force", false, "write over OUT.pdf when it exists")
	return cmd
}

func (f *signFlags) run(cmd *cobra.Command, in, out string) error {
	lang := language(cmd)
	at := time.Now()
	var err error
	if f.at != "" {
		if at, err = checks.Moment(f.at); err != nil {
			return err
		}
	}
	id, err := f.identity(func(t lint.Text) { fmt.Fprintln(cmd.ErrOrStderr(), t.In(lang)) })
	if err != nil {
		return err
	}
	pdf, err := openPDF(in, f.limits)
	if err != nil {
		return err
	}
	if number, field := sign.EmptyField(pdf, f.field); number != 0 { // one left empty would make the gateway refuse the document
		f.field, _ = pdf.Text(field["T"])
	} else if f.field != "" && slices.Contains(sign.FieldNames(pdf), f.field) {
		return hinted{texts.Error("has-field-named-already", lint.Values{"in": in, "field": strconv.Quote(f.field)}), texts.Text("field-with-another-name", nil)}
	}
	signed, err := sign.Sign(pdf.Data, sign.Options{
		CMS:   sign.CMS{Key: id.key, Certificate: id.certificate, Chain: id.chain},
		Field: f.field, Time: at, Name: f.name, Reason: f.reason, Location: f.location,
		ContentsSize: 4096 + id.size(),
	})
	if errors.Is(err, pdfwrite.ErrEncrypted) {
		return hinted{fmt.Errorf("%s: %w", in, err), texts.Text("remove-encryption-document-for-fse-must", nil)}
	} else if err != nil {
		return &exitError{exitFault, texts.Error("signing", lint.Values{"in": in, "err": err})}
	}
	result, err := pdffile.Open(signed, pdffile.Limits{})
	if err != nil {
		return &exitError{exitFault, texts.Error("reading-result", lint.Values{"err": err})}
	}
	j := pades.Decide(result, fse.May2026)
	if err := save(out, signed, f.force, in, f.key, f.certificate, f.p12, f.passwordFile); err != nil {
		return err
	}
	fmt.Fprintln(cmd.OutOrStdout(), texts.Text("signed-by-gateway-s-decision", lint.Values{"out": out, "certificate": certificate.Name(id.certificate), "decision": j.Decision}).In(lang))
	if j.Decision != pades.OK {
		fmt.Fprintln(cmd.ErrOrStderr(), texts.Text("warning-gateway-would-refuse-document-fselint", lint.Values{"out": out}).In(lang))
	}
	return nil
}

// identity is who signs.
type identity struct {
	key         crypto.Signer
	certificate *x509.Certificate
	chain       []*x509.Certificate
}

// size is how many bytes the certificates take.
func (id *identity) size() int {
	n := len(id.certificate.Raw)
	for _, c := range id.chain {
		n += len(c.Raw)
	}
	return n
}

// identity reads key and certificates.
func (f *signFlags) identity(warn func(lint.Text)) (*identity, error) {
	if (f.p12 == "") == (f.certificate == "") {
		return nil, hinted{texts.Error("the-certificate-missing-or-given-twice", nil), texts.Text("key-key-pem-certificate-cert-pem", nil)}
	}
	password := os.Getenv(envPassword)
	if f.passwordFile != "" {
		warnReadable(f.passwordFile, warn)
		data, err := validate.File(f.passwordFile).Load(maxPart)
		if err != nil {
			return nil, err
		}
		line, _, _ := bytes.Cut(data, []byte("\n"))
		password = string(bytes.TrimRight(line, "\r"))
	}
	path := f.p12 + f.certificate
	file, err := readIdentity(path, password)
	if err != nil {
		return nil, err
	}
	key := file.Key
	if key != nil && path != f.key { // the key of --key is warned about below
		warnReadable(path, warn)
	}
	if f.key != "" {
		warnReadable(f.key, warn)
		other, err := readIdentity(f.key, password)
		if err != nil {
			return nil, err
		}
		if key = other.Key; key == nil {
			return nil, hinted{texts.Error("no-private-key-that-can-be-2", lint.Values{"key": f.key}), texts.Text("an-unencrypted-key-in-pem-pkcs", nil)}
		}
	}
	switch {
	case file.Leaf == nil:
		return nil, texts.Error("no-certificate", lint.Values{"path": path})
	case key == nil:
		return nil, hinted{texts.Error("no-private-key-2", lint.Values{"path": path}), texts.Text("key-key-pem-or-pkcs-12", nil)}
	case !certificate.Matches(file.Leaf, key.Public()):
		return nil, hinted{texts.Error("the-key-not-that-certificate", nil), texts.Text("give-certificate-that-was-issued-for", nil)}
	}
	id := &identity{key: key, certificate: file.Leaf}
	for _, c := range file.Certificates {
		if !c.Equal(file.Leaf) {
			id.chain = append(id.chain, c)
		}
	}
	return id, nil
}

func readIdentity(path, password string) (*certificate.File, error) {
	data, err := validate.File(path).Load(maxPart)
	if err != nil {
		return nil, err
	}
	file := certificate.Read(data, password)
	if file.Leaf == nil && file.Key == nil && len(file.Problems) > 0 {
		return nil, hinted{fmt.Errorf("%s: %s", path, file.Problems[0].Text("en")), texts.Text("the-password-pkcs-12-goes-into", nil)}
	}
	return file, nil
}

// warnReadable warns of a secret that others than its owner may read. Windows has no such modes.
func warnReadable(path string, warn func(lint.Text)) {
	info, err := os.Stat(path)
	if err != nil || runtime.GOOS == "windows" || info.Mode().Perm()&0o077 == 0 {
		return
	}
	warn(texts.Text("warning-others-may-read-mode-chmod", lint.Values{"path": path, "perm": fmt.Sprintf("%04o", info.Mode().Perm())}))
}
