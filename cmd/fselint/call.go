package main

import (
	"crypto/x509"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/certificate"
	"github.com/fselint/fselint/validate/checks"
)

// callFlags say which call of the gateway is meant.
type callFlags struct {
	operation, profile, environment, generation, at, id, ca string
	single                                                  bool
	rehearsed                                               bool              // the gateway is a local one
	beside                                                  []fse.Operation   // that the command offers beside those that can be judged
	peer                                                    *x509.Certificate // of the connection, where the command makes one
}

func (f *callFlags) declare(cmd *cobra.Command) {
	fl := cmd.Flags()
	fl.StringVar(&f.operation, "operation", string(fse.ValidateAndCreate), "")
	fl.StringVar(&f.profile, "profile", "national", "")
	fl.StringVar(&f.environment, "environment", "", "")
	fl.StringVar(&f.at, "at", "", "")
	fl.StringVar(&f.id, "id", "", "")
	fl.StringVar(&f.ca, "ca", "", "")
	fl.BoolVar(&f.single, "single-certificate", false, "")
}

// declareGeneration adds the flag of commands that predict or play the gateway's answers.
func (f *callFlags) declareGeneration(fl *pflag.FlagSet) {
	fl.StringVar(&f.generation, "gateway", fse.May2026.String(), "")
}

// call checks the flags and returns what they say.
func (f *callFlags) call(stdin io.Reader) (checks.Call, error) {
	c, err := checks.CallNames{
		Operation: f.operation, Profile: f.profile, Environment: f.environment, Generation: f.generation, At: f.at,
	}.Call(f.beside...)
	if err != nil {
		return c, err
	}
	c.Single, c.Channel = f.single, f.peer
	c.Password = os.Getenv(envPassword)
	c.Roots, err = f.roots(stdin, c.Environment)
	return c, err
}

// roots are the authorities that --ca names, else those of the ministry for the environment at hand, as far as they were
// imported; not for a gateway that is rehearsed, which has its own.
func (f *callFlags) roots(stdin io.Reader, e fse.Environment) ([]*x509.Certificate, error) {
	if f.ca == "" && f.rehearsed {
		return nil, nil
	}
	if f.ca == "" {
		dir, err := certificate.AuthorityDir()
		if err != nil {
			return nil, nil //nolint:nilerr // who has no cache has imported nothing
		}
		return certificate.KeptAuthorities(dir, e), nil
	}
	data, err := readPart(f.ca, stdin)
	if err != nil {
		return nil, fmt.Errorf("--ca: %w", err)
	}
	file := certificate.Read(data)
	if len(file.Certificates) == 0 {
		return nil, texts.Error("ca-no-certificate-in", lint.Values{"ca": f.ca})
	}
	return file.Certificates, nil
}
