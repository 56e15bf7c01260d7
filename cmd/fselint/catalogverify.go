package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/schemas/selftest"
)

const catalogVerifyLong = `Judge the catalog itself, without any document: whether every schema set, Schematron and
dictionary can be used, whether folder and lists agree, and which defects change verdicts: codes
that a spreadsheet turned into dates, rules that can never fire, types of document without a map.

A defect is an error where some verdict cannot be given, a warning where some verdict is not what
was meant or not the gateway's, a note where no verdict changes.

Exit codes: 0 nothing at or above the threshold, 1 defects, 2 no catalog.`

func newCatalogVerify() *cobra.Command {
	var catalog, format, failOn string
	cmd := &cobra.Command{
		Use:     "verify",
		Short:   "Judge the catalog itself and name its defects",
		Long:    catalogVerifyLong,
		Example: "  fselint catalog verify\n  fselint catalog verify --catalog it-fse-catalogs-main.zip --format json --fail-on warning",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			lang, err := language(cmd)
			if err != nil {
				return err
			}
			threshold, ok := lint.ParseSeverity(failOn)
			if !ok {
				return hinted{fmt.Errorf("unknown severity %q", failOn), "--fail-on error, warning or info"}
			}
			if format != "text" && format != "json" {
				return hinted{fmt.Errorf("unknown format %q", format), "--format text or json"}
			}
			c, err := openCatalog(catalog)
			if err != nil {
				return err
			}
			defer c.Close()
			r, err := selftest.Run(cmd.Context(), c)
			if err != nil {
				return catalogRunError(err)
			}
			write := writeVerifyText
			if format == "json" {
				write = writeVerifyJSON
			}
			if err := write(cmd.OutOrStdout(), r, c.Source(), lang); err != nil {
				return &exitError{exitFault, fmt.Errorf("write the report: %w", err)}
			}
			for i := range r.Defects {
				if r.Defects[i].Severity.AtLeast(selftest.Severity(threshold.String())) {
					return &exitError{code: exitFindings}
				}
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&catalog, "catalog", "", "catalog to judge instead of the one in use")
	cmd.Flags().StringVar(&format, "format", "text", "output format: text, json")
	cmd.Flags().StringVar(&failOn, "fail-on", "error", "lowest severity that makes the exit code 1: error, warning or info")
	return cmd
}

var verifyWords = struct {
	severities                                  map[selftest.Severity]lint.Text
	tested, engine, sound, effect, more, totals lint.Text
}{
	severities: map[selftest.Severity]lint.Text{
		selftest.Error: {IT: "errore", EN: "error"}, selftest.Warning: {IT: "avviso", EN: "warning"}, selftest.Info: {IT: "nota", EN: "note"},
	},
	tested: lint.Text{
		IT: "provati: %d insiemi di schemi, %d Schematron con %d controlli, %d dizionari con %d codici\n",
		EN: "tested: %d schema sets, %d Schematrons with %d asserts, %d dictionaries with %d codes\n",
	},
	engine: lint.Text{
		IT: "gli insiemi di schemi non sono stati provati: fselint compilato senza cgo, manca il motore XML Schema (libxml2)",
		EN: "the schema sets were not tested: fselint was built without cgo, the XML Schema engine (libxml2) is missing",
	},
	sound:  lint.Text{IT: "nessun difetto", EN: "no defects"},
	effect: lint.Text{IT: "effetto", EN: "effect"},
	more:   lint.Text{IT: "… e altri %d", EN: "… and %d more"},
	totals: lint.Text{IT: "difetti: %d errori, %d avvisi, %d note\n", EN: "defects: %d errors, %d warnings, %d notes\n"},
}

// writeVerifyText writes defects one below the other, the worst first.
func writeVerifyText(out io.Writer, r *selftest.Report, source, lang string) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s\n", source, r.Digest)
	t := r.Tested
	fmt.Fprintf(&b, verifyWords.tested.In(lang), t.SchemaSets, t.Schematrons, t.Asserts, t.Dictionaries, t.Codes)
	if t.NoSchemaEngine {
		fmt.Fprintln(&b, verifyWords.engine.In(lang))
	}
	for i := range r.Defects {
		d := &r.Defects[i]
		place := d.File
		if d.Line > 0 {
			place = fmt.Sprintf("%s:%d", d.File, d.Line)
		}
		fmt.Fprintf(&b, "\n%s  %s  %s\n", verifyWords.severities[d.Severity].In(lang), d.Kind.Code, place)
		fmt.Fprintf(&b, "  %s: %s\n", d.Kind.Title.In(lang), d.Subject)
		if detail := d.Detail.In(lang); detail != "" && detail != d.Subject {
			fmt.Fprintf(&b, "  %s\n", strings.ReplaceAll(detail, "\n", "\n  "))
		}
		for _, p := range d.Places {
			fmt.Fprintf(&b, "    %d: %s\n", p.Line, p.Text)
		}
		if left := d.Count - len(d.Places); left > 0 && len(d.Places) > 0 {
			fmt.Fprintf(&b, "    "+verifyWords.more.In(lang)+"\n", left)
		}
		fmt.Fprintf(&b, "  %s: %s\n", verifyWords.effect.In(lang), d.Kind.Effect.In(lang))
	}
	if len(r.Defects) == 0 {
		fmt.Fprintln(&b, verifyWords.sound.In(lang))
	} else {
		fmt.Fprintf(&b, "\n"+verifyWords.totals.In(lang), r.Count(selftest.Error), r.Count(selftest.Warning), r.Count(selftest.Info))
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// verifySchema names the version of the JSON form.
const verifySchema = "fselint/catalog-verify/v1"

type verifyJSON struct {
	Schema  string             `json:"schema"`
	Source  string             `json:"source"`
	Digest  string             `json:"digest"`
	Tested  map[string]int     `json:"tested"`
	Skipped []string           `json:"skipped,omitempty"`
	Summary map[string]int     `json:"summary"`
	Defects []verifyDefectJSON `json:"defects"`
}

type verifyDefectJSON struct {
	Code     string            `json:"code"`
	Severity string            `json:"severity"`
	File     string            `json:"file"`
	Line     int               `json:"line,omitempty"`
	Subject  string            `json:"subject"`
	Title    string            `json:"title"`
	Detail   string            `json:"detail,omitempty"`
	Effect   string            `json:"effect"`
	Count    int               `json:"count"`
	Places   []verifyPlaceJSON `json:"places,omitempty"`
}

type verifyPlaceJSON struct {
	Line int    `json:"line"`
	Text string `json:"text"`
}

func writeVerifyJSON(out io.Writer, r *selftest.Report, source, lang string) error {
	v := verifyJSON{
		Schema: verifySchema, Source: source, Digest: r.Digest, Defects: []verifyDefectJSON{},
		Tested: map[string]int{
			"schemaSets": r.Tested.SchemaSets, "schematrons": r.Tested.Schematrons, "asserts": r.Tested.Asserts,
			"dictionaries": r.Tested.Dictionaries, "codes": r.Tested.Codes,
		},
		Summary: map[string]int{
			"error": r.Count(selftest.Error), "warning": r.Count(selftest.Warning), "info": r.Count(selftest.Info),
		},
	}
	if r.Tested.NoSchemaEngine {
		v.Skipped = []string{verifyWords.engine.In(lang)}
	}
	for i := range r.Defects {
		d := &r.Defects[i]
		j := verifyDefectJSON{
			Code: d.Kind.Code, Severity: string(d.Severity), File: d.File, Line: d.Line, Subject: d.Subject,
			Title: d.Kind.Title.In(lang), Detail: d.Detail.In(lang), Effect: d.Kind.Effect.In(lang), Count: d.Count,
		}
		for _, p := range d.Places {
			j.Places = append(j.Places, verifyPlaceJSON(p))
		}
		v.Defects = append(v.Defects, j)
	}
	return writeIndented(out, v)
}

// writeIndented writes a value as JSON for people and programs, markup characters as they are.
func writeIndented(out io.Writer, v any) error {
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// catalogRunError is the error of a run over a catalog that did not come to its end.
func catalogRunError(err error) error { return &exitError{exitFault, err} }
