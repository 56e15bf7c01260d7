package main

import (
	"archive/zip"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/xuri/excelize/v2"

	"github.com/fselint/fselint/gateway/ledger"
	"github.com/fselint/fselint/internal/whole"
	"github.com/fselint/fselint/lint"
)

func newLedgerExport() *cobra.Command {
	var f ledgerFlags
	var format string
	var asChecklist bool
	cmd := &cobra.Command{
		Use:  "export [flags] FILE",
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
				return hinted{texts.Error("unknown-format", lint.Values{"format": strconv.Quote(format)}), texts.Text("format-xlsx-csv-or-jsonl", nil)}
			}
			if args[0] == "-" {
				if format == "xlsx" {
					return texts.Error("a-workbook-not-written-to-standard", nil)
				}
				return write(cmd.OutOrStdout(), &f)
			}
			return whole.Write(args[0], func(w io.Writer) error { return write(w, &f) })
		},
	}
	f.declare(cmd)
	cmd.Flags().StringVar(&format, "format", "xlsx", "")
	cmd.Flags().BoolVar(&asChecklist, "checklist", false, "")
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
			return hinted{texts.Error("more-than-calls-sheet-holds-no", lint.Values{"totalrows": excelize.TotalRows - 1}), texts.Text("format-csv-or-since", nil)}
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
