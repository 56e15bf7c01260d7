package fiscalcode

import (
	"encoding/csv"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/internal/testkit/shared"
	"github.com/fselint/fselint/lint"
)

func brief(flaws []lint.Finding) []string {
	var out []string
	for _, f := range flaws {
		s := f.ID
		if f.Location.Pos-1 >= 0 {
			s += "@" + strconv.Itoa(f.Location.Pos-1)
		}
		if !f.Expected.IsZero() && f.Rule != Month {
			s += "=" + f.Expected.In("en")
		}
		out = append(out, s)
	}
	return out
}

func TestParseFlaws(t *testing.T) {
	for _, c := range []struct {
		in   string
		want []string
	}{
		{"RSSMRA80A01H501U", nil},
		{"RSSMRA80A01H501A", []string{"CF-CHECK@15=U"}},
		{"RSSMRA80A01H5O1U", []string{"CF-DIGIT@13=0"}},
		{"RSSMRA80A0IH501U", []string{"CF-DIGIT@10=1"}},
		{"R5SMRA80A01H501U", []string{"CF-LETTER@1=S"}},
		{"RSSMRA80F01H501U", []string{"CF-MONTH@8"}},
		{"RSSMRA80A32H501U", []string{"CF-DAY@9"}},
		{"RSSMRA80A00H501U", []string{"CF-DAY@9"}},
		{"RSSMRA80A72H501U", []string{"CF-DAY@9"}},
		{"RSSMRA81B29H501U", []string{"CF-NO-SUCH-DAY@9"}},
		{"RSSMRA80D31H501U", []string{"CF-NO-SUCH-DAY@9"}},
		{"RSSMRA80A01H5010", []string{"CF-LETTER@15=O"}},
		{"rssmra80A01H501U", []string{"CF-LOWER-CASE@0=R"}},
		{"RSSMRA80a01H501u", []string{"CF-LOWER-CASE@8=A"}},
		{" RSSMRA80A01H501U", []string{"CF-BLANK@0"}},
		{"RSSMRA80A01H501U\u00A0", []string{"CF-BLANK@16"}},
		{"RSS MRA 80A01 H501U", []string{"CF-BLANK@3", "CF-BLANK@7", "CF-BLANK@13"}},
		{"RSSMRA80A01H501È", []string{"CF-CHARACTER@15"}},
		{"RSSMRA80A01H501", []string{"CF-LENGTH=16"}},
		{"RSSMRA80A01H501UU", []string{"CF-LENGTH=16"}},
		{"", []string{"CF-EMPTY"}},
		{"01386030488", nil},
		{"01386030489", []string{"CF-CHECK-DIGIT@10=8"}},
		{"1386030488", []string{"CF-LENGTH=11"}},
		{"013860304880", []string{"CF-LENGTH=11"}},
		{"O1386030488", []string{"CF-ONLY-DIGITS@0=0"}},
		{"00000000000", []string{"CF-PLACEHOLDER"}},
		{"STP0900012345678", nil},
		{"ENI0900012345678", nil},
		{"STP09000123456789", []string{"CF-LENGTH=16"}},
		{"ENI09000123456A8", []string{"CF-ONLY-DIGITS@14=4"}},
		{"aaa", []string{"CF-LOWER-CASE@0=A"}},
		{"VRDMRC67T20I257E", []string{"CF-CHECK@15=A"}},
		{"PROVAX00X00X000Y", []string{"CF-SAMPLE"}},
	} {
		_, flaws := Parse(c.in)
		assert.Equal(t, c.want, brief(flaws), c.in)
	}
}

func TestParseSays(t *testing.T) {
	code, flaws := Parse("RSSMRA80A01H501U")
	require.Empty(t, flaws)
	assert.Equal(t, Code{Value: "RSSMRA80A01H501U", Form: Person, Male: true, Year: 80, Month: 1, Day: 1, Place: "H501"}, code)

	replaced := omocodia("RSSMRA80E41Z404", 0b1010001)
	code, flaws = Parse(replaced)
	require.Empty(t, brief(flaws))
	assert.Equal(t, 3, code.Omocodia)
	assert.Equal(t, 80, code.Year)
	assert.Equal(t, 5, code.Month)
	assert.Equal(t, 1, code.Day)
	assert.True(t, code.Female)
	assert.True(t, code.Foreign)
	assert.Equal(t, "Z404", code.Place)

	code, _ = Parse("STP0900012345678")
	assert.Equal(t, STP, code.Form)
	assert.Equal(t, "090", code.Region)
	code, _ = Parse("01386030488")
	assert.Equal(t, Numeric, code.Form)
	assert.Equal(t, "numeric", code.Form.String())
}

func TestWarnings(t *testing.T) {
	for in, want := range map[string]string{
		withCheck("RSAMRA80A01P501"): "CF-PLACE",
		withCheck("RSAMRA80A01H000"): "CF-PLACE",
		withCheck("RASMRA80A01H501"): "CF-NAME",
		withCheck("FOXMRA80A01H501"): "",
		withCheck("FOXXXX80A01H501"): "",
		withCheck("AUXMRA80A01H501"): "",
		withCheck("AXUMRA80A01H501"): "CF-NAME",
	} {
		_, flaws := Parse(in)
		if want == "" {
			assert.Empty(t, brief(flaws), in)
			continue
		}
		require.Len(t, flaws, 1, in)
		assert.Equal(t, want, flaws[0].ID, in)
		assert.True(t, Valid(in))
	}
}

func TestTexts(t *testing.T) {
	_, flaws := Parse("VRDMRC67T20I257E")
	require.Len(t, flaws, 1)
	assert.Equal(t, "the check character is \"E\" but for the first 15 characters it should be \"A\"", flaws[0].Text("en"))
	assert.Equal(t, "il carattere di controllo è \"E\" ma per i primi 15 caratteri dovrebbe essere \"A\"", flaws[0].Text("it"))
}

func TestStageCodes(t *testing.T) {
	f, err := os.Open(shared.Dir(t, "spec", "tables", "test_fiscal_codes.csv"))
	require.NoError(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	listed := StageCodes()
	require.Len(t, listed, len(rows)-1)
	for i, row := range rows[1:] {
		assert.Equal(t, row[0], listed[i])
		assert.Equal(t, row[1] == "yes", Valid(row[0]), row[0])
		assert.True(t, Gateway(row[0], false).OK, row[0])
		assert.True(t, IsStage(row[0]))
	}
	assert.False(t, IsStage("RSSMRA80A01H501U"))
}

func TestGateway(t *testing.T) {
	for _, c := range []struct {
		in      string
		strict  Decision
		special Decision
	}{
		{"RSSMRA80A01H501U", Decision{OK: true, Reason: AcceptedPerson}, Decision{OK: true, Reason: AcceptedPerson}},
		{"rssmra80a01h501u", Decision{OK: true, Reason: AcceptedPerson}, Decision{OK: true, Reason: AcceptedPerson}},
		{"RSSMRA80A01H501UZ", Decision{Reason: RefusedSpecial, Cut: true}, Decision{OK: true, Reason: AcceptedPerson, Cut: true}},
		{"RSSMRA80A01H501A", Decision{Reason: RefusedCheck}, Decision{Reason: RefusedCheck}},
		{"01386030488", Decision{Reason: RefusedSpecial}, Decision{OK: true, Reason: AcceptedNumeric}},
		{"01386030489", Decision{Reason: RefusedCheck}, Decision{Reason: RefusedCheck}},
		{"0138603048A", Decision{Reason: RefusedChar}, Decision{Reason: RefusedChar}},
		{"STP1234567890123", Decision{Reason: RefusedSpecial}, Decision{OK: true, Reason: AcceptedSTP}},
		{"eni1234567890123", Decision{Reason: RefusedSpecial}, Decision{OK: true, Reason: AcceptedENI}},
		{"STP-123456789012", Decision{Reason: RefusedSpecial}, Decision{OK: true, Reason: AcceptedSTP}},
		{"STP12345678901X3", Decision{Reason: RefusedLetters}, Decision{Reason: RefusedLetters}},
		{"R5SMRA80A01H501U", Decision{Reason: RefusedLetters}, Decision{Reason: RefusedLetters}},
		{"ÀSSMRA80A01H501U", Decision{Reason: RefusedChar}, Decision{Reason: RefusedChar}},
		{"", Decision{Reason: RefusedLength}, Decision{Reason: RefusedLength}},
		{"RSSMRA80A01H501", Decision{Reason: RefusedLength}, Decision{Reason: RefusedLength}},
		{"RSSMRA80A01H501U ", Decision{Reason: RefusedSpecial, Cut: true}, Decision{OK: true, Reason: AcceptedPerson, Cut: true}},
		{withCheck("RSSMRA99X99H999"), Decision{OK: true, Reason: AcceptedPerson}, Decision{OK: true, Reason: AcceptedPerson}},
	} {
		assert.Equal(t, c.strict, Gateway(c.in, false), "%q strict", c.in)
		assert.Equal(t, c.special, Gateway(c.in, true), "%q special", c.in)
	}
}

func TestCompare(t *testing.T) {
	assert.True(t, Compare("01386030488").OnlyBySpecial)
	assert.True(t, Compare("01386030488").GatewayTighter)
	assert.True(t, Compare("rssmra80a01h501u").GatewayLooser)
	same := Compare("RSSMRA80A01H501U")
	assert.False(t, same.OnlyBySpecial || same.GatewayLooser || same.GatewayTighter)
}

// withCheck appends the check character.
func withCheck(first string) string {
	c, ok := CheckCharacter(first)
	if !ok {
		panic(first)
	}
	return first + string(c)
}

// omocodia replaces the digits named by the bits of mask and appends the check character.
func omocodia(first string, mask int) string {
	b := []byte(first)
	for i, place := range digitPlaces {
		if mask>>i&1 == 1 {
			b[place.at] = omocodiaLetters[b[place.at]-'0']
		}
	}
	return withCheck(string(b))
}

func randomPerson(r *rand.Rand) string {
	pick := func(s string) string { return s[r.IntN(len(s)):][:1] }
	consonants := "BCDFGHJKLMNPQRSTVWYZ"
	var b strings.Builder
	for range 6 {
		b.WriteString(pick(consonants))
	}
	month := r.IntN(12)
	year := r.IntN(100)
	day := 1 + r.IntN(longest(year, month+1)) + 40*r.IntN(2)
	b.WriteString(strconv.Itoa(100 + year)[1:])
	b.WriteString(monthLetters[month : month+1])
	b.WriteString(strconv.Itoa(100 + day)[1:])
	b.WriteString(pick("ABCDEFGHILMZ") + strconv.Itoa(1000 + 1 + r.IntN(999))[1:])
	return omocodia(b.String(), r.IntN(128)*r.IntN(2))
}

// Every code made by the rule is right for all; a check character changed is the only thing named, with the right one.
func TestProperties(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 5000 {
		s := randomPerson(r)
		_, flaws := Parse(s)
		require.Empty(t, flaws, s)
		require.True(t, Gateway(s, false).OK, s)

		wrong := byte('A' + (int(s[15]-'A')+1+r.IntN(25))%26)
		_, flaws = Parse(s[:15] + string(wrong))
		require.Equal(t, []string{"CF-CHECK@15=" + s[15:]}, brief(flaws))

		at := r.IntN(16)
		_, flaws = Parse(s[:at] + "*" + s[at+1:])
		require.Equal(t, []string{"CF-CHARACTER@" + strconv.Itoa(at)}, brief(flaws))

		at = r.IntN(6)
		changed := s[:at] + string(consonantAfter(s[at])) + s[at+1:]
		_, flaws = Parse(changed)
		if want, _ := CheckCharacter(changed[:15]); want != s[15] {
			require.Equal(t, []string{"CF-CHECK@15=" + string(want)}, brief(flaws), changed)
		}

		digits := strconv.Itoa(1e10 + r.IntN(9e9))[1:]
		d, _ := ControlDigit(digits)
		number := digits + string(d)
		_, flaws = Parse(number)
		require.Empty(t, flaws, number)
		at = r.IntN(11)
		changed = number[:at] + string('0'+(number[at]-'0'+1+byte(r.IntN(9)))%10) + number[at+1:]
		_, flaws = Parse(changed)
		require.Len(t, flaws, 1, changed)
		require.Equal(t, CheckDigit, flaws[0].Rule, changed)
	}
}

func consonantAfter(c byte) byte {
	const consonants = "BCDFGHJKLMNPQRSTVWYZ"
	return consonants[(strings.IndexByte(consonants, c)+1)%len(consonants)]
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"RSSMRA80A01H501U", "01386030488", "STP0900012345678", "ﬁSMRA80A01H501U", "É", "RSSMRA80A01H501UZ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		code, flaws := Parse(s)
		if len(flaws) == 0 && code.Form == Unknown {
			t.Fatalf("%q is right but of no form", s)
		}
		if len(flaws) == 0 && !Gateway(s, true).OK {
			t.Fatalf("%q is right but never passes the gateway", s)
		}
		if Gateway(s, false).OK && !Gateway(s, true).OK {
			t.Fatalf("%q passes only without the setting", s)
		}
		for _, fl := range flaws {
			_ = fl.Text("it")
		}
		Compare(s)
	})
}

func BenchmarkParse(b *testing.B) {
	for b.Loop() {
		Parse("RSSMRA80A01H501U")
	}
}

func BenchmarkGateway(b *testing.B) {
	for b.Loop() {
		Gateway("RSSMRA80A01H501U", true)
	}
}
