package main

import (
	"archive/zip"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/xuri/excelize/v2"

	"github.com/fselint/fselint/gateway/ledger"
	"github.com/fselint/fselint/internal/whole"
)

func newLedgerExport() *cobra.Command {
	var f ledgerFlags
	var format string
	var asChecklist bool
	cmd := &cobra.Command{
		Use:   "export [flags] FILE",
		Short: "Write calls to a file: xlsx, csv or jsonl",
		Long: `Write calls to a file. xlsx and csv have a line for each call with its identifiers and answer; jsonl has everything that is
known, a JSON object a line. FILE may be - for standard output, but not for xlsx.

With --checklist the file is the evidence of the stage tests that Regione Toscana wants before production: for every
plant one call of validate-and-create, replace, update and delete that the gateway took, and what is still missing; as
md or csv.`,
		Example: "  fselint ledger export --format xlsx invii.xlsx\n  fselint ledger export --format jsonl --since 2026-01-01 -\n" +
			"  fselint ledger export --checklist collaudo.md",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if asChecklist {
				if !cmd.Flags().Changed("format") {
					format = "md"
				}
				return exportChecklist(cmd, &f, format, args[0])
			}
			write := map[string]func(io.Writer, *ledgerFlags) error{"csv": exportCSV, "jsonl": exportJSONL, "xlsx": exportXLSX}[format]
			if write == nil {
				return hinted{fmt.Errorf("unknown format %q", format), "--format xlsx, csv or jsonl"}
			}
			if args[0] == "-" {
				if format == "xlsx" {
					return errors.New("a workbook is not written to standard output")
				}
				return write(cmd.OutOrStdout(), &f)
			}
			return whole.Write(args[0], func(w io.Writer) error { return write(w, &f) })
		},
	}
	f.declare(cmd)
	cmd.Flags().StringVar(&format, "format", "xlsx", "xlsx, csv or jsonl; with --checklist md (its default) or csv")
	cmd.Flags().BoolVar(&asChecklist, "checklist", false, "write the evidence of the stage tests, and what is missing")
	return cmd
}

// columns are those of csv and xlsx.
var columns = []string{
	"number", "time", "service", "environment", "operation", "state", "identificativoDoc", "X-CART-id", "status", "traceID", "spanID",
	"workflowInstanceId", "govway_id", "type", "instance", "detail", "warning", "ClinicalDocument/id", "SHA-256 PDF", "SHA-256 CDA",
	"jti authentication", "jti signature", "iss", "vendor", "application", "version", "reason", "forced",
}

func columnValues(e *ledger.Entry) []string {
	v := make([]string, 0, len(columns))
	v = append(v, strconv.FormatInt(e.ID, 10), e.At.Format(time.RFC3339), e.Service, e.Environment, string(e.Operation), string(e.State()), e.Document)
	workflow, trace := e.Identifiers()
	if a := e.Answer(); a != nil {
		v = append(v, a.CartID, strconv.Itoa(a.Status), trace, a.SpanID, workflow, a.GovwayID)
		if p := a.Problem; p != nil {
			v = append(v, p.Type, p.Instance, p.Detail)
		} else {
			v = append(v, "", "", "")
		}
		v = append(v, a.Warning)
	} else {
		v = append(v, "", "", e.Trace, "", workflow, "", "", "", "", "")
	}
	var reasons []string
	for _, o := range e.Outcomes {
		if o.Reason != "" {
			reasons = append(reasons, string(o.Kind)+": "+o.Reason)
		}
	}
	return append(v, e.CDAID, e.PDF, e.CDA, e.Channel.ID, e.Signature.ID, e.Channel.Issuer, e.Vendor, e.Application, e.Version, strings.Join(reasons, "; "), e.Forced)
}

// exportCSV writes text that no spreadsheet takes for a formula.
func exportCSV(out io.Writer, f *ledgerFlags) error {
	w := csv.NewWriter(out)
	if err := w.Write(columns); err != nil {
		return err
	}
	err := f.each(func(e *ledger.Entry) error {
		row := columnValues(e)
		return w.Write(unformulas(row))
	})
	w.Flush()
	return errors.Join(err, w.Error())
}

// unformulas puts an apostrophe before what a spreadsheet would calculate.
func unformulas(row []string) []string {
	for i, v := range row {
		if v != "" && strings.ContainsRune("=+-@\t\r", rune(v[0])) {
			row[i] = "'" + v
		}
	}
	return row
}

func exportJSONL(out io.Writer, f *ledgerFlags) error {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	return f.each(func(e *ledger.Entry) error {
		return enc.Encode(struct {
			State ledger.State `json:"state"`
			*ledger.Entry
		}{e.State(), e})
	})
}

// maxCell is how many characters Excel takes in a cell.
const maxCell = 32767

func exportXLSX(out io.Writer, f *ledgerFlags) (err error) {
	book := excelize.NewFile()
	defer func() { err = errors.Join(err, book.Close()) }()
	const sheet = "ledger"
	if err := book.SetSheetName("Sheet1", sheet); err != nil {
		return err
	}
	w, err := book.NewStreamWriter(sheet)
	if err != nil {
		return err
	}
	if err := errors.Join(w.SetColWidth(1, len(columns), 22), w.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})); err != nil {
		return err
	}
	bold, err := book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	row := 1
	write := func(values []string, style int) error {
		if row > excelize.TotalRows {
			return hinted{fmt.Errorf("more than %d calls: a sheet holds no more", excelize.TotalRows-1), "--format csv, or --since"}
		}
		cells := make([]any, len(values))
		for i, v := range values {
			if r := []rune(v); len(r) > maxCell {
				v = string(r[:maxCell-1]) + "…"
			}
			cells[i] = excelize.Cell{StyleID: style, Value: v}
		}
		cell, err := excelize.CoordinatesToCellName(1, row)
		if err != nil {
			return err
		}
		row++
		return w.SetRow(cell, cells)
	}
	if err := write(columns, bold); err != nil {
		return err
	}
	if err := f.each(func(e *ledger.Entry) error { return write(columnValues(e), 0) }); err != nil {
		return err
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if last, err := excelize.CoordinatesToCellName(len(columns), max(row-1, 1)); err == nil {
		if err := book.AutoFilter(sheet, "A1:"+last, nil); err != nil {
			return err
		}
	}
	book.SetZipWriter(func(io.Writer) excelize.ZipWriter { return zip.NewWriter(out) }) // or excelize builds the file in memory
	_, err = book.WriteTo(io.Discard)
	return err
}
