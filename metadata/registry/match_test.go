package registry

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const sample = header +
	`Esempio Salute SRL,"Esempio Salute, ESEMPIO SALUTE SPA",REFERTA LAB,1.0,"1.1, 1.2",LAB,VALIDATION,2023-01-01,1.0` + "\r\n" +
	`Esempio Salute SRL,,REFERTA LAB,1.0,2.0,"RSA,LDO",VALIDATION,2024-01-01,1.0` + "\r\n" +
	`Esempio Salute SRL,,SANGUE,5.0,,LAB_TRASF,VALIDATION,2024-01-01,1.0` + "\r\n" +
	`Esempio Salute SRL,,MISTO,5,,"LAB,LAB_TRASF",VALIDATION,2024-01-01,1.0` + "\r\n" +
	`Società Finta,,app_web-1,V.3.10,,RAD,VALIDATION,2024-01-01,1.0` + "\r\n"

func TestMatch(t *testing.T) {
	r := mustRead(t, sample)
	for name, c := range map[string]struct {
		vendor, application, version string
		lines                        []int
		byVendor, byVersion          bool
		coverage                     string
	}{
		"own values, two rows":     {"Esempio Salute SRL", "REFERTA LAB", "1.0", []int{2, 3}, false, false, "LAB RSA LDO"},
		"equivalent version":       {"Esempio Salute SRL", "REFERTA LAB", "1.2", []int{2}, false, true, "LAB"},
		"of the other row":         {"Esempio Salute SRL", "REFERTA LAB", "2.0", []int{3}, false, true, "RSA LDO"},
		"equivalent vendor":        {"ESEMPIO SALUTE SPA", "REFERTA LAB", "1.0", []int{2}, true, false, "LAB"},
		"both equivalent":          {"Esempio Salute", "REFERTA LAB", "1.1", []int{2}, true, true, "LAB"},
		"equivalents across rows":  {"Esempio Salute", "REFERTA LAB", "2.0", nil, false, false, ""},
		"lower case":               {"esempio salute srl", "REFERTA LAB", "1.0", nil, false, false, ""},
		"trailing blank":           {"Esempio Salute SRL", "REFERTA LAB ", "1.0", nil, false, false, ""},
		"list is not a name":       {"Esempio Salute, ESEMPIO SALUTE SPA", "REFERTA LAB", "1.0", nil, false, false, ""},
		"empty":                    {"", "", "", nil, false, false, ""},
		"empty equivalent vendor":  {"", "SANGUE", "5.0", nil, false, false, ""},
		"empty equivalent version": {"Esempio Salute SRL", "SANGUE", "", nil, false, false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			m := r.Match(c.vendor, c.application, c.version)
			var lines []int
			for _, candidate := range m.Candidates {
				lines = append(lines, candidate.Row.Line)
			}
			assert.Equal(t, c.lines, lines)
			assert.Equal(t, c.lines != nil, m.Found())
			assert.Equal(t, c.byVendor, m.VendorByEquivalence())
			assert.Equal(t, c.byVersion, m.VersionByEquivalence())
			assert.Equal(t, c.coverage, strings.Join(m.Coverage(), " "))
		})
	}
}

func TestCovers(t *testing.T) {
	r := mustRead(t, sample)
	v := "Esempio Salute SRL"
	lab, trasf, mixed := r.Match(v, "REFERTA LAB", "1.0"), r.Match(v, "SANGUE", "5.0"), r.Match(v, "MISTO", "5")
	assert.True(t, lab.Covers("LAB"))
	assert.True(t, lab.Covers("LAB_TRASF"), "a transfusion report is a laboratory report")
	assert.True(t, lab.Covers("LDO"), "types of all candidates count")
	assert.False(t, lab.Covers("RAD"))
	assert.False(t, lab.Covers("lab"))
	assert.True(t, trasf.Covers("LAB_TRASF"))
	assert.False(t, trasf.Covers("LAB"), "validated for transfusion reports only")
	assert.True(t, mixed.Covers("LAB"))
	assert.False(t, r.Match(v, "NESSUNO", "1").Covers("LAB"))
}

func TestNearMisses(t *testing.T) {
	r := mustRead(t, sample)
	v := "Esempio Salute SRL"
	for name, c := range map[string]struct {
		asked [3]string
		line  int
		field Field
		fold  Fold
		texts []string
	}{
		"underscore": {[3]string{v, "REFERTA_LAB", "1.0"}, 3, FieldApplication, FoldBlanks, []string{"position 8: space expected, underscore found"}},
		"case":       {[3]string{"Esempio salute SRL", "REFERTA LAB", "1.0"}, 3, FieldVendor, FoldCase, []string{`position 9: uppercase "S" expected, lowercase "s" found`}},
		"no-break":   {[3]string{v, "REFERTA\u00a0LAB", "1.0"}, 3, FieldApplication, FoldBlanks, []string{"position 8: space expected, no-break space (U+00A0) found"}},
		"homoglyph":  {[3]string{"Esempio Sаlute SRL", "REFERTA LAB", "1.0"}, 3, FieldVendor, FoldAccents, []string{`position 10: lowercase "a" expected, Cyrillic letter "а" (U+0430) found`}},
		"accent":     {[3]string{"Societa Finta", "app_web-1", "V.3.10"}, 6, FieldVendor, FoldAccents, []string{`position 7: "à" (U+00E0) expected, lowercase "a" found`}},
		"apostrophe": {[3]string{"Societa' Finta", "app_web-1", "V.3.10"}, 6, FieldVendor, FoldPunctuation, []string{`position 7: "à" (U+00E0) expected, lowercase "a" found`, "position 8: apostrophe too many"}},
		"form":       {[3]string{"Esempio Salute S.R.L.", "SANGUE", "5.0"}, 4, FieldVendor, FoldPunctuation, []string{"position 17: full stop too many", "position 19: full stop too many", "position 21: full stop too many"}},
		"no form":    {[3]string{"Esempio Salute", "SANGUE", "5.0"}, 4, FieldVendor, FoldCompanyForm, []string{`position 15: " SRL" missing`}},
		"prefix":     {[3]string{v, "SANGUE", "v.5.0"}, 4, FieldVersion, FoldVersionPrefix, []string{`position 1: "v." too many`}},
		"no prefix":  {[3]string{"Società Finta", "app_web-1", "3.10"}, 6, FieldVersion, FoldVersionPrefix, []string{`position 1: "V." missing`}},
		"zero":       {[3]string{v, "SANGUE", "5"}, 4, FieldVersion, FoldTrailingZeros, []string{`position 2: ".0" missing`}},
		"letter O":   {[3]string{v, "SANGUE", "5.O"}, 4, FieldVersion, FoldNone, []string{`position 3: digit "0" expected, uppercase "O" found`}},
		"swap":       {[3]string{v, "SANGEU", "5.0"}, 4, FieldApplication, FoldNone, []string{`position 5: "UE" expected, "EU" found (swapped)`}},
		"dash":       {[3]string{"Società Finta", "app_web–1", "V.3.10"}, 6, FieldApplication, FoldPunctuation, []string{"position 8: hyphen expected, en dash (U+2013) found"}},
		"invisible":  {[3]string{v, "SANGUE\u200b", "5.0"}, 4, FieldApplication, FoldBlanks, []string{"position 7: zero-width space (U+200B) too many"}},
		"decomposed": {[3]string{"Societa\u0300 Finta", "app_web-1", "V.3.10"}, 6, FieldVendor, FoldAccents, []string{`position 7: "à" (U+00E0) expected, lowercase "a" found`, "position 8: combining grave accent (U+0300) too many"}},
		"equivalent": {[3]string{"ESEMPIO SALUTE_SPA", "REFERTA LAB", "1.0"}, 2, FieldVendor, FoldBlanks, []string{"position 15: space expected, underscore found"}},
		"version":    {[3]string{v, "SANGUE", "99.7.12-b"}, 4, FieldVersion, FoldNone, nil},
	} {
		t.Run(name, func(t *testing.T) {
			m := r.Match(c.asked[0], c.asked[1], c.asked[2])
			require.False(t, m.Found())
			require.NotEmpty(t, m.NearMisses)
			first := m.NearMisses[0]
			assert.Equal(t, c.line, first.Row.Line)
			require.Len(t, first.Fields, 1)
			d := first.Fields[0]
			assert.Equal(t, c.field, d.Field)
			assert.Equal(t, c.fold, d.Fold)
			if c.texts != nil {
				var texts []string
				for _, diff := range d.Diffs {
					texts = append(texts, diff.Text().In("en"))
				}
				assert.Equal(t, c.texts, texts)
			}
			assert.Equal(t, d.Found, apply(d))
		})
	}
	assert.Empty(t, r.Match("Tutt'altra ditta", "ALTRO PROGRAMMA", "7").NearMisses, "nothing in common is no near miss")
	both := r.Match("esempio salute srl", "REFERTA_LAB", "1.0")
	require.NotEmpty(t, both.NearMisses)
	assert.Len(t, both.NearMisses[0].Fields, 2, "slips in two fields are still near")
}

func TestCompareKinds(t *testing.T) {
	for name, c := range map[string]struct {
		found, expected string
		kinds           []Kind
		italian         string
	}{
		"equal":       {"a", "a", nil, ""},
		"space":       {"a\tb", "a b", []Kind{KindSpace}, "posizione 2: atteso spazio, trovato tabulazione"},
		"underscore":  {"a b", "a_b", []Kind{KindUnderscore}, "posizione 2: atteso trattino basso, trovato spazio"},
		"punctuation": {"1,0", "1.0", []Kind{KindPunctuation}, "posizione 2: atteso punto, trovato virgola"},
		"homoglyph":   {"1.О", "1.O", []Kind{KindHomoglyph}, `posizione 3: atteso maiuscola "O", trovato lettera cirillica "О" (U+041E)`},
		"full width":  {"Ａ", "A", []Kind{KindHomoglyph}, `posizione 1: atteso maiuscola "A", trovato "Ａ" (U+FF21)`},
		"missing":     {"ab", "abc", []Kind{KindMissing}, `posizione 3: manca minuscola "c"`},
		"extra":       {"xab", "ab", []Kind{KindExtra}, `posizione 1: minuscola "x" di troppo`},
		"other":       {"abx", "aby", []Kind{KindOther}, `posizione 3: atteso minuscola "y", trovato minuscola "x"`},
		"swap":        {"ba", "ab", []Kind{KindTransposed}, `posizione 1: atteso "ab", trovato "ba" (invertiti)`},
		"from empty":  {"", "ab", []Kind{KindMissing}, `posizione 1: manca "ab"`},
		"long": {strings.Repeat("a", 1000) + "x", strings.Repeat("a", 1000), []Kind{KindExtra},
			`posizione 1001: minuscola "x" di troppo`},
		"invalid UTF-8": {"a\xff", "a", []Kind{KindExtra}, "posizione 2: carattere di sostituzione (U+FFFD) di troppo"},
	} {
		t.Run(name, func(t *testing.T) {
			diffs := Compare(c.found, c.expected)
			var kinds []Kind
			for _, d := range diffs {
				kinds = append(kinds, d.Kind)
			}
			assert.Equal(t, c.kinds, kinds)
			if len(diffs) > 0 {
				assert.Equal(t, c.italian, diffs[0].Text().In("it"))
			}
		})
	}
	far := Compare("x"+strings.Repeat("b", 900), "y"+strings.Repeat("c", 800))
	assert.NotEmpty(t, far)
	assert.LessOrEqual(t, len(far), maxAligned+1)
}

func TestDescribe(t *testing.T) {
	for _, c := range []struct {
		found, expected string
		want            []string
	}{
		{"FONDAZIONE_TOSCANA", "Fondazione Toscana", []string{"the same letters with other capitals, blanks or underscores (16 places)"}},
		{"CASA_DI_CURA", "Casa di Cura", []string{"the same letters with other capitals, blanks or underscores (10 places)"}},
		{"2B Informatica", "2B_Informatica", []string{"position 3: underscore expected, space found"}},
		{"CASA DI CURS", "Casa di Cura", nil},           // another letter is said by itself
		{"Casa\u00A0di\u00A0cura", "Casa di Cura", nil}, // blanks that look alike are named
	} {
		var got []string
		for _, text := range Describe(Compare(c.found, c.expected)) {
			got = append(got, text.In("en"))
		}
		if c.want != nil {
			assert.Equal(t, c.want, got)
			continue
		}
		assert.Greater(t, len(got), 2, "%q", c.found)
	}
}
