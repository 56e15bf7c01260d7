package main

import (
	"os"
	"strings"

	"github.com/spf13/cobra"
)

const rootLong = `fselint judges documents for the Italian national health record (FSE 2.0) before
they are sent to the gateway: offline, in milliseconds, all problems at once, each
with place, cause, fix and the answer that the gateway would have given.

  fselint check referto.pdf            judge one document
  fselint check --format jsonl DIR     judge a folder, one JSON object a line
  fselint catalog import it-fse-catalogs.zip
                                       use the national rules from now on

Exit codes: 0 passed, 1 findings, 2 usage or catalog error, 3 internal fault or
time-out, 4 nothing to check, 5 a required stage was skipped.`

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:           "fselint",
		Short:         "Validate FSE 2.0 documents before they are sent to the gateway",
		Long:          rootLong,
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.PersistentFlags().String("lang", "", "language of messages: it or en (default from $LANG)")
	root.AddCommand(newCheck(), newAudit(), newCatalog(), newBaseline(), newExplain(), newRules(), newID(), newToken(), newSignature(), newPDF(), newSubmit(), newLedger(), newTicket(), newGateway(), newMan(), newVersion())
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return hinted{err, "see " + cmd.CommandPath() + " --help"}
	})
	return root
}

// language picks the language of messages: the flag, then the locale, then English.
func language(cmd *cobra.Command) (string, error) {
	lang, err := cmd.Flags().GetString("lang")
	if err != nil {
		return "", err
	}
	switch lang {
	case "it", "en":
		return lang, nil
	case "":
	default:
		return "", hinted{errUnknownLanguage(lang), "use --lang it or --lang en"}
	}
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := os.Getenv(name); v != "" {
			if strings.HasPrefix(v, "it") {
				return "it", nil
			}
			break
		}
	}
	return "en", nil
}

type errUnknownLanguage string

func (e errUnknownLanguage) Error() string { return "unknown language " + string(e) }
