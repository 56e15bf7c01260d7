package certificate_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/internal/testkit/certtest"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/certificate"
)

func TestParseCN(t *testing.T) {
	assert.Equal(t, certificate.CN{
		Text: certtest.SignatureCN, Form: certificate.RTPrivati, Role: certificate.Signature, Number: "1",
		Region: "090", VAT: "01386030488", Domain: "REF", Vendor: "PIPP0", Municipality: "048017",
	}, certificate.ParseCN(certtest.SignatureCN))
	for text, want := range map[string]certificate.CN{
		"A12#09001386030488LDOX9Y8048017123456": {Form: certificate.RTPrivati, Role: 'A', Number: "12", Region: "090", VAT: "01386030488", Domain: "LDO", Vendor: "X9Y8048017", Municipality: "123456"},
		"A1#111ROSSISOFT":                       {Form: certificate.Supplier, Role: 'A', Number: "1", Region: "111", Code: "ROSSISOFT"},
		"A1#111#ROSSISOFTXX":                    {Form: certificate.Supplier, Role: 'A', Number: "1", Region: "111", Code: "ROSSISOFTXX"},
		"S2#190201123456XX":                     {Form: certificate.HealthAuthority, Role: 'S', Number: "2", Region: "190", Authority: "201", Code: "123456XX"},
		"S1#TS":                                 {Form: certificate.Other, Role: 'S', Number: "1", Code: "TS"},
		"www.example.it":                        {Form: certificate.NoForm},
		"#":                                     {Form: certificate.NoForm},
		"":                                      {Form: certificate.NoForm},
	} {
		want.Text = text
		assert.Equal(t, want, certificate.ParseCN(text), text)
	}
	assert.Equal(t, "090", certificate.ParseCN(certtest.SignatureCN).IssuerCode())
	assert.Equal(t, "TS", certificate.ParseCN("S1#TS").IssuerCode())
	assert.Empty(t, certificate.ParseCN("S1").IssuerCode())
}

// found is a problem for comparison.
type found struct {
	ID       string
	Severity lint.Severity
	Pos      int
}

func summary(problems []lint.Finding) []found {
	var list []found
	for _, p := range problems {
		list = append(list, found{p.ID, p.Severity, p.Location.Pos - 1})
	}
	return list
}

// caller is who calls whom.
type caller struct {
	Profile     fse.Profile
	Environment fse.Environment
}

var (
	national   = caller{fse.National, fse.AnyEnvironment}
	stage      = caller{fse.Toscana, fse.Stage}
	production = caller{fse.Toscana, fse.Production}
)

func TestCNJudge(t *testing.T) {
	const good = certtest.SignatureCN
	for _, c := range []struct {
		name, cn string
		of       caller
		want     []found
	}{
		{"right", good, production, nil},
		{"right, authentication", certtest.AuthenticationCN, production, nil},
		{"many certificates", "S12#09001386030488REFPIPP0048017", production, nil},
		{"vendor ends in digits", "S1#09001386030488REFPIPPO2024048017", production, nil},
		{"Prato", "S1#09001386030488REFPIPPO100005", production, nil},
		{"empty", "", production, []found{{"CRT-CN-EMPTY", lint.Error, -1}}},
		{"trailing blank", good + " ", production, []found{{"CRT-CN-BLANK", lint.Error, 31}}},
		{"no-break space inside", "S1#090\u00a001386030488REFPIPP0048017", production, []found{{"CRT-CN-BLANK", lint.Error, 6}}},
		{"prefix of iss", "integrity:" + good, production, []found{{"CRT-CN-TYPE", lint.Error, 0}}},
		{"small letter", "s" + good[1:], production, []found{{"CRT-CN-TYPE", lint.Error, 0}}},
		{"leading zero", "S01" + good[2:], production, []found{{"CRT-CN-NUMBER", lint.Error, 1}}},
		{"no number", "S" + good[2:], production, []found{{"CRT-CN-NUMBER", lint.Error, 1}}},
		{"no separator", strings.Replace(good, "#", "", 1), production, []found{{"CRT-CN-SEPARATOR", lint.Error, -1}}},
		{"nothing behind", "S1#", production, []found{{"CRT-CN-SHORT", lint.Error, -1}}},
		{"second hash", "S1#090#01386030488#REF#PIPP0#048017", production, []found{{"CRT-CN-SECOND-HASH", lint.Error, 6}}},
		{"third part, national", "A1#090#APIGW_FSE2.0#Prod", national, []found{{"CRT-CN-SECOND-HASH", lint.Error, 19}}},
		{"third part of a supplier, national", "S1#111#ALFA#X", national, []found{{"CRT-CN-SECOND-HASH", lint.Error, 11}}},
		{"region and name, national", "A1#090#APIGT_FSE2.0_StageXX", national, nil},
		{"supplier in production", "S1#111ROSSISOFT", production, []found{{"CRT-CN-NATIONAL", lint.Error, -1}}},
		{"supplier in stage", "S1#111ROSSISOFT", stage, []found{{"CRT-CN-NATIONAL", lint.Warning, -1}}},
		{"supplier connects in production", "A1#111ROSSISOFT", production, []found{{"CRT-CN-OTHER-FORM", lint.Error, -1}}},
		{"supplier anywhere", "S1#111ROSSI SOFT", national, nil},
		{"health authority in production", "S1#090203123456", production, []found{{"CRT-CN-NATIONAL", lint.Error, -1}}},
		{"other region", "S1#10001386030488REFPIPP0048017", production, []found{{"CRT-CN-REGION", lint.Error, 3}}},
		{"other region, any form", "S1#10001386030488REFPIPP0048017", national, nil},
		{"control digit", "S1#09001386030487REFPIPP0048017", stage, []found{{"CRT-CN-VAT", lint.Error, 16}}},
		{"placeholder", "S1#09000000000000REFPIPP0048017", stage, []found{{"CRT-CN-VAT-PLACEHOLDER", lint.Error, 6}}},
		{"letter in VAT", "S1#090O1386030488REFPIPP0048017", production, []found{{"CRT-CN-DIGIT", lint.Error, 6}}},
		{"VAT one digit short", "S1#0901386030488REFPIPP0048017", production, []found{{"CRT-CN-VAT-LENGTH", lint.Error, 6}}},
		{"VAT one digit long", "S1#090013860304880REFPIPP0048017", production, []found{{"CRT-CN-VAT-LENGTH", lint.Error, 6}}},
		{"unknown domain", "S1#09001386030488RAFPIPP0048017", production, []found{{"CRT-CN-DOMAIN", lint.Error, 17}}},
		{"new domain", "S1#09001386030488LETPIPP0048017", production, []found{{"CRT-CN-DOMAIN-NEW", lint.Warning, 17}}},
		{"sign in vendor", "S1#09001386030488REFPIP-P0048017", production, []found{{"CRT-CN-VENDOR", lint.Warning, 23}}},
		{"province", "S1#09001386030488REFPIPP0058091", production, []found{{"CRT-CN-MUNICIPALITY", lint.Warning, 25}}},
		{"letter in municipality", "S1#09001386030488REFPIPPO04801A", production, []found{{"CRT-CN-DIGIT", lint.Error, 30}}},
		{"too long", good[:20] + strings.Repeat("A", 39) + "048017", production, []found{{"CRT-CN-LONG", lint.Error, -1}}},
		{"longest", good[:20] + strings.Repeat("A", 38) + "048017", production, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			problems := certificate.ParseCN(c.cn).Judge(c.of.Profile, c.of.Environment)
			require.Equal(t, c.want, summary(problems))
			for _, p := range problems {
				assert.NotContains(t, p.Text("it")+p.Text("en"), "{")
			}
		})
	}
}

// TestCNEveryCharacter changes each character of a right name: the finding is in the field that was touched, and there is
// exactly one.
func TestCNEveryCharacter(t *testing.T) {
	good := certtest.SignatureCN
	fields := []struct {
		from, to int
		ids      string
	}{{0, 2, "CRT-CN-TYPE"}, {2, 3, "CRT-CN-SEPARATOR"}, {3, 6, "CRT-CN-REGION"}, {6, 17, "CRT-CN-VAT"}, {17, 20, "CRT-CN-DOMAIN"}, {25, 31, "CRT-CN-MUNICIPALITY"}}
	other := func(c byte) byte {
		switch {
		case c == '#':
			return '-'
		case c >= '0' && c <= '9':
			return '0' + (c-'0'+7)%10
		}
		return 'Q'
	}
	for _, f := range fields {
		for i := f.from; i < f.to; i++ {
			changed := good[:i] + string(other(good[i])) + good[i+1:]
			problems := certificate.ParseCN(changed).Judge(fse.Toscana, fse.Production)
			if f.ids == "CRT-CN-MUNICIPALITY" && i > 26 || i == 1 {
				assert.Empty(t, problems, changed) // another municipality of the province, another number
				continue
			}
			require.Len(t, problems, 1, changed)
			assert.Equal(t, f.ids, problems[0].ID, changed)
			assert.NotEmpty(t, problems[0].Text("it"))
		}
	}
}

func TestJudgePair(t *testing.T) {
	parse := certificate.ParseCN
	assert.Empty(t, certificate.JudgePair(parse(certtest.AuthenticationCN), parse(certtest.SignatureCN)))
	for _, c := range []struct{ a, s, code string }{
		{certtest.SignatureCN, certtest.SignatureCN, "CRT-CN-PAIR-ROLE"},
		{certtest.SignatureCN, certtest.AuthenticationCN, "CRT-CN-PAIR-ROLE"},
		{certtest.AuthenticationCN, "S2" + certtest.SignatureCN[2:], "CRT-CN-PAIR-NUMBER"},
		{certtest.AuthenticationCN, "S1#09001386030488REFPIPPA048017", "CRT-CN-PAIR"},
	} {
		problems := certificate.JudgePair(parse(c.a), parse(c.s))
		require.Len(t, problems, 1)
		assert.Equal(t, c.code, problems[0].ID)
	}
	cn := parse(certtest.SignatureCN)
	assert.Empty(t, cn.JudgeVAT("01386030488"))
	assert.Equal(t, []found{{"CRT-CN-OTHER-VAT", lint.Warning, -1}}, summary(cn.JudgeVAT("00000000018")))
	assert.Empty(t, cn.JudgeClass("REF"))
	assert.Equal(t, []found{{"CRT-CN-OTHER-CLASS", lint.Warning, -1}}, summary(cn.JudgeClass("LDO")))
	assert.Empty(t, parse("A1#111X").JudgeVAT("1"))
}

func FuzzCN(f *testing.F) {
	for _, s := range []string{certtest.SignatureCN, "A1#111#X", "S1#190201123456XX", "", "#", "S1#", "S1#\xff", strings.Repeat("9", 100)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		cn := certificate.ParseCN(s)
		cn.IssuerCode()
		for _, of := range []caller{national, stage, production} {
			for _, p := range cn.Judge(of.Profile, of.Environment) {
				if p.Text("it") == "" || p.Text("en") == "" || p.ID == "" {
					t.Errorf("%q: a problem without words: %+v", s, p)
				}
			}
		}
		if cn.Form == certificate.RTPrivati && string(rune(cn.Role))+cn.Number+"#"+cn.Region+cn.VAT+cn.Domain+cn.Vendor+cn.Municipality != s {
			t.Errorf("%q is not the sum of its fields: %+v", s, cn)
		}
	})
}

func BenchmarkCN(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if len(certificate.ParseCN(certtest.SignatureCN).Judge(fse.Toscana, fse.Production)) != 0 {
			b.Fatal("a right name is wrong")
		}
	}
}
