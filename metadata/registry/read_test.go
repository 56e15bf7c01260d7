package registry

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/internal/testkit/shared"
)

const header = "Fornitore,Nomi fornitori equivalenti,Applicativo,Versione,Versioni Equivalenti,Tipo Documento,Servizio,Data validazione,Versione Gateway\r\n"

func mustRead(tb testing.TB, text string) *Registry {
	tb.Helper()
	r, err := Read(strings.NewReader(text))
	require.NoError(tb, err)
	return r
}

func TestReadForms(t *testing.T) {
	row := `Prova SRL,"Prova, Prova_SRL",APP 1,1.0,"1.1, 1.2",` + `"LAB,RSA",VALIDATION,2024-05-06,1.0` + "\r\n"
	want := Row{
		Line: 2, Vendor: "Prova SRL", EquivalentVendors: []string{"Prova", "Prova_SRL"}, Application: "APP 1", Version: "1.0",
		EquivalentVersions: []string{"1.1", "1.2"}, DocumentTypes: []string{"LAB", "RSA"}, Services: []string{"VALIDATION"},
		Date: time.Date(2024, 5, 6, 0, 0, 0, 0, time.UTC), GatewayVersion: "1.0",
	}
	for name, text := range map[string]string{
		"as published":       header + row,
		"byte order mark":    "\xEF\xBB\xBF" + header + row,
		"line feeds":         strings.ReplaceAll(header+row, "\r\n", "\n"),
		"no final newline":   strings.TrimSpace(header + row),
		"header case":        strings.ToUpper(header) + row,
		"comma without more": header + strings.ReplaceAll(row, ", ", ","),
		"extra column":       "Note," + header + "qualcosa," + row,
		"reordered": "Versione Gateway,Data validazione,Servizio,Tipo Documento,Versioni Equivalenti,Versione,Applicativo,Nomi fornitori equivalenti,Fornitore\n" +
			`1.0,2024-05-06,VALIDATION,"LAB,RSA","1.1, 1.2",1.0,APP 1,"Prova, Prova_SRL",Prova SRL`,
	} {
		t.Run(name, func(t *testing.T) {
			r := mustRead(t, text)
			require.Equal(t, 1, r.Count())
			assert.Equal(t, want, r.Rows[0])
			assert.Empty(t, r.Problems)
			assert.Equal(t, want.Date, r.Latest)
			assert.Len(t, r.Digest, len("sha256:")+64)
		})
	}
}

func TestReadErrors(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		is   error
		says string
	}{
		"empty":               {"", ErrColumns, "empty"},
		"blank":               {"\n\n  \n", ErrColumns, "empty"},
		"web page":            {"<!DOCTYPE html>\n<html>", ErrColumns, `"Fornitore", "Applicativo", "Versione", "Tipo Documento"`},
		"missing column":      {strings.Replace(header, ",Applicativo", ",Programma", 1), ErrColumns, `no column "Applicativo"`},
		"semicolons":          {strings.ReplaceAll(header, ",", ";"), ErrColumns, "semicolon"},
		"column twice":        {"Versione," + header, ErrFormat, `two columns are named "Versione"`},
		"too few fields":      {header + "a,,b,1,,LAB,VALIDATION,2024-01-01,1.0\na,b\n", ErrFormat, "line 3: 2 fields where the header has 9"},
		"too many fields":     {header + "a,,b,1,,LAB,VALIDATION,2024-01-01,1.0,x\n", ErrFormat, "line 2: 10 fields"},
		"open quote":          {header + "\"a,,b,1,,LAB,VALIDATION,2024-01-01,1.0\n", ErrFormat, "line"},
		"bare quote":          {header + "a\"b,,b,1,,LAB,VALIDATION,2024-01-01,1.0\n", ErrFormat, "line 2, column 2"},
		"not UTF-8":           {header + "Citt\xE0,,b,1,,LAB,VALIDATION,2024-01-01,1.0\n", ErrFormat, "line 2: byte 0xE0"},
		"NUL":                 {header + "a\x00,,b,1,,LAB,VALIDATION,2024-01-01,1.0\n", ErrFormat, "line 2: NUL"},
		"UTF-16":              {"\xFF\xFEF\x00o\x00", ErrFormat, "UTF-16"},
		"too large":           {header + strings.Repeat("x", maxBytes), ErrTooLarge, "bytes"},
		"vendor too long":     {header + strings.Repeat("a", maxKey+1) + ",,b,1,,LAB,VALIDATION,2024-01-01,1.0\n", ErrTooLarge, "line 2"},
		"equivalent too long": {header + "a," + strings.Repeat("a", maxKey+1) + ",b,1,,LAB,VALIDATION,2024-01-01,1.0\n", ErrTooLarge, "line 2"},
		"cell too long":       {header + "a,,b,1,,LAB," + strings.Repeat("a", maxCell+1) + ",2024-01-01,1.0\n", ErrTooLarge, "line 2: field 7"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Read(strings.NewReader(c.text))
			require.ErrorIs(t, err, c.is)
			assert.Contains(t, err.Error(), c.says)
		})
	}
	_, err := Open(t.TempDir() + "/none.csv")
	require.ErrorIs(t, err, os.ErrNotExist)
}

func TestReadProblems(t *testing.T) {
	r := mustRead(t, "Fornitore,Applicativo,Versione,Tipo Documento,Data validazione\n"+
		"a,b,1,LAB,12/05/2024\n"+",b,1,LAB,2024-01-01\n"+"c,d,1,,2024-02-03\n")
	assert.Equal(t, 2, r.Count())
	assert.Equal(t, "2024-02-03", r.Latest.Format(time.DateOnly))
	var texts []string
	for _, p := range r.Problems {
		texts = append(texts, p.Text)
	}
	all := strings.Join(texts, "\n")
	for _, want := range []string{"equivalent vendor names", "equivalent versions", `"12/05/2024"`, "empty", "covers none"} {
		assert.Contains(t, all, want)
	}
	assert.Equal(t, []int{1, 1, 1, 1, 2, 3, 4}, problemLines(r))
}

func problemLines(r *Registry) []int {
	var lines []int
	for _, p := range r.Problems {
		lines = append(lines, p.Line)
	}
	return lines
}

func TestNational(t *testing.T) {
	r, err := Open(shared.Dir(t, "registry", "results.csv"))
	require.NoError(t, err)
	assert.Empty(t, r.Problems)
	assert.Equal(t, 580, r.Count())
	assert.Equal(t, "2026-05-07", r.Latest.Format(time.DateOnly))
	for _, row := range r.Rows {
		m := r.Match(row.Vendor, row.Application, row.Version)
		require.True(t, m.Found(), "line %d", row.Line)
		assert.False(t, m.VendorByEquivalence())
		assert.False(t, m.VersionByEquivalence())
		for _, docType := range row.DocumentTypes {
			assert.True(t, m.Covers(docType))
		}
		for _, v := range row.EquivalentVersions {
			assert.True(t, r.Match(row.Vendor, row.Application, v).Found())
		}
		for _, v := range row.EquivalentVendors {
			assert.True(t, r.Match(v, row.Application, row.Version).Found())
		}
	}
}

// TestNationalSlips changes one value of every fourth row by a slip and expects that very row first among the near misses.
func TestNationalSlips(t *testing.T) {
	r, err := Open(shared.Dir(t, "registry", "results.csv"))
	require.NoError(t, err)
	slips := map[string]func(string) string{
		"underscore": func(s string) string { return strings.Replace(s, " ", "_", 1) },
		"lower":      strings.ToLower,
		"trailing":   func(s string) string { return s + " " },
		"cyrillic":   func(s string) string { return strings.Replace(s, "a", "а", 1) },
		"prefix":     func(s string) string { return "V." + s },
	}
	for name, slip := range slips {
		for i := 0; i < len(r.Rows); i += 4 {
			row := r.Rows[i]
			values := [3]string{row.Vendor, row.Application, row.Version}
			for f := range values {
				asked := values
				if asked[f] = slip(values[f]); asked[f] == values[f] || name == "prefix" && f != 2 {
					continue
				}
				m := r.Match(asked[0], asked[1], asked[2])
				if m.Found() {
					continue // another spelling is registered
				}
				require.NotEmpty(t, m.NearMisses, "%s: %q", name, asked)
				first := m.NearMisses[0]
				require.Len(t, first.Fields, 1, "%s: %q", name, asked)
				assert.NotEmpty(t, first.Fields[0].Diffs)
				assert.Equal(t, asked[f], apply(first.Fields[0]), "%s: the differences must lead from the row to the value", name)
			}
		}
	}
}

// apply rebuilds the found value from the expected one and the differences.
func apply(d FieldDiff) string {
	expected := []rune(d.Expected)
	var b bytes.Buffer
	at := 0
	for _, diff := range d.Diffs {
		b.WriteString(string(expected[at : diff.ExpectedPosition-1]))
		b.WriteString(diff.Found)
		at = diff.ExpectedPosition - 1 + len([]rune(diff.Expected))
	}
	b.WriteString(string(expected[at:]))
	return b.String()
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(header+"Prova SRL,\"A, B\",APP,1.0,\"1.1, 1.2\",\"LAB,RSA\",VALIDATION,2024-05-06,1.0\r\n"), "Prova_SRL", "APP", "v1")
	f.Add([]byte("\xEF\xBB\xBFFornitore,Applicativo,Versione,Tipo Documento\na,b,c,d\n"), "a", "b", "C")
	f.Add([]byte("Fornitore;Applicativo"), "", "", "")
	f.Fuzz(func(t *testing.T, data []byte, vendor, application, version string) {
		r, err := Read(bytes.NewReader(data))
		if err != nil {
			return
		}
		m := r.Match(vendor, application, version)
		for _, n := range m.NearMisses {
			require.NotEmpty(t, n.Fields)
			for _, d := range n.Fields {
				require.NotEmpty(t, d.Diffs)
			}
		}
		for _, row := range r.Rows {
			require.True(t, r.Match(row.Vendor, row.Application, row.Version).Found())
		}
	})
}

func BenchmarkRead(b *testing.B) {
	data, err := os.ReadFile(shared.Dir(b, "registry", "results.csv"))
	require.NoError(b, err)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, err := Read(bytes.NewReader(data)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkMatch(b *testing.B) {
	r, err := Open(shared.Dir(b, "registry", "results.csv"))
	require.NoError(b, err)
	row := r.Rows[len(r.Rows)/2]
	b.Run("found", func(b *testing.B) {
		for b.Loop() {
			r.Match(row.Vendor, row.Application, row.Version)
		}
	})
	b.Run("near miss", func(b *testing.B) {
		for b.Loop() {
			r.Match(row.Vendor, row.Application, "V."+row.Version)
		}
	})
	b.Run("hostile", func(b *testing.B) {
		long := strings.Repeat("еéa_", 60)
		for b.Loop() {
			r.Match(long, long, long)
		}
	})
}
