package calls

import (
	"archive/zip"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/fselint/fselint/gateway/ledger"
	"github.com/fselint/fselint/lint"
)

// Entries calls do for every call that is to be shown, until it fails.
type Entries func(do func(*ledger.Entry) error) error

// Columns are those of csv and xlsx.
var Columns = []string{
	"number", "time", "service", "environment", "operation", "state", "identificativoDoc", "X-CART-id", "status", "traceID", "spanID",
	"workflowInstanceId", "govway_id", "type", "instance", "detail", "warning", "ClinicalDocument/id", "SHA-256 PDF", "SHA-256 CDA",
	"jti authentication", "jti signature", "iss", "vendor", "application", "version", "case", "reason", "forced", "chain", "damaged",
}

func columnValues(e *ledger.Entry) []string {
	v := make([]string, 0, len(Columns))
	v = append(v, strconv.FormatInt(e.ID, 10), e.At.Format(time.RFC3339), e.Service, e.Environment, string(e.Operation), string(e.State()), e.Document)
	known := e.Evidence()
	if a := e.Answer(); a != nil {
		v = append(v, a.CartID, strconv.Itoa(a.Status), known.Trace, a.SpanID, known.Workflow, a.GovwayID)
		if p := a.Problem; p != nil {
			v = append(v, p.Type, p.Instance, p.Detail)
		} else {
			v = append(v, "", "", "")
		}
		v = append(v, a.Warning)
	} else {
		v = append(v, "", "", cmp.Or(known.Trace, e.Trace), "", known.Workflow, "", "", "", "", "")
	}
	var reasons []string
	for _, o := range e.Outcomes {
		if o.Reason != "" {
			reasons = append(reasons, string(o.Kind)+": "+o.Reason)
		}
	}
	damaged := ""
	if e.Damaged {
		damaged = "damaged"
	}
	testCase := ""
	if e.Case != 0 {
		testCase = strconv.Itoa(e.Case)
	}
	return append(v, e.CDAID, e.PDF, e.CDA, e.Channel.ID, e.Signature.ID, e.Channel.Issuer, e.Vendor, e.Application, e.Version, testCase,
		strings.Join(reasons, "; "), e.Forced, e.Link().String(), damaged)
}

// CSV writes text that no spreadsheet takes for a formula.
func CSV(out io.Writer, entries Entries) error {
	w := csv.NewWriter(out)
	if err := w.Write(Columns); err != nil {
		return err
	}
	err := entries(func(e *ledger.Entry) error {
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

// JSONL writes everything that is known of each call, an object a line; chain is the head of the ledger after its newest row.
func JSONL(out io.Writer, entries Entries) error {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	return entries(func(e *ledger.Entry) error {
		return enc.Encode(struct {
			State ledger.State `json:"state"`
			*ledger.Entry
			Chain string `json:"chain"`
		}{e.State(), e, e.Link().String()})
	})
}

// MaxCell is how many characters Excel takes in a cell.
const MaxCell = 32767

// XLSX writes a workbook with a line for each call.
func XLSX(out io.Writer, entries Entries) (err error) {
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
	if err := errors.Join(w.SetColWidth(1, len(Columns), 22), w.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})); err != nil {
		return err
	}
	bold, err := book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	row := 1
	write := func(values []string, style int) error {
		if row > excelize.TotalRows {
			return texts.Error("more-than-calls-sheet-holds-no", lint.Values{"totalrows": excelize.TotalRows - 1})
		}
		cells := make([]any, len(values))
		for i, v := range values {
			if r := []rune(v); len(r) > MaxCell {
				v = string(r[:MaxCell-1]) + "…"
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
	if err := write(Columns, bold); err != nil {
		return err
	}
	if err := entries(func(e *ledger.Entry) error { return write(columnValues(e), 0) }); err != nil {
		return err
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if last, err := excelize.CoordinatesToCellName(len(Columns), max(row-1, 1)); err == nil {
		if err := book.AutoFilter(sheet, "A1:"+last, nil); err != nil {
			return err
		}
	}
	book.SetZipWriter(func(io.Writer) excelize.ZipWriter { return zip.NewWriter(out) }) // or excelize builds the file in memory
	_, err = book.WriteTo(io.Discard)
	return err
}
