package main

import (
	"crypto/x509"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

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

func generationNames() []string {
	var names []string
	for _, g := range fse.Generations() {
		names = append(names, g.String())
	}
	return names
}

func operationNames() string {
	var names []string
	for _, op := range fse.Operations() {
		names = append(names, string(op))
	}
	return strings.Join(names, ", ")
}

// call checks the flags and returns what they say.
func (f *callFlags) call(stdin io.Reader) (checks.Call, error) {
	c := checks.Call{Operation: fse.Operation(f.operation), Single: f.single, Channel: f.peer}
	if !slices.Contains(fse.Operations(), c.Operation) && !slices.Contains(f.beside, c.Operation) {
		return c, hinted{texts.Error("unknown-operation", lint.Values{"operation": strconv.Quote(f.operation)}), texts.Text("operation", lint.Values{"value": operationNames()})}
	}
	switch f.profile {
	case "national":
	case "toscana":
		c.Profile = fse.Toscana
	default:
		return c, hinted{texts.Error("unknown-profile", lint.Values{"profile": strconv.Quote(f.profile)}), texts.Text("profile-national-or-toscana", nil)}
	}
	switch f.environment {
	case "":
	case "stage":
		c.Environment = fse.Stage
	case "production":
		c.Environment = fse.Production
	default:
		return c, hinted{texts.Error("unknown-environment", lint.Values{"environment": strconv.Quote(f.environment)}), texts.Text("environment-stage-or-production", nil)}
	}
	if g, ok := fse.GenerationByName(f.generation); ok {
		c.Generation = g
	} else if f.generation != "" {
		names := lint.Values{"generations": strings.Join(generationNames(), ", ")}
		return c, hinted{texts.Error("unknown-generation", lint.Values{"generation": strconv.Quote(f.generation)}), texts.Text("gateway-generations", names)}
	}
	if f.at != "" {
		t, err := time.Parse(time.RFC3339, f.at)
		if err != nil {
			return c, hinted{texts.Error("at-not-point-in-time", lint.Values{"at": strconv.Quote(f.at)}), texts.Text("at-2026-01-31t10-45-00", nil)}
		}
		c.At = t
	}
	c.Password = os.Getenv(envPassword)
	var err error
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
