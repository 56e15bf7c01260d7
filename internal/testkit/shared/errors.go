package shared

import (
	"encoding/csv"
	"os"
	"testing"
)

// ErrorTable returns the specification's table of errors: rows by their id, columns by their name. What it leaves open of the
// correlation of document type and class is as the gateway's code of May 2026 has it.
func ErrorTable(tb testing.TB) map[string]map[string]string {
	tb.Helper()
	f, err := os.Open(Dir(tb, "spec", "tables", "errors.csv"))
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		tb.Fatal(err)
	}
	table := make(map[string]map[string]string)
	for _, row := range rows[1:] {
		r := make(map[string]string)
		for i, name := range rows[0] {
			r[name] = row[i]
		}
		table[r["id"]] = r
	}
	class := table["RB-23"]
	class["type"], class["title"], class["instance"], class["detail"] = "/msg/validator", "Errore di validazione", "/msg/validator", "dynamic"
	return table
}
