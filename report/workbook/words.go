package workbook

import (
	_ "embed"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

//go:embed messages.yaml
var data string

var texts = lint.NewCatalog(data)

// Columns by the ids of their titles, with their widths.
var documentColumns = []column{
	{"path", 50},
	{"verdict", 14},
	{"headline", 46},
	{"type", 8},
	{"typeId", 20},
	{"application", 24},
	{"gateway-s-answer", 40},
	{"validator", 20},
	{"signature", 14},
	{"errors", 9},
	{"warnings", 9},
	{"notes", 9},
	{"remarks", 50},
	{"SHA-256", 20},
}

var findingColumns = []column{
	{"path", 40},
	{"type", 8},
	{"severity", 10},
	{"group", 10},
	{"rule", 24},
	{"stage", 12},
	{"part", 12},
	{"line", 8},
	{"column", 8},
	{"location", 40},
	{"message", 60},
	{"expected", 30},
	{"found", 30},
	{"fix", 50},
	{"gateway-s-error", 12},
	{"http-status", 10},
}

// verdicts lists the verdicts as the sheets show them, with the colour of a bright and of a pale field.
var verdicts = []struct {
	verdict      validate.Verdict
	bright, pale string
}{
	{validate.Accepted, "2E7D32", "DDF0DE"},
	{validate.Defective, "F9A825", "FFF4D6"},
	{validate.Refused, "C62828", "FADBD9"},
	{validate.Undetermined, "757575", "E8E8E8"},
	{validate.Fault, "6A1B9A", "ECDDF3"},
}
