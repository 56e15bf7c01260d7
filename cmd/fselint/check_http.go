package main

import (
	"github.com/spf13/cobra"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/wire"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
	requestcheck "github.com/fselint/fselint/validate/checks/request"
)

// readHTTP takes operation, identifier and parts from the raw request of --http, which says them all.
func (f *checkFlags) readHTTP(cmd *cobra.Command, args []string) (*validate.Bundle, error) {
	for _, other := range []string{"operation", "id", "bundle", "token-signature", "token-auth", "request"} {
		if cmd.Flags().Changed(other) {
			return nil, texts.Error("http-says-it", lint.Values{"flag": "--" + other})
		}
	}
	if len(args) > 0 {
		return nil, texts.Error("http-says-it", lint.Values{"flag": args[0]})
	}
	var data []byte
	var err error
	if f.http == "-" {
		data, err = validate.ReadAll(cmd.InOrStdin(), 0, f.maxInput)
	} else {
		data, err = validate.File(f.http).Load(f.maxInput)
	}
	if err != nil {
		return nil, err
	}
	c := wire.ReadCall(data)
	switch c.Operation {
	case fse.StatusByWorkflow, fse.StatusByTrace:
		return nil, texts.Error("http-status", nil)
	case fse.UpdateITI57: // judged as the other update
		c.Operation = fse.Update
	case fse.AnyOperation: // nothing but the findings can be told
		c.Operation = fse.Operation(f.call.operation)
	}
	f.call.operation = string(c.Operation)
	b := requestcheck.Bundle(f.http, c.Operation, c.ID, c.Header, c.Sent)
	f.parts.given, f.call.id = b.Parts, c.ID
	return b, nil
}
