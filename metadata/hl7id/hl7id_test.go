package hl7id

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/lint"
)

func brief(flaws []lint.Finding) string {
	var out []string
	for _, f := range flaws {
		s := f.ID
		if f.Location.Pos-1 >= 0 {
			s += fmt.Sprintf("@%d", f.Location.Pos-1)
		}
		out = append(out, s)
	}
	return strings.Join(out, " ")
}

const (
	goodCX   = "RSSMRA80A01H501U^^^&2.16.840.1.113883.2.9.4.3.2&ISO"
	goodXON  = "Casa di cura Il Pino^^^^^&2.16.840.1.113883.2.9.4.1.3&ISO^^^^090101123456"
	goodType = "('11502-2^^2.16.840.1.113883.6.1')"
	goodDoc  = "2.16.840.1.113883.2.9.2.90.4.4^01386030488.LAB.201.18881699"
	goodRep  = "2.16.840.1.113883.2.9.2.90.4.5.201"
	goodSub  = "2.16.840.1.113883.2.9.2.90.4.3.77001"
)

func TestParseCX(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{goodCX, ""},
		{"01386030488^^^&2.16.840.1.113883.2.9.4.3.2&ISO", ""},
		{"80380001200012345678^^^&2.16.840.1.113883.2.9.4.3.7&ISO", ""},
		{"X1^^^&2.16.840.1.113883.2.9.2.90.4.1&ISO", "ID-AUTHORITY"},
		{"", "ID-EMPTY"},
		{"RSSMRA80A01H501U", "ID-BARE"},
		{strings.ReplaceAll(goodCX, "&", "&amp;"), "ID-ESCAPED@19"},
		{strings.ReplaceAll(goodCX, "^", "$"), "ID-DOLLAR@16"},
		{strings.ReplaceAll(goodCX, "^", "%5E"), "ID-ESCAPED@16"},
		{strings.ReplaceAll(goodCX, "&", `\u0026`), "ID-ESCAPED@19"},
		{" " + goodCX, "ID-BLANK@0"},
		{goodCX + "\n", "ID-BLANK@51"},
		{"RSSMRA80A01H501U\u200B^^^&2.16.840.1.113883.2.9.4.3.2&ISO", "ID-BLANK@16"},
		{"RSSMRA80A01H501U^^&2.16.840.1.113883.2.9.4.3.2&ISO", "ID-CARETS@16"},
		{"RSSMRA80A01H501U^^^2.16.840.1.113883.2.9.4.3.2&ISO", "ID-CARETS@16"},
		{"RSSMRA80A01H501U^^^", "ID-CARETS@16"},
		{"RSSMRA80A01H501U^^^&2.16.840.1.113883.2.9.4.3.2", "ID-ISO@47"},
		{"RSSMRA80A01H501U^^^&2.16.840.1.113883.2.9.4.3.2&iso", "ID-ISO@47"},
		{"RSSMRA80A01H501U^^^&2.16.840.1.113883.2.9.4.3.2&ISO^NI", "ID-TRAILING@51"},
		{"RSSMRA80A01H501U^^^&2.16.840.1.113883.2.9.04.3.2&ISO", "OID-LEADING-ZERO@42"},
		{"^^^&2.16.840.1.113883.2.9.4.3.2&ISO", "ID-EMPTY-PART@0"},
		{"VRDMRC67T20I257E^^^&2.16.840.1.113883.2.9.4.3.2&ISO", "CF-CHECK@15"},
		{"RSSMRA80A01H501U&2.16.840.1.113883.2.9.4.3.2&ISO", "ID-SHAPE"},
	} {
		_, flaws := ParseCX(c.in)
		assert.Equal(t, c.want, brief(flaws), c.in)
	}
	cx, flaws := ParseCX(strings.ReplaceAll(goodCX, "&", "&amp;"))
	assert.Equal(t, goodCX, cx.String())
	assert.Equal(t, "\"&amp;\" at character 20 must be written \"&\": the escaped form belongs to another format", flaws[0].Text("en"))
}

func TestGatewayFiscalCode(t *testing.T) {
	for _, c := range []struct {
		in              string
		strict, special bool
	}{
		{goodCX, true, true},
		{"RSSMRA80A01H501U", true, true},
		{"RSSMRA80A01H501A", false, false},
		{"01386030488^^^&2.16.840.1.113883.2.9.4.3.2&ISO", false, true},
		{"RSSMRA80A01H501A^^^&2.16.840.1.113883.2.9.4.3.2&ISO", false, false},
		{"RSSMRA80A01H501A^^^&amp;2.16.840.1.113883.2.9.4.3.2&amp;ISO", true, true}, // the OID is not seen
		{"anything^^^&1.2.3&ISO", true, true},
		{"RSSMRA80A01H501U^^^", true, true},
		{"", false, false}, {"^^^", false, false}, {"^^^^^^", false, false}, {"^^^x", true, true},
	} {
		assert.Equal(t, c.strict, GatewayFiscalCode(c.in, false), c.in)
		assert.Equal(t, c.special, GatewayFiscalCode(c.in, true), c.in)
	}
	id, ok := GatewayPerson(goodCX)
	assert.True(t, ok)
	assert.Equal(t, "RSSMRA80A01H501U", id)
	_, ok = GatewayPerson("^^")
	assert.False(t, ok)
}

func TestParseXON(t *testing.T) {
	for _, c := range []struct {
		in, want string
		gateway  bool
	}{
		{goodXON, "", true},
		{"Ospedale & C. dell’Arno^^^^^&2.16.840.1.113883.2.9.4.1.2&ISO^^^^010030", "", true},
		{"202-090901-123456", "ID-SHAPE", false},
		{strings.ReplaceAll(goodXON, "&", "&amp;"), "ID-ESCAPED@25", false},
		{strings.ReplaceAll(goodXON, "^", "$"), "ID-DOLLAR@20", false},
		{strings.Replace(goodXON, "^^^^^", "^^^^", 1), "ID-CARETS@20", false},
		{strings.Replace(goodXON, "ISO^^^^", "ISO^^^", 1), "ID-CARETS@57", false},
		{strings.Replace(goodXON, "&ISO", "", 1), "ID-ISO@53", false},
		{strings.Replace(goodXON, "&ISO", "&iso", 1), "ID-ISO@53", false},
		{"^^^^^&2.16.840.1.113883.2.9.4.1.3&ISO^^^^090101123456", "ID-EMPTY-PART@0", true},
		{"N^^^^^&&ISO^^^^1", "OID-EMPTY", true},
		{"N^^^^^&2.16.840.1.113883.2.9.4.1.3&ISO^^^^", "ID-EMPTY-PART@42", true},
		{"N^^^^^&2.16.840.1.113883.2.9.4.1.3&ISO^^^^12345", "ID-XON-CODE-LENGTH@42", true},
		{"N^^^^^&2.16.840.1.113883.2.9.4.1.3&ISO^^^^09010112345A", "ID-XON-CODE-LENGTH@42", true},
		{"N^^^^^&1.2.3&ISO^^^^12345", "ID-XON-CATALOG", true},
		{"N^^^^^&2.16.840.1.113883.2.9.4.1.2&ISO^^^^010030&", "ID-TRAILING@48", false},
		{goodXON + " ", "ID-BLANK@73", true},
		{"", "ID-EMPTY", false},
		{"^", "ID-EMPTY-PART@0 ID-CARETS@0", false},
	} {
		_, flaws := ParseXON(c.in)
		assert.Equal(t, c.want, brief(flaws), c.in)
		assert.Equal(t, c.gateway, GatewayXON(c.in), c.in)
	}
	x, _ := ParseXON(goodXON)
	assert.Equal(t, goodXON, x.String())
	region, ok := x.Region()
	assert.True(t, ok)
	assert.Equal(t, "090", region)
}

func TestParseResourceType(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{goodType, ""},
		{"'11502-2^^2.16.840.1.113883.6.1'", "ID-TYPE-PARENTHESES"},
		{"(11502-2^^2.16.840.1.113883.6.1)", "ID-TYPE-APOSTROPHES"},
		{"11502-2^^2.16.840.1.113883.6.1", "ID-TYPE-PARENTHESES ID-TYPE-APOSTROPHES"},
		{"('11502-2^^2.16.840.1.113883.6.1'", "ID-TYPE-PARENTHESES"},
		{"(‘11502-2^^2.16.840.1.113883.6.1’)", "ID-TYPOGRAPHY@1 ID-TYPOGRAPHY@32"},
		{`("11502-2^^2.16.840.1.113883.6.1")`, "ID-TYPOGRAPHY@1"},
		{"('11502-2$$2.16.840.1.113883.6.1')", "ID-DOLLAR@9"},
		{"('11502-2^2.16.840.1.113883.6.1')", "ID-CARETS@9"},
		{"('11502-2^^^2.16.840.1.113883.6.1')", "ID-CARETS@9"},
		{"('11502-2 ^^2.16.840.1.113883.6.1')", "ID-BLANK@9"},
		{"('11502-2')", "ID-SHAPE"},
		{"('11502-2^^2.16.840.1.113883.6.1','68604-8^^2.16.840.1.113883.6.1')", "ID-TYPE-LIST@33"},
		{"('11502-3^^2.16.840.1.113883.6.1')", "ID-TYPE-LOINC-CHECK@8"},
		{"('115022^^2.16.840.1.113883.6.1')", "ID-TYPE-LOINC-FORM@2"},
		{"('11502-2^^2.16.840.1.113883.6.2')", "ID-TYPE-SYSTEM@11"},
		{"('11502-2^^2.16.840.1.113883.06.1')", "OID-LEADING-ZERO@29"},
		{"('11502-2^^')", "OID-EMPTY"},
		{"", "ID-EMPTY"}, {"(", "ID-TYPE-PARENTHESES ID-TYPE-APOSTROPHES ID-SHAPE"}, {"('')", "ID-SHAPE"},
	} {
		_, flaws := ParseResourceType(c.in)
		assert.Equal(t, c.want, brief(flaws), c.in)
	}
	r, flaws := ParseResourceType("11502-2^^2.16.840.1.113883.6.1")
	assert.Equal(t, goodType, r.String())
	assert.Equal(t, goodType, flaws[0].Expected.In("en"))
}

func TestParseDocumentID(t *testing.T) {
	for _, c := range []struct {
		in, want, private string
		gateway           bool
	}{
		{goodDoc, "", "", true},
		{"2.16.840.1.113883.2.9.4.3.8^AB12", "", "ID-RT-REGION ID-RT-SHAPE@28", true},
		{"2.16.840.1.113883.2.9.2.120.4.4^x1", "", "ID-RT-REGION ID-RT-SHAPE@32", true},
		{"2.16.840.1.113883.2.9.2.90.4.4^01386030488.LAB.CODREP.18881699", "", "ID-RT-CODREP-LITERAL@47", true},
		{"2.16.840.1.113883.2.9.2.90.4.4^01386030488.LAB.204.1", "", "ID-RT-CODREP@47", true},
		{"2.16.840.1.113883.2.9.2.90.4.4^01386030488.PSS.201.1", "", "ID-RT-TYPE-UNLISTED@43", true},
		{"2.16.840.1.113883.2.9.2.90.4.4^01386030488.lab.201.1", "", "ID-RT-TYPE@43", true},
		{"2.16.840.1.113883.2.9.2.90.4.4^01386030489.LAB.201.1", "", "CF-CHECK-DIGIT@41", true},
		{"2.16.840.1.113883.2.9.2.90.4.4^01386030488.LAB.201.", "", "ID-EMPTY-PART@51", true},
		{" " + goodDoc, "ID-BLANK@0", "ID-BLANK@0", true},
		{"2.16.840.1.113883.2.9.2.090.4.4^x", "OID-LEADING-ZERO@24", "OID-LEADING-ZERO@24 ID-RT-SHAPE@32", true},
		{"2.16.840.1.113883.2.9.2.91.4.4^x", "ID-REGION@24", "ID-REGION@24 ID-RT-SHAPE@31", true},
		{"2.16.840.1.113883.2.9.2.90.4.5^x", "ID-BRANCH@27", "ID-BRANCH@27 ID-RT-SHAPE@31", true},
		{"2.16.840.1.113883.2.9.2.90.4.4.1^x", "ID-TRAILING@30", "ID-TRAILING@30 ID-RT-SHAPE@33", true},
		{"2.16.840.1.113883.2.9.2.90.4.4$x", "ID-DOLLAR@30", "ID-DOLLAR@30 ID-RT-SHAPE@31", false},
		{"2.16.840.1.113883.2.9.2.90.4.4", "ID-DOC-NO-CARET", "ID-DOC-NO-CARET", false},
		{"2.16.840.1.113883.2.9.2.90.4.4^", "ID-DOC-NO-EXTENSION@31", "ID-DOC-NO-EXTENSION@31", false},
		{"2.16.840.1.113883.2.9.2.90.4.4^a^b", "ID-DOC-MANY-CARETS@32", "ID-DOC-MANY-CARETS@32 ID-RT-SHAPE@33", true},
		{"2.16.840.1.113883.2.9.2.90.4.4^a b", "ID-BLANK@32", "ID-BLANK@32 ID-RT-SHAPE@31", true},
		{"1.2.3^x", "ID-ROOT@0", "ID-ROOT@0 ID-RT-SHAPE@6", true},
		{"507f1f77bcf86cd799439011", "ID-DOC-NO-CARET", "ID-DOC-NO-CARET", false},
		{"", "ID-EMPTY", "ID-EMPTY", false},
		{"^x", "OID-EMPTY", "OID-EMPTY ID-RT-SHAPE@1", true},
		{" ^ ", "ID-BLANK@0 OID-EMPTY ID-DOC-NO-EXTENSION@2", "", true},
	} {
		_, flaws := ParseDocumentID(c.in)
		assert.Equal(t, c.want, brief(flaws), c.in)
		if c.in != " ^ " {
			_, _, flaws = ParsePrivateDocumentID(c.in)
			assert.Equal(t, c.private, brief(flaws), c.in)
		}
		assert.Equal(t, c.gateway, GatewayMasterID(c.in), c.in)
	}
	assert.False(t, GatewayMasterID(" \t"))
	d, p, _ := ParsePrivateDocumentID(goodDoc)
	assert.Equal(t, goodDoc, d.String())
	assert.Equal(t, "090", d.Region)
	assert.Equal(t, PrivateID{"01386030488", "LAB", "201", "18881699"}, p)
}

func TestParseRegionalIDs(t *testing.T) {
	for _, c := range []struct {
		in, want string
		gateway  bool
	}{
		{goodRep, "", true},
		{"2.16.840.1.113883.2.9.2.0.4.5.1", "", true},
		{" " + goodRep, "ID-BLANK@0", false},
		{goodRep + " ", "ID-BLANK@34", true},
		{"2.16.840.1.113883.2.9.2.090.4.5.201", "OID-LEADING-ZERO@24", true},
		{"2.16.840.1.113883.2.9.2.90.4.5.", "OID-EMPTY-ARC@31", true},
		{"2.16.840.1.113883.2.9.2.90.4.5", "ID-EMPTY-PART@30", false},
		{"2.16.840.1.113883.2.9.2.90.4.4.201", "ID-BRANCH@27", false},
		{"2.16.840.1.113883.2.9.2.91.4.5.201", "ID-REGION@24", false},
		{"2.16.840.1.113883.2.9.2..4.5.201", "OID-EMPTY-ARC@24", true},
		{"2.16.840.1.113883.2.9.2.90.4.5.A1", "ID-ARCS@31", true},
		{"2.16.840.1.113883.2.9.2.90.4.5.201^x", "ID-TRAILING@34", true},
		{"2.16.840.1.113883.2.9.2.90.4.5.1.4.5.2", "", false},
		{"string", "OID-CHARACTER@0", false},
		{"", "ID-EMPTY", false},
	} {
		_, flaws := ParseRepositoryID(c.in)
		assert.Equal(t, c.want, brief(flaws), c.in)
		assert.Equal(t, c.gateway, GatewayRepositoryID(c.in), c.in)
	}
	_, flaws := ParseSubmissionID("2.16.840.1.113883.2.9.2.90.999")
	assert.Equal(t, "ID-BRANCH@27", brief(flaws))
	sub, flaws := ParseSubmissionID(goodSub)
	assert.Empty(t, flaws)
	assert.Equal(t, "77001", sub.Number)
	assert.Equal(t, "090", sub.Region)

	rep, _ := ParseRepositoryID(goodRep)
	assert.Empty(t, TuscanRepository(rep))
	rep, _ = ParseRepositoryID("2.16.840.1.113883.2.9.2.90.4.5.300")
	assert.Equal(t, "ID-RT-CODREP", brief(TuscanRepository(rep)))
	rep, _ = ParseRepositoryID("2.16.840.1.113883.2.9.2.80.4.5.201")
	assert.Equal(t, "ID-RT-REGION", brief(TuscanRepository(rep)))
	assert.Len(t, Repositories(), 4)
}

func TestWorkflowID(t *testing.T) {
	good := WorkflowOfCDA("2.16.840.1.113883.2.9.2.90.4.4", "ABC") + "0123456789" + WorkflowSuffix
	w, flaws := ParseWorkflowID(good)
	require.Empty(t, flaws)
	assert.Equal(t, good, w.String())
	assert.True(t, w.OfCDA("2.16.840.1.113883.2.9.2.90.4.4", "ABC"))
	assert.False(t, w.OfCDA("2.16.840.1.113883.2.9.2.90.4.4", ""))
	assert.False(t, w.OfDocument("ABC"))

	update := WorkflowOfDocument(goodDoc) + "abcdef0123" + WorkflowSuffix
	w, flaws = ParseWorkflowID(update)
	require.Empty(t, flaws)
	assert.True(t, w.OfDocument(goodDoc))
	assert.Equal(t, update, w.String())
	// SHA-256 of the empty string: a CDA without an extension.
	assert.Equal(t, "1.2.e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855.", WorkflowOfCDA("1.2", ""))

	for in, want := range map[string]string{
		" " + good:                              "ID-BLANK@0",
		strings.Replace(good, "^^^^", "^^^", 1): "ID-WII-SUFFIX@106",
		strings.Replace(good, "0123456789^", "012345678^", 1):                    "ID-WII-RANDOM@96",
		strings.Replace(good, "0123456789^", "012345678G^", 1):                   "ID-WII-RANDOM@96",
		strings.ToUpper(WorkflowOfDocument("x")) + "0123456789" + WorkflowSuffix: "ID-WII-HASH@0",
		"aaa":                            "ID-WII-SUFFIX@3 ID-SHAPE",
		"":                               "ID-EMPTY",
		strings.Repeat("1.", 120) + good: "ID-TOO-LONG",
	} {
		_, flaws := ParseWorkflowID(in)
		assert.Equal(t, want, brief(flaws), in)
	}
}

func TestParsePathID(t *testing.T) {
	for _, c := range []struct{ in, decoded, want string }{
		{goodDoc, goodDoc, ""},
		{strings.Replace(goodDoc, "^", "%5E", 1), goodDoc, ""},
		{strings.Replace(goodDoc, "^", "%255E", 1), strings.Replace(goodDoc, "^", "%5E", 1), "ID-PATH-TWICE ID-ESCAPED@30"},
		{strings.Replace(goodDoc, "^", "%ZZ^", 1), strings.Replace(goodDoc, "^", "%ZZ^", 1), "ID-PATH-ESCAPE@30 OID-CHARACTER@30"},
		{goodDoc + "/1", goodDoc + "/1", "ID-PATH-RAW@59"},
		{"507f1f77bcf86cd799439011", "507f1f77bcf86cd799439011", "ID-DOC-NO-CARET"},
	} {
		decoded, _, flaws := ParsePathID(c.in, true)
		assert.Equal(t, c.decoded, decoded)
		assert.Equal(t, c.want, brief(flaws), c.in)
	}
}
