package main

import (
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/metadata/certificate"
	"github.com/fselint/fselint/validate/checks"
)

// callFlags say which call of the gateway is meant.
type callFlags struct {
	operation, profile, environment, at, id, ca, config, plant string
	single                                                     bool
	beside                                                     []fse.Operation // that the command offers beside those that can be judged
}

func (f *callFlags) declare(cmd *cobra.Command) {
	fl := cmd.Flags()
	fl.StringVar(&f.operation, "operation", string(fse.ValidateAndCreate), "operation whose answer is predicted: "+operationNames())
	fl.StringVar(&f.profile, "profile", "national", "whose gateway: national or toscana")
	fl.StringVar(&f.environment, "environment", "", "stage or production (default: either)")
	fl.StringVar(&f.at, "at", "", "judge tokens and certificates as of this time, such as 2026-01-31T10:45:00+01:00 (default: now)")
	fl.StringVar(&f.id, "id", "", "identifier in the address of replace, update and delete")
	fl.StringVar(&f.ca, "ca", "", "certificates of the accepted certification authorities: a PEM or DER file")
	fl.BoolVar(&f.single, "single-certificate", false, "one certificate serves both channel and tokens (transition in Tuscany)")
	fl.StringVar(&f.config, "config", "", "project file (default: fselint.yaml in this folder, if there is one)")
	fl.StringVar(&f.plant, "plant", "", "take the settings of this plant from the project file")
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
	c := checks.Call{Operation: fse.Operation(f.operation), Single: f.single}
	if !slices.Contains(fse.Operations(), c.Operation) && !slices.Contains(f.beside, c.Operation) {
		return c, hinted{fmt.Errorf("unknown operation %q", f.operation), "--operation " + operationNames()}
	}
	switch f.profile {
	case "national":
	case "toscana":
		c.Profile = fse.Toscana
	default:
		return c, hinted{fmt.Errorf("unknown profile %q", f.profile), "--profile national or toscana"}
	}
	switch f.environment {
	case "":
	case "stage":
		c.Environment = fse.Stage
	case "production":
		c.Environment = fse.Production
	default:
		return c, hinted{fmt.Errorf("unknown environment %q", f.environment), "--environment stage or production"}
	}
	if f.at != "" {
		t, err := time.Parse(time.RFC3339, f.at)
		if err != nil {
			return c, hinted{fmt.Errorf("--at: %q is not a point in time", f.at), "--at 2026-01-31T10:45:00+01:00"}
		}
		c.At = t
	}
	var err error
	c.Roots, err = f.roots(stdin)
	return c, err
}

func (f *callFlags) roots(stdin io.Reader) ([]*x509.Certificate, error) {
	if f.ca == "" {
		return nil, nil
	}
	data, err := readPart(f.ca, stdin)
	if err != nil {
		return nil, fmt.Errorf("--ca: %w", err)
	}
	file := certificate.Read(data)
	if len(file.Certificates) == 0 {
		return nil, errors.New("--ca: no certificate in " + f.ca)
	}
	return file.Certificates, nil
}
