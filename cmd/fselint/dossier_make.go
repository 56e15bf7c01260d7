package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fselint/fselint/dossier"
	"github.com/fselint/fselint/dossier/compose"
	"github.com/fselint/fselint/dossier/spreadsheet"
	"github.com/fselint/fselint/dossier/testcase"
	"github.com/fselint/fselint/internal/whole"
	"github.com/fselint/fselint/lint"
)

func newDossierInit() *cobra.Command {
	var b compose.Beginning
	var template string
	var types []string
	cmd := &cobra.Command{
		Use:  "init [flags] DIR",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if b.Template, err = readTemplate(template); err != nil {
				return err
			}
			if b.Types, err = documentTypes(types); err != nil {
				return err
			}
			b.Lang = language(cmd)
			made, err := b.Begin(args[0])
			for _, path := range made {
				fmt.Fprintln(cmd.OutOrStdout(), filepath.ToSlash(path))
			}
			return err
		},
	}
	fl := cmd.Flags()
	fl.SortFlags = false
	fl.StringVar(&b.CommonName, "common-name", "", "")
	fl.StringVar(&b.Software.Vendor, "vendor", "", "")
	fl.StringVar(&b.Software.ID, "application", "", "")
	fl.StringVar(&b.Software.Version, "app-version", "", "")
	fl.StringVar(&b.Supplier, "supplier", "", "")
	fl.StringVar(&template, "template", "", "")
	fl.StringSliceVar(&types, "type", nil, "")
	for _, name := range []string{"common-name", "vendor", "application", "app-version"} {
		if err := cmd.MarkFlagRequired(name); err != nil {
			panic(err) // it was declared above
		}
	}
	return cmd
}

// documentTypes reads the names of document types.
func documentTypes(names []string) (list []testcase.Type, err error) {
	for _, name := range names {
		t, ok := testcase.ParseType(name)
		if !ok {
			known := make([]string, 0, len(testcase.Types()))
			for _, t := range testcase.Types() {
				known = append(known, string(t))
			}
			return nil, hinted{texts.Error("unknown-document-type", lint.Values{"type": strconv.Quote(name)}), lint.Same(strings.Join(known, ", "))}
		}
		list = append(list, t)
	}
	return list, nil
}

// readTemplate reads the template of the checklist, nil where none is named.
func readTemplate(path string) ([]byte, error) {
	if path == "" {
		return nil, nil
	}
	return whole.Read(path, spreadsheet.MaxFile)
}

func newDossierMake() *cobra.Command {
	var m compose.Material
	var ledgerFile, template string
	cmd := &cobra.Command{
		Use:  "make [flags] DIR",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			folder, err := oneDossier(args[0])
			if err != nil {
				return err
			}
			if m.Template, err = readTemplate(template); err != nil {
				return err
			}
			l, err := readLedger(ledgerFile)
			if err != nil {
				return err
			}
			defer l.Close()
			if m.Calls, err = dossier.Calls(l); err != nil {
				return err
			}
			made, err := compose.Make(folder, m)
			if err == nil {
				made.Write(cmd.OutOrStdout(), language(cmd))
			}
			return err
		},
	}
	fl := cmd.Flags()
	fl.SortFlags = false
	fl.StringVar(&ledgerFile, "ledger", "", "")
	fl.StringVar(&template, "template", "", "")
	fl.StringArrayVar(&m.Documents, "documents", nil, "")
	fl.StringVar(&m.Supplier, "supplier", "", "")
	if err := cmd.MarkFlagRequired("template"); err != nil {
		panic(err) // it was declared above
	}
	return cmd
}

// oneDossier finds the one dossier at or below a folder.
func oneDossier(dir string) (string, error) {
	if _, err := os.Stat(filepath.Join(dir, dossier.DataFile)); err == nil {
		return dir, nil
	}
	folders, err := findDossiers([]string{dir})
	if err != nil {
		return "", err
	}
	if len(folders) > 1 {
		return "", texts.Error("several-dossiers", lint.Values{"path": dir, "n": len(folders)})
	}
	return folders[0].Path, nil
}
