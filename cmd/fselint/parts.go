package main

import (
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"github.com/fselint/fselint/gateway/client"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

// maxPart bounds a token, request or certificate file in bytes.
const maxPart = 8 << 20

// partFlags are the inputs that go with a document.
type partFlags struct {
	tokenSignature, tokenAuth, request, certificate, claims string

	given map[string][]byte // by source, once read
}

func (f *partFlags) declare(cmd *cobra.Command) {
	fl := cmd.Flags()
	fl.StringVar(&f.tokenSignature, "token-signature", "", "")
	fl.StringVar(&f.tokenAuth, "token-auth", "", "")
	fl.StringVar(&f.request, "request", "", "")
	fl.StringVar(&f.certificate, "certificate", "", "")
	fl.StringVar(&f.claims, "claims", "", "")
}

func (f *partFlags) sources() map[string]string {
	return map[string]string{
		lint.SourceSignatureToken:      f.tokenSignature,
		lint.SourceAuthenticationToken: f.tokenAuth,
		lint.SourceRequest:             f.request,
		lint.SourceCertificate:         f.certificate,
	}
}

// software is what the claims file names, nil where it names none or there is no such file.
func (f *partFlags) software(stdin io.Reader) (*validate.Application, error) {
	if f.claims == "" {
		return nil, nil
	}
	claims, err := readPart(f.claims, stdin)
	if err != nil {
		return nil, fmt.Errorf("--claims: %w", err)
	}
	return client.Software(claims)
}

// read returns the bytes of the parts that were given, and reads them once. At most one may come from standard input.
func (f *partFlags) read(stdin io.Reader) (map[string][]byte, error) {
	if f.given != nil {
		return f.given, nil
	}
	parts := map[string][]byte{}
	fromStdin := false
	sources := f.sources()
	for _, source := range sortedKeys(sources) {
		path := sources[source]
		if path == "" {
			continue
		}
		if path == "-" {
			if fromStdin {
				return nil, texts.Error("only-one-input-can-come-from", nil)
			}
			fromStdin = true
		}
		data, err := readPart(path, stdin)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", source, err)
		}
		parts[source] = data
	}
	f.given = parts
	return parts, nil
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func readPart(path string, stdin io.Reader) ([]byte, error) {
	if path == "-" {
		return validate.ReadAll(stdin, 0, maxPart)
	}
	return validate.File(path).Load(maxPart)
}

// findBundle takes what the flags leave open from a folder with the parts of one submission.
func (f *partFlags) findBundle(dir string) (document string, err error) {
	parts, document, err := client.FindParts(dir)
	for source, target := range map[string]*string{
		lint.SourceSignatureToken: &f.tokenSignature, lint.SourceAuthenticationToken: &f.tokenAuth,
		lint.SourceRequest: &f.request, lint.SourceCertificate: &f.certificate,
	} {
		if *target == "" {
			*target = parts[source]
		}
	}
	return document, err
}
