package client

import (
	"crypto"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/certificate"
)

// Channel makes what a connection is opened with from a certificate file (nil for none) and its key. Production wants the authentication
// certificate (A), unless single says that one serves both uses. The result is nil without a file.
func Channel(file *certificate.File, key crypto.Signer, e fse.Environment, single bool) (*tls.Certificate, error) {
	switch {
	case file == nil && e == fse.Production:
		return nil, lint.Hinted(texts.Error("production-needs-channel", nil), lint.Same("--channel a1.p12"))
	case file == nil:
		return nil, nil
	case key == nil:
		return nil, lint.Hinted(texts.Error("channel-no-private-key", nil), texts.Text("channel-key-file", nil))
	case !certificate.Matches(file.Leaf, key.Public()):
		return nil, texts.Error("channel-key-not-key-channel", nil)
	}
	if name := certificate.Name(file.Leaf); e == fse.Production && !single && certificate.ParseCN(name).Role != certificate.Authentication {
		return nil, lint.Hinted(texts.Error("channel-no-authentication-certificate", lint.Values{"leaf": strconv.Quote(name)}), texts.Text("single-certificate", nil))
	}
	c := &tls.Certificate{PrivateKey: key, Leaf: file.Leaf}
	for _, x := range append([]*x509.Certificate{file.Leaf}, file.Certificates...) {
		if len(c.Certificate) == 0 || !x.Equal(file.Leaf) {
			c.Certificate = append(c.Certificate, x.Raw)
		}
	}
	return c, nil
}

// Private refuses files that others can read, where the system has such permissions; "" stands for none.
func Private(files ...string) error {
	for _, path := range files {
		if path == "" {
			continue
		}
		info, err := os.Stat(path)
		if err != nil {
			return err
		}
		if mode := info.Mode().Perm(); mode&0o077 != 0 && os.PathSeparator == '/' {
			return lint.Hinted(texts.Error("others-can-read", lint.Values{"path": path, "mode": fmt.Sprintf("%04o", mode)}), lint.Same("chmod 600 "+path))
		}
	}
	return nil
}

// partNames are the names, in lower case, by which the parts of one submission are found in a folder; * stands for anything.
var partNames = map[string][]string{
	lint.SourceSignatureToken:      {"token-signature.*", "fse-jwt-signature.*", "*signature*.jwt", "*signature*.txt"},
	lint.SourceAuthenticationToken: {"token-auth*.*", "authorization.*", "*auth*.jwt", "*auth*.txt"},
	lint.SourceRequest:             {"request.json", "requestbody.json", "*request*.json", "*body*.json"},
	lint.SourceCertificate:         {"certificate.*", "s1*.pem", "s1*.der", "s1*.p12", "*.pem", "*.der", "*.cer", "*.crt", "*.p12", "*.pfx"},
}

// FindParts looks for the parts of one submission in a folder: parts by source, and the document, which is its only PDF, else its only
// XML file, "" for none.
func FindParts(dir string) (parts map[string]string, document string, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, "", err
	}
	var names []string
	for _, e := range entries {
		if !e.IsDir() {
			names = append(names, e.Name())
		}
	}
	parts = map[string]string{}
	for source, patterns := range partNames {
		if name := firstMatch(names, patterns); name != "" {
			parts[source] = filepath.Join(dir, name)
		}
	}
	for _, ext := range []string{".pdf", ".xml"} {
		var found []string
		for _, name := range names {
			if strings.EqualFold(filepath.Ext(name), ext) {
				found = append(found, name)
			}
		}
		if len(found) > 1 {
			return nil, "", texts.Error("more-than-one-file", lint.Values{"dir": dir, "ext": ext, "found": strings.Join(found, ", ")})
		}
		if len(found) == 1 {
			return parts, filepath.Join(dir, found[0]), nil
		}
	}
	return parts, "", nil
}

func firstMatch(names, patterns []string) string {
	for _, pattern := range patterns {
		for _, name := range names {
			if ok, _ := filepath.Match(pattern, strings.ToLower(name)); ok {
				return name
			}
		}
	}
	return ""
}
