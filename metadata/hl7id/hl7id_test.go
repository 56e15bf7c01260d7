package hl7id

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/metadata/flaw"
)

func brief(flaws []flaw.Flaw) string {
	var out []string
	for _, f := range flaws {
		s := f.Code()
		if f.Pos >= 0 {
			s += fmt.Sprintf("@%d", f.Pos)
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
		{"X1^^^&2.16.840.1.113883.2.9.2.90.4.1&ISO", "id-authority"},
		{"", "id-empty"},
		{"RSSMRA80A01H501U", "id-bare"},
		{strings.ReplaceAll(goodCX, "&", "&amp;"), "id-escaped@19"},
		{strings.ReplaceAll(goodCX, "^", "$"), "id-dollar@16"},
		{strings.ReplaceAll(goodCX, "^", "%5E"), "id-escaped@16"},
		{strings.ReplaceAll(goodCX, "&", `\u0026`), "id-escaped@19"},
		{" " + goodCX, "id-blank@0"},
		{goodCX + "\n", "id-blank@51"},
		{"RSSMRA80A01H501U\u200B^^^&2.16.840.1.113883.2.9.4.3.2&ISO", "id-blank@16"},
		{"RSSMRA80A01H501U^^&2.16.840.1.113883.2.9.4.3.2&ISO", "id-carets@16"},
		{"RSSMRA80A01H501U^^^2.16.840.1.113883.2.9.4.3.2&ISO", "id-carets@16"},
		{"RSSMRA80A01H501U^^^", "id-carets@16"},
		{"RSSMRA80A01H501U^^^&2.16.840.1.113883.2.9.4.3.2", "id-iso@47"},
		{"RSSMRA80A01H501U^^^&2.16.840.1.113883.2.9.4.3.2&iso", "id-iso@47"},
		{"RSSMRA80A01H501U^^^&2.16.840.1.113883.2.9.4.3.2&ISO^NI", "id-trailing@51"},
		{"RSSMRA80A01H501U^^^&2.16.840.1.113883.2.9.04.3.2&ISO", "oid-leading-zero@42"},
		{"^^^&2.16.840.1.113883.2.9.4.3.2&ISO", "id-empty-part@0"},
		{"VRDMRC67T20I257E^^^&2.16.840.1.113883.2.9.4.3.2&ISO", "cf-check@15"},
		{"RSSMRA80A01H501U&2.16.840.1.113883.2.9.4.3.2&ISO", "id-shape"},
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
		{"202-090901-123456", "id-shape", false},
		{strings.ReplaceAll(goodXON, "&", "&amp;"), "id-escaped@25", false},
		{strings.ReplaceAll(goodXON, "^", "$"), "id-dollar@20", false},
		{strings.Replace(goodXON, "^^^^^", "^^^^", 1), "id-carets@20", false},
		{strings.Replace(goodXON, "ISO^^^^", "ISO^^^", 1), "id-carets@57", false},
		{strings.Replace(goodXON, "&ISO", "", 1), "id-iso@53", false},
		{strings.Replace(goodXON, "&ISO", "&iso", 1), "id-iso@53", false},
		{"^^^^^&2.16.840.1.113883.2.9.4.1.3&ISO^^^^090101123456", "id-empty-part@0", true},
		{"N^^^^^&&ISO^^^^1", "oid-empty", true},
		{"N^^^^^&2.16.840.1.113883.2.9.4.1.3&ISO^^^^", "id-empty-part@42", true},
		{"N^^^^^&2.16.840.1.113883.2.9.4.1.3&ISO^^^^12345", "xon-code-length@42", true},
		{"N^^^^^&2.16.840.1.113883.2.9.4.1.3&ISO^^^^09010112345A", "xon-code-length@42", true},
		{"N^^^^^&1.2.3&ISO^^^^12345", "xon-catalog", true},
		{"N^^^^^&2.16.840.1.113883.2.9.4.1.2&ISO^^^^010030&", "id-trailing@48", false},
		{goodXON + " ", "id-blank@73", true},
		{"", "id-empty", false},
		{"^", "id-empty-part@0 id-carets@0", false},
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
		{"'11502-2^^2.16.840.1.113883.6.1'", "type-parentheses"},
		{"(11502-2^^2.16.840.1.113883.6.1)", "type-apostrophes"},
		{"11502-2^^2.16.840.1.113883.6.1", "type-parentheses type-apostrophes"},
		{"('11502-2^^2.16.840.1.113883.6.1'", "type-parentheses"},
		{"(‘11502-2^^2.16.840.1.113883.6.1’)", "id-typography@1 id-typography@32"},
		{`("11502-2^^2.16.840.1.113883.6.1")`, "id-typography@1"},
		{"('11502-2$$2.16.840.1.113883.6.1')", "id-dollar@9"},
		{"('11502-2^2.16.840.1.113883.6.1')", "id-carets@9"},
		{"('11502-2^^^2.16.840.1.113883.6.1')", "id-carets@9"},
		{"('11502-2 ^^2.16.840.1.113883.6.1')", "id-blank@9"},
		{"('11502-2')", "id-shape"},
		{"('11502-2^^2.16.840.1.113883.6.1','68604-8^^2.16.840.1.113883.6.1')", "type-list@33"},
		{"('11502-3^^2.16.840.1.113883.6.1')", "type-loinc-check@8"},
		{"('115022^^2.16.840.1.113883.6.1')", "type-loinc-form@2"},
		{"('11502-2^^2.16.840.1.113883.6.2')", "type-system@11"},
		{"('11502-2^^2.16.840.1.113883.06.1')", "oid-leading-zero@29"},
		{"('11502-2^^')", "oid-empty"},
		{"", "id-empty"}, {"(", "type-parentheses type-apostrophes id-shape"}, {"('')", "id-shape"},
	} {
		_, flaws := ParseResourceType(c.in)
		assert.Equal(t, c.want, brief(flaws), c.in)
	}
	r, flaws := ParseResourceType("11502-2^^2.16.840.1.113883.6.1")
	assert.Equal(t, goodType, r.String())
	assert.Equal(t, goodType, flaws[0].Expected)
}

func TestParseDocumentID(t *testing.T) {
	for _, c := range []struct {
		in, want, private string
		gateway           bool
	}{
		{goodDoc, "", "", true},
		{"2.16.840.1.113883.2.9.4.3.8^AB12", "", "rt-region rt-shape@28", true},
		{"2.16.840.1.113883.2.9.2.120.4.4^x1", "", "rt-region rt-shape@32", true},
		{"2.16.840.1.113883.2.9.2.90.4.4^01386030488.LAB.CODREP.18881699", "", "rt-codrep-literal@47", true},
		{"2.16.840.1.113883.2.9.2.90.4.4^01386030488.LAB.204.1", "", "rt-codrep@47", true},
		{"2.16.840.1.113883.2.9.2.90.4.4^01386030488.PSS.201.1", "", "rt-type-unlisted@43", true},
		{"2.16.840.1.113883.2.9.2.90.4.4^01386030488.lab.201.1", "", "rt-type@43", true},
		{"2.16.840.1.113883.2.9.2.90.4.4^01386030489.LAB.201.1", "", "cf-check-digit@41", true},
		{"2.16.840.1.113883.2.9.2.90.4.4^01386030488.LAB.201.", "", "id-empty-part@51", true},
		{" " + goodDoc, "id-blank@0", "id-blank@0", true},
		{"2.16.840.1.113883.2.9.2.090.4.4^x", "oid-leading-zero@24", "oid-leading-zero@24 rt-shape@32", true},
		{"2.16.840.1.113883.2.9.2.91.4.4^x", "id-region@24", "id-region@24 rt-shape@31", true},
		{"2.16.840.1.113883.2.9.2.90.4.5^x", "id-branch@27", "id-branch@27 rt-shape@31", true},
		{"2.16.840.1.113883.2.9.2.90.4.4.1^x", "id-trailing@30", "id-trailing@30 rt-shape@33", true},
		{"2.16.840.1.113883.2.9.2.90.4.4$x", "id-dollar@30", "id-dollar@30 rt-shape@31", false},
		{"2.16.840.1.113883.2.9.2.90.4.4", "doc-no-caret", "doc-no-caret", false},
		{"2.16.840.1.113883.2.9.2.90.4.4^", "doc-no-extension@31", "doc-no-extension@31", false},
		{"2.16.840.1.113883.2.9.2.90.4.4^a^b", "doc-many-carets@32", "doc-many-carets@32 rt-shape@33", true},
		{"2.16.840.1.113883.2.9.2.90.4.4^a b", "id-blank@32", "id-blank@32 rt-shape@31", true},
		{"1.2.3^x", "id-root@0", "id-root@0 rt-shape@6", true},
		{"507f1f77bcf86cd799439011", "doc-no-caret", "doc-no-caret", false},
		{"", "id-empty", "id-empty", false},
		{"^x", "oid-empty", "oid-empty rt-shape@1", true},
		{" ^ ", "id-blank@0 oid-empty doc-no-extension@2", "", true},
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
		{" " + goodRep, "id-blank@0", false},
		{goodRep + " ", "id-blank@34", true},
		{"2.16.840.1.113883.2.9.2.090.4.5.201", "oid-leading-zero@24", true},
		{"2.16.840.1.113883.2.9.2.90.4.5.", "oid-empty-arc@31", true},
		{"2.16.840.1.113883.2.9.2.90.4.5", "id-empty-part@30", false},
		{"2.16.840.1.113883.2.9.2.90.4.4.201", "id-branch@27", false},
		{"2.16.840.1.113883.2.9.2.91.4.5.201", "id-region@24", false},
		{"2.16.840.1.113883.2.9.2..4.5.201", "oid-empty-arc@24", true},
		{"2.16.840.1.113883.2.9.2.90.4.5.A1", "id-arcs@31", true},
		{"2.16.840.1.113883.2.9.2.90.4.5.201^x", "id-trailing@34", true},
		{"2.16.840.1.113883.2.9.2.90.4.5.1.4.5.2", "", false},
		{"string", "oid-character@0", false},
		{"", "id-empty", false},
	} {
		_, flaws := ParseRepositoryID(c.in)
		assert.Equal(t, c.want, brief(flaws), c.in)
		assert.Equal(t, c.gateway, GatewayRepositoryID(c.in), c.in)
	}
	_, flaws := ParseSubmissionID("2.16.840.1.113883.2.9.2.90.999")
	assert.Equal(t, "id-branch@27", brief(flaws))
	sub, flaws := ParseSubmissionID(goodSub)
	assert.Empty(t, flaws)
	assert.Equal(t, "77001", sub.Number)
	assert.Equal(t, "090", sub.Region)

	rep, _ := ParseRepositoryID(goodRep)
	assert.Empty(t, TuscanRepository(rep))
	rep, _ = ParseRepositoryID("2.16.840.1.113883.2.9.2.90.4.5.300")
	assert.Equal(t, "rt-codrep", brief(TuscanRepository(rep)))
	rep, _ = ParseRepositoryID("2.16.840.1.113883.2.9.2.80.4.5.201")
	assert.Equal(t, "rt-region", brief(TuscanRepository(rep)))
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
		" " + good:                              "id-blank@0",
		strings.Replace(good, "^^^^", "^^^", 1): "wii-suffix@106",
		strings.Replace(good, "0123456789^", "012345678^", 1):                    "wii-random@96",
		strings.Replace(good, "0123456789^", "012345678G^", 1):                   "wii-random@96",
		strings.ToUpper(WorkflowOfDocument("x")) + "0123456789" + WorkflowSuffix: "wii-hash@0",
		"aaa":                            "wii-suffix@3 id-shape",
		"":                               "id-empty",
		strings.Repeat("1.", 120) + good: "id-too-long",
	} {
		_, flaws := ParseWorkflowID(in)
		assert.Equal(t, want, brief(flaws), in)
	}
}

func TestParsePathID(t *testing.T) {
	for _, c := range []struct{ in, decoded, want string }{
		{goodDoc, goodDoc, ""},
		{strings.Replace(goodDoc, "^", "%5E", 1), goodDoc, ""},
		{strings.Replace(goodDoc, "^", "%255E", 1), strings.Replace(goodDoc, "^", "%5E", 1), "path-twice id-escaped@30"},
		{strings.Replace(goodDoc, "^", "%ZZ^", 1), strings.Replace(goodDoc, "^", "%ZZ^", 1), "path-escape@30 oid-character@30"},
		{goodDoc + "/1", goodDoc + "/1", "path-raw@59"},
		{"507f1f77bcf86cd799439011", "507f1f77bcf86cd799439011", "doc-no-caret"},
	} {
		decoded, _, flaws := ParsePathID(c.in, true)
		assert.Equal(t, c.decoded, decoded)
		assert.Equal(t, c.want, brief(flaws), c.in)
	}
}
