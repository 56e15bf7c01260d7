package calls

import (
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
	"github.com/fselint/fselint/report/workbook"
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

// XLSX writes a workbook with a line for each call.
func XLSX(out io.Writer, entries Entries) error {
	err := workbook.WriteTable(out, "ledger", Columns, func(add func([]string) error) error {
		return entries(func(e *ledger.Entry) error { return add(columnValues(e)) })
	})
	if errors.Is(err, workbook.ErrFull) {
		return texts.Error("more-than-calls-sheet-holds-no", lint.Values{"totalrows": excelize.TotalRows - 1})
	}
	return err
}
