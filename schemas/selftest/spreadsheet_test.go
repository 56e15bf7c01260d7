package selftest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/internal/testkit/shared"
	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/schemas/vocabulary"
)

// entries makes codes of one system; "=" parts code and description.
func entries(codes ...string) []entry {
	var list []entry
	for i, c := range codes {
		code, description, _ := strings.Cut(c, "=")
		list = append(list, entry{i + 2, code, description})
	}
	return list
}

// many makes n codes of a form.
func many(n int, form string) []string {
	var list []string
	for i := range n {
		list = append(list, fmt.Sprintf(form, i))
	}
	return list
}

func TestFind(t *testing.T) {
	loinc := slices.Clip(many(40, "10%02d-7"))
	for _, test := range []struct {
		name  string
		codes []string
		want  []string // code, damage, first likely original
	}{
		{"english day and month", append(loinc, "8-Jan"), []string{"8-Jan code-date 8-1"}},
		{"italian day and month", append(loinc, "08-gen"), []string{"08-gen code-date 8-1"}},
		{"month and year", append(loinc, "Mar-02"), []string{"Mar-02 code-date 3-2"}},
		{"italian month and year", append(loinc, "mar-02"), []string{"mar-02 code-date 3-2"}},
		{"with slashes", append(loinc, "08/01/2021"), []string{"08/01/2021 code-date 8-1"}},
		{"iso", append(loinc, "2021-01-08"), []string{"2021-01-08 code-date 8-1"}},
		{"iso with time", append(loinc, "2021-01-08 00:00:00"), []string{"2021-01-08 00:00:00 code-date 8-1"}},
		{"a name in capitals was written so", append(loinc, "MAR-02"), nil},
		{"names that are not only dates", append(loinc, "Mar-02", "Mar-77", "Mar-102"), nil},
		{"no such day", append(loinc, "32-Jan", "2021-13-40", "0-Jan"), nil},
		{"codes that are dates", []string{"1-Jan", "2-Jan", "3-Jan", "X"}, nil},
		{"a serial", append(loinc, "44204"), []string{"44204 code-date 8-1"}},
		{"serials among numbers", append(many(40, "442%02d"), "A-1"), nil},
		{"a number of five digits that is no day of these years", append(loinc, "44204", "99999"), nil},
		{"a small system", []string{"A-1", "A-2", "44204"}, nil},
		{"italian exponent", append(loinc, "1,23E+05"), []string{"1,23E+05 code-number"}},
		{"english exponent", append(loinc, "1E+10"), []string{"1E+10 code-number"}},
		{"no exponent", append(loinc, "1E10", "E+05", "12E+05", "1.E+05", "1E+5"), nil},
		{"errors", append(loinc, "#NOME?", "#N/A", "#WHITELIST#"), []string{"#NOME? code-error", "#N/A code-error"}},
		{"a lost zero", append(many(20, "%02d")[2:], "20", "21", "1"), []string{"1 code-zeros 01"}},
		{"a zero that is there as well", append(many(20, "%02d"), "20", "21", "1"), nil},
		{"numbers without leading zeros", many(30, "%d"), nil},
		{"two widths", append(many(99, "%02d"), many(999, "%03d")...), nil},
		{"before a point", append(many(30, "%02d.1")[2:], "1.1"), []string{"1.1 code-zeros 01.1"}},
		{"a family without its head", []string{"043.1", "043.2", "43", "42.1"}, []string{"43 code-zeros 043"}},
		{
			"two heads of one name", []string{"043.1", "043.2", "43=stomach", "43=virus", "43.1"},
			[]string{"43 code-zeros 043"},
		},
		{"one head of two families", []string{"043.1", "043.2", "43=stomach", "43=stomach", "43.1"}, nil},
		{"nothing", nil, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, s := range find(entries(slices.Clone(test.codes)...)) {
				was := ""
				if len(s.was) > 0 {
					was = s.was[0]
				}
				got = append(got, strings.TrimSpace(fmt.Sprintf("%s %s %s", s.code, s.kind.ID, was)))
			}
			assert.Equal(t, test.want, got)
		})
	}
}

// TestNational looks at every dictionary of the national catalog. The one suspect is real: the head of the family 043 stands
// as 43, a second time beside a code of that name.
func TestNationalCodes(t *testing.T) {
	c, err := schemas.Open(shared.Dir(t, "catalog"))
	require.NoError(t, err)
	defer c.Close()
	files, err := c.Files()
	require.NoError(t, err)
	var got []string
	for _, name := range files {
		if !strings.HasPrefix(name, "terminology/") {
			continue
		}
		b, err := c.File(name)
		require.NoError(t, err)
		var codes []entry
		for r, err := range vocabulary.Rows(b) {
			require.NoError(t, err)
			codes = append(codes, entry{r.Line, r.Code, r.Description})
		}
		for _, s := range find(codes) {
			got = append(got, fmt.Sprintf("%s %s %s %v", name, s.code, s.kind.ID, s.was))
		}
	}
	assert.Equal(t, []string{"terminology/2.16.840.1.113883.6.103.csv 43 code-zeros [043]"}, got)
}

func FuzzFind(f *testing.F) {
	f.Add("8-Jan", "44204", 40)
	f.Add("043.1", "43", 3)
	f.Add("1,23E+05", "08/01/2021", 0)
	f.Fuzz(func(t *testing.T, a, b string, others int) {
		codes := append(many(min(max(others, 0), 100), "10%02d-7"), a, b)
		found := find(entries(codes...))
		assert.LessOrEqual(t, len(found), len(codes), "a line is suspected once")
		for _, s := range found {
			assert.NotEmpty(t, s.kind)
			for _, was := range s.was {
				assert.NotContains(t, codes, was, "what a code was is not there")
			}
		}
	})
}
