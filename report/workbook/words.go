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
	{title: "path", width: 50},
	{title: "verdict", width: 14},
	{title: "headline", width: 46},
	{title: "type", width: 14},
	{title: "typeId", width: 20},
	{title: "application", width: 24},
	{title: "gateway-s-answer", width: 40},
	{title: "validator", width: 20},
	{title: "signature", width: 14},
	{title: "errors", width: 9},
	{title: "warnings", width: 9},
	{title: "notes", width: 9},
	{title: "remarks", width: 50},
	{title: "SHA-256", width: 20, once: true},
}

var findingColumns = []column{
	{title: "path", width: 36},
	{title: "type", width: 14},
	{title: "severity", width: 9},
	{title: "group", width: 9},
	{title: "rule", width: 26},
	{title: "stage", width: 11},
	{title: "part", width: 7},
	{title: "line", width: 7},
	{title: "column", width: 8},
	{title: "location", width: 24},
	{title: "message", width: 60},
	{title: "expected", width: 20},
	{title: "found", width: 20},
	{title: "fix", width: 46},
	{title: "gateway-s-error", width: 12},
	{title: "http-status", width: 11},
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
