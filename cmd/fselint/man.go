package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"

	"github.com/fselint/fselint/internal/lazyregexp"
	"github.com/fselint/fselint/internal/whole"
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
			if err := manPages(root, header, args[0], language(cmd)); err != nil {
				return texts.Error("write-manual-pages", lint.Values{"err": err})
			}
			return nil
		},
	}
}

// manPages writes the page of a command, and those of the commands below it.
func manPages(cmd *cobra.Command, header doc.GenManHeader, dir, lang string) error {
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() && !c.IsAdditionalHelpTopicCommand() {
			if err := manPages(c, header, dir, lang); err != nil {
				return err
			}
		}
	}
	name := strings.ReplaceAll(cmd.CommandPath(), " ", "-")
	var page bytes.Buffer
	if err := doc.GenMan(cmd, &header, &page); err != nil {
		return err
	}
	text := manHeadings(lang).Replace(manGroups(cmd, page.String(), lang))
	return whole.WritePublic(filepath.Join(dir, name+".1"), whole.Bytes([]byte(text)))
}

// manOption is a flag of a manual page, with its name.
var manOption = lazyregexp.New(`(?ms)^(?:\\fB-\w\\fP, )?\\fB--([\w-]+)\\fP.*?(?:\n\n|\z)`)

// manGroups puts the flags of a command with many into their groups.
func manGroups(cmd *cobra.Command, page, lang string) string {
	const heading = ".SH OPTIONS\n"
	before, rest, found := strings.Cut(page, heading)
	groups := grouped(cmd.NonInheritedFlags())
	if !found || len(groups) == 1 {
		return page
	}
	options, after := rest, ""
	if i := strings.Index(rest, "\n.SH "); i >= 0 {
		options, after = rest[:i], rest[i:]
	}
	var b strings.Builder
	b.WriteString(before + heading)
	blocks := manOption().FindAllStringSubmatch(options, -1)
	for _, g := range groups {
		title := fmt.Sprintf(".SS %s\n", strings.TrimSuffix(texts.In(lang, g.heading, nil), ":"))
		for _, block := range blocks {
			if g.flags.Lookup(block[1]) != nil {
				b.WriteString(title + ".PP\n" + strings.TrimRight(block[0], "\n") + "\n\n")
				title = ""
			}
		}
	}
	return b.String() + after
}

// manHeadings puts the headings of manual pages into the language.
func manHeadings(lang string) *strings.Replacer {
	var pairs []string
	if lang != "en" {
		for _, h := range []string{"NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS INHERITED FROM PARENT COMMANDS", "OPTIONS", "EXAMPLE", "SEE ALSO"} {
			pairs = append(pairs, ".SH "+h, ".SH "+texts.In(lang, "man."+strings.ReplaceAll(h, " ", "-"), nil))
		}
	}
	return strings.NewReplacer(pairs...)
}
