package main

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"

	"github.com/fselint/fselint/lint"
)

func newMan() *cobra.Command {
	return &cobra.Command{
		Use:  "man DIR",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := os.MkdirAll(args[0], 0o755); err != nil {
				return err
			}
			root := cmd.Root()
			describe(root, language(cmd))
			root.DisableAutoGenTag = true
			header := doc.GenManHeader{Title: "FSELINT", Section: "1", Source: "fselint " + toolVersion()}
			if err := doc.GenManTree(root, &header, args[0]); err != nil {
				return texts.Error("write-manual-pages", lint.Values{"err": err})
			}
			return manHeadings(args[0], language(cmd))
		},
	}
}

// manHeadings puts the headings of manual pages into the language.
func manHeadings(dir, lang string) error {
	if lang == "en" {
		return nil
	}
	var pairs []string
	for _, h := range []string{"NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS INHERITED FROM PARENT COMMANDS", "OPTIONS", "EXAMPLE", "SEE ALSO"} {
		pairs = append(pairs, ".SH "+h, ".SH "+texts.In(lang, "man."+strings.ReplaceAll(h, " ", "-"), nil))
	}
	pages, err := filepath.Glob(filepath.Join(dir, "fselint*.1"))
	if err != nil {
		return err
	}
	for _, page := range pages {
		b, err := os.ReadFile(page)
		if err != nil {
			return err
		}
		if err := os.WriteFile(page, []byte(strings.NewReplacer(pairs...).Replace(string(b))), 0o644); err != nil {
			return err
		}
	}
	return nil
}
