package main

import (
	"crypto"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/fselint/fselint/internal/whole"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/certificate"
	"github.com/fselint/fselint/metadata/token"
	"github.com/fselint/fselint/validate"
)

// envPassword names the environment variable with the password of a PKCS#12 file: an argument would be seen by everybody on
// the machine.
const envPassword = "FSELINT_PKCS12_PASSWORD"

func newToken() *cobra.Command {
	return group("token", newTokenNew(), newTokenCheck())
}

// tokenNewFlags are the flags of token new.
type tokenNewFlags struct {
	claims, key, certificate, audience, out string
	life                                    time.Duration
}

func newTokenNew() *cobra.Command {
	var f tokenNewFlags
	cmd := &cobra.Command{
		Use:  "new",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.run(cmd) },
	}
	fl := cmd.Flags()
	fl.StringVar(&f.claims, "claims", "", "")
	fl.StringVar(&f.certificate, "certificate", "", "")
	fl.StringVar(&f.key, "key", "", "")
	fl.StringVar(&f.audience, "aud", "", "")
	fl.DurationVar(&f.life, "life", 5*time.Minute, "")
	fl.StringVar(&f.out, "out", "", "")
	return cmd
}

func (f *tokenNewFlags) run(cmd *cobra.Command) error {
	for name, value := range map[string]string{"--claims": f.claims, "--certificate": f.certificate} {
		if value == "" {
			return hinted{texts.Error("missing-flag", lint.Values{"name": name}), seeHelp(cmd)}
		}
	}
	claims, err := readPart(f.claims, cmd.InOrStdin())
	if err != nil {
		return err
	}
	file, key, err := readPair(f.certificate, f.key)
	if err != nil {
		return err
	}
	if key == nil {
		return hinted{texts.Error("no-private-key", nil), texts.Text("key-file-or-certificate-file-that", nil)}
	}
	recipe := token.Recipe{Claims: claims, Key: key, Certificate: file.Leaf, Audience: f.audience, Life: f.life}
	for _, t := range []struct {
		kind         token.Kind
		header, name string
	}{{token.Authentication, "Authorization: Bearer ", "token-auth.jwt"}, {token.Signature, "FSE-JWT-Signature: ", "token-signature.jwt"}} {
		recipe.Kind = t.kind
		made, err := token.New(recipe)
		if err != nil {
			return err
		}
		if f.out == "" {
			fmt.Fprintf(cmd.OutOrStdout(), "%s%s\n", t.header, made)
			continue
		}
		if err := os.MkdirAll(f.out, 0o700); err != nil {
			return err
		}
		if err := whole.Write(filepath.Join(f.out, t.name), whole.Bytes([]byte(made))); err != nil {
			return err
		}
	}
	return nil
}

func readCertificate(path string) (*certificate.File, error) {
	data, err := validate.File(path).Load(maxPart)
	if err != nil {
		return nil, err
	}
	file := certificate.Read(data, os.Getenv(envPassword))
	if file.Leaf == nil {
		if len(file.Problems) > 0 {
			problem := file.Problems[0]
			problem.Complete()
			return nil, hinted{texts.Error("certificate-problem", lint.Values{"path": path, "problem": problem.Message}), problem.Fix}
		}
		return nil, texts.Error("no-certificate", lint.Values{"path": path})
	}
	return file, nil
}

// readPair reads a certificate and its private key: that of the key file where one is named, else the one beside the certificate,
// nil when there is none.
func readPair(certificateFile, keyFile string) (*certificate.File, crypto.Signer, error) {
	file, err := readCertificate(certificateFile)
	if err != nil {
		return nil, nil, err
	}
	if keyFile == "" {
		return file, file.Key, nil
	}
	key, err := readKey(keyFile)
	return file, key, err
}

func readKey(path string) (crypto.Signer, error) {
	data, err := validate.File(path).Load(maxPart)
	if err != nil {
		return nil, err
	}
	file := certificate.Read(data, os.Getenv(envPassword))
	switch {
	case file.Key != nil:
		return file.Key, nil
	case file.Content == certificate.PrivateKey, file.Content == certificate.PKCS12, file.Content == certificate.Unrecognised:
		return nil, texts.Error("no-private-key-that-can-be", lint.Values{"path": path})
	}
	return nil, hinted{texts.Error("no-private-key-but", lint.Values{"path": path, "content": file.Content.Text()}), texts.Text("an-unencrypted-key-in-pem-pkcs", nil)}
}

func newTokenCheck() *cobra.Command {
	var call callFlags
	cmd := &cobra.Command{
		Use: "check FILE [FILE]", Aliases: []string{"inspect", "verify"},
		Args: cobra.RangeArgs(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error { return checkTokens(cmd, &call, args) },
	}
	call.declare(cmd)
	return cmd
}

// checkTokens prints the claims of a token, or of both of a call, and what is wrong with them; an error makes the exit code 1.
func checkTokens(cmd *cobra.Command, flags *callFlags, paths []string) error {
	call, err := flags.call(cmd.InOrStdin())
	if err != nil {
		return err
	}
	var tokens []*token.Token
	for _, path := range paths {
		data, err := readPart(path, cmd.InOrStdin())
		if err != nil {
			return err
		}
		tokens = append(tokens, token.Parse(data))
	}
	var findings []lint.Finding
	for i, t := range tokens {
		options := call.Token()
		if options.Kind = t.Guess(); len(tokens) == 2 {
			options.Other = tokens[1-i]
		}
		printClaims(cmd.OutOrStdout(), t)
		findings = append(findings, t.Judge(options)...)
	}
	if len(tokens) == 2 {
		if tokens[0].Guess() == token.Signature {
			tokens[0], tokens[1] = tokens[1], tokens[0]
		}
		findings = append(findings, token.JudgePair(tokens[0], tokens[1], call.Token())...)
	}
	return printFindings(cmd, findings)
}

func printFindings(cmd *cobra.Command, findings []lint.Finding) error {
	lang, out := language(cmd), cmd.OutOrStdout()
	failed := false
	for _, f := range findings {
		if f.Complete(); f.Error != "" && f.Severity == lint.Info { // it follows from what was said
			continue
		}
		failed = failed || f.Severity == lint.Error
		answer := ""
		if f.Error != "" {
			answer = " [" + f.Error + "]"
		}
		printFinding(out, "", &f, answer, lang)
	}
	if failed {
		return &exitError{code: exitFindings}
	}
	fmt.Fprintln(out, "ok")
	return nil
}

func printClaims(out io.Writer, t *token.Token) {
	if c := t.Certificate(); c != nil {
		fmt.Fprintf(out, "%-28s %s\n", "x5c", lint.Show(certificate.Name(c)))
	}
	for _, c := range t.Claims() {
		text := lint.Show(c.Text)
		if c.Name == "iat" || c.Name == "exp" {
			if n, err := time.ParseDuration(c.Text + "s"); err == nil {
				text += " (" + time.Unix(int64(n/time.Second), 0).UTC().Format(time.RFC3339) + ")"
			}
		}
		fmt.Fprintf(out, "%-28s %s\n", lint.Show(c.Name), text)
	}
}
