package hl7id

import (
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/codelist"
	"github.com/fselint/fselint/metadata/fiscalcode"
)

// One sort of value: how to make a right one, how it is read, and from where on every character counts.
var sorts = []struct {
	name  string
	make  func(r *rand.Rand) string
	parse func(s string) []lint.Finding
	free  string // up to the first of this text and behind the last caret any character may stand
}{
	{"CX", func(r *rand.Rand) string { return vat(r) + "^^^&2.16.840.1.113883.2.9.4.3.2&ISO" }, func(s string) []lint.Finding { _, f := ParseCX(s); return f }, ""},
	{"XON", func(r *rand.Rand) string {
		return XON{"Struttura " + digits(r, 3), "2.16.840.1.113883.2.9.4.1.3", digits(r, 12)}.String()
	}, func(s string) []lint.Finding { _, f := ParseXON(s); return f }, "^"},
	{"type", func(r *rand.Rand) string {
		entries := codelist.LOINCDocType.All()
		for {
			if e := entries[r.IntN(len(entries))]; e.Code != codelist.LOINCPlaceholder {
				return ResourceType{e.Code, "2.16.840.1.113883.6.1"}.String()
			}
		}
	}, func(s string) []lint.Finding { _, f := ParseResourceType(s); return f }, ""},
	{"document", func(r *rand.Rand) string {
		return "2.16.840.1.113883.2.9.2.90.4.4^" + vat(r) + "." + privateTypes[r.IntN(5)] + "." + repositories[r.IntN(4)] + "." + digits(r, 8)
	}, func(s string) []lint.Finding { _, _, f := ParsePrivateDocumentID(s); return f }, ""},
	{"repository", func(r *rand.Rand) string { return "2.16.840.1.113883.2.9.2.90.4.5." + repositories[r.IntN(4)] }, func(s string) []lint.Finding { _, f := ParseRepositoryID(s); return f }, ""},
	{"submission", func(r *rand.Rand) string {
		orgs := codelist.Organization.All()
		arc, _ := strconv.Atoi(orgs[r.IntN(len(orgs))].Code)
		return "2.16.840.1.113883.2.9.2." + strconv.Itoa(arc) + ".4.3.7" + digits(r, 6)
	}, func(s string) []lint.Finding { _, f := ParseSubmissionID(s); return f }, ""},
	{"workflow", func(r *rand.Rand) string {
		return WorkflowOfCDA("2.16.840.1.113883.2.9.2.90.4.4", digits(r, 9)) + digits(r, 10) + WorkflowSuffix
	}, func(s string) []lint.Finding { _, f := ParseWorkflowID(s); return f }, ""},
}

func digits(r *rand.Rand, n int) string {
	var b strings.Builder
	for range n {
		b.WriteByte(byte('0' + r.IntN(10)))
	}
	return b.String()
}

func vat(r *rand.Rand) string {
	first := "1" + digits(r, 9)
	d, _ := fiscalcode.ControlDigit(first)
	return first + string(d)
}

// Right values have no flaw; a character that belongs nowhere is always found, and once.
func TestOneCharacter(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for _, sort := range sorts {
		for range 300 {
			s := sort.make(r)
			require.Empty(t, sort.parse(s), "%s %s", sort.name, s)
			from := 0
			if sort.free != "" {
				from = strings.Index(s, sort.free)
			}
			end := len(s)
			if sort.name == "document" {
				end = strings.LastIndexByte(s, '.') // nothing is said of the last part
			}
			at := from + r.IntN(end-from)
			for _, wrong := range []string{"*", " \u00A0", "è"} {
				changed := s[:at] + wrong + s[at+1:]
				flaws := sort.parse(changed)
				require.NotEmpty(t, flaws, "%s %q", sort.name, changed)
				if wrong == "*" {
					require.LessOrEqual(t, len(flaws), 2, "%s %q %s", sort.name, changed, brief(flaws))
				}
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{goodCX, goodXON, goodType, goodDoc, goodRep, goodSub, WorkflowOfDocument("x") + "0123456789" + WorkflowSuffix, "%5E&amp;$\u00A0‘", "^^^^^&&ISO^^^^"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, sort := range sorts {
			for _, fl := range sort.parse(s) {
				if fl.Location.Pos-1 > len([]rune(s)) {
					t.Fatalf("%s: place %d of %q", sort.name, fl.Location.Pos-1, s)
				}
				_ = fl.Text("it")
			}
		}
		if x, flaws := ParseXON(s); lint.Worst(flaws) < lint.Warning {
			require.Equal(t, s, x.String())
			require.True(t, GatewayXON(s), s)
		}
		if c, flaws := ParseCX(s); lint.Worst(flaws) < lint.Warning {
			require.Equal(t, s, c.String())
			require.True(t, GatewayFiscalCode(s, true), s)
		}
		if d, flaws := ParseDocumentID(s); len(flaws) == 0 {
			require.Equal(t, s, d.String())
			require.True(t, GatewayMasterID(s), s)
		}
		if _, flaws := ParseRepositoryID(s); len(flaws) == 0 {
			require.True(t, GatewayRepositoryID(s), s)
		}
		ParsePathID(s, true)
		GatewayPerson(s)
	})
}

func BenchmarkParse(b *testing.B) {
	r := rand.New(rand.NewPCG(7, 8))
	for _, sort := range sorts {
		s := sort.make(r)
		b.Run(sort.name, func(b *testing.B) {
			for b.Loop() {
				sort.parse(s)
			}
		})
	}
}
