package request

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/internal/testkit/work"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/codelist"
	"github.com/fselint/fselint/metadata/fiscalcode"
	"github.com/fselint/fselint/metadata/hl7id"
)

func pick(r *rand.Rand, l *codelist.List) string {
	for {
		e := l.All()[r.IntN(l.Len())]
		if !e.Unlisted && e.Code != codelist.HideParent && e.Code != codelist.HidePatient { // right in either generation, and for the field
			return e.Code
		}
	}
}

func digits(r *rand.Rand, n int) string {
	var b strings.Builder
	for range n {
		b.WriteByte(byte('0' + r.IntN(10)))
	}
	return b.String()
}

// random makes a right body from the tables.
func random(r *rand.Rand, op fse.Operation) map[string]any {
	m := good(op)
	set := func(name string, value any) {
		if FieldUse(op, name) != None && FieldUse(op, name) != Forbidden {
			m[name] = value
		}
	}
	set(fActivity, pick(r, codelist.Activity))
	set(fMode, pick(r, codelist.Mode))
	set(fClass, pick(r, codelist.HighLevelDoc))
	set(fSetting, pick(r, codelist.PracticeSetting))
	set(fActivityClass, pick(r, codelist.ClinicalActivity))
	set(fFacility, pick(r, codelist.HealthcareFacility))
	set(fAdministr, []any{pick(r, codelist.AdministrativeRequest)})
	event := pick(r, codelist.EventCode)
	set(fEvents, []any{event})
	for _, e := range codelist.DescriptionOID.All() {
		if r.IntN(4) == 0 && !strings.Contains(e.Code, "COD_") {
			set(fDescriptions, []any{digits(r, 9) + "^" + e.Name + "^" + e.Code})
		}
	}
	vat := "1" + digits(r, 9)
	check, _ := fiscalcode.ControlDigit(vat)
	repository := hl7id.Repositories()[r.IntN(4)]
	set(fDoc, "2.16.840.1.113883.2.9.2.90.4.4^"+vat+string(check)+".LAB."+repository+"."+digits(r, 8))
	set(fRep, "2.16.840.1.113883.2.9.2.90.4.5."+repository)
	set(fSubmission, "2.16.840.1.113883.2.9.2.90.4.3.1"+digits(r, 5))
	start := time.Date(1998+r.IntN(25), time.Month(1+r.IntN(12)), 1+r.IntN(28), 3+r.IntN(20), r.IntN(60), r.IntN(60), 0, time.UTC)
	set(fStart, start.Format("20060102150405"))
	set(fEnd, start.Add(30*time.Minute).Format("20060102150405"))
	if r.IntN(4) == 0 {
		delete(m, []string{fEvents, fDescriptions, fEnd, fConservation, fAdministr}[r.IntN(5)])
	}
	return m
}

// Right bodies have no problem; one character changed in a checked field gives problems of that field, and of no other.
func TestProperties(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	ctx := Context{Profile: fse.Toscana, Region: "090"}
	for _, op := range fse.Operations() {
		if op == fse.Delete {
			continue
		}
		for range 300 {
			m := random(r, op)
			for name := range privateUnlikely {
				if FieldUse(op, name) != None {
					m[name] = good(op)[name]
				}
			}
			require.Empty(t, brief(Judge(op, Read(encoded(m)), ctx)), "%s %s", op, encoded(m))
			for _, name := range []string{fActivity, fMode, fFormat, fClass, fSetting, fActivityClass, fFacility, fDoc, fRep, fSubmission, fStart, fEnd, fConservation, fWorkflow} {
				value, ok := m[name].(string)
				if !ok {
					continue
				}
				end := len(value)
				if name == fDoc {
					end = strings.LastIndexByte(value, '.')
				}
				at := r.IntN(end)
				m[name] = value[:at] + "*" + value[at+1:]
				problems := Judge(op, Read(encoded(m)), ctx)
				require.NotEmpty(t, problems, "%s %s", op, m[name])
				for _, p := range problems {
					require.Equal(t, name, p.Subject, "%s %s %s", op, m[name], brief(problems))
				}
				m[name] = value
			}
			for _, name := range []string{fEvents, fAdministr} {
				if list, ok := m[name].([]any); ok {
					m[name] = []any{fmt.Sprint(list[0], "*")}
					problems := Judge(op, Read(encoded(m)), ctx)
					require.Len(t, problems, 1)
					require.Equal(t, "/"+name+"/0", problems[0].Location.Path)
					m[name] = list
				}
			}
		}
	}
}

func TestBoundedLists(t *testing.T) {
	var b strings.Builder
	b.WriteString(`{"attiCliniciRegoleAccesso":[`)
	for i := range 200000 {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strconv.Quote("wrong" + strconv.Itoa(i)))
	}
	b.WriteString(`]`)
	for i := range 1000 {
		fmt.Fprintf(&b, `,"unknown%d":null`, i)
	}
	b.WriteString("}")
	var problems []lint.Finding
	work.Within(t, 512<<20, func() { problems = judgeText(fse.Create, b.String(), Context{}) })
	require.Less(t, len(problems), 300)
	for _, p := range problems {
		if p.Error == "RB-14" {
			require.Equal(t, "Il campo atti clinici wrong199999 non è consentito", p.Detail)
		}
	}
}

func FuzzJudge(f *testing.F) {
	for _, op := range fse.Operations()[:6] {
		f.Add(encoded(good(op)))
	}
	f.Add([]byte(`{"descriptions":[null,"^^^",1],"attiCliniciRegoleAccesso":["ı"],"priorita":"si","dataInizioPrestazione":"2014 1E9"}`))
	path := "2.16.840.1.113883.2.9.2.90.4.4%5Ex"
	f.Fuzz(func(t *testing.T, data []byte) {
		b := Read(data)
		for _, op := range fse.Operations()[:6] {
			problems := Judge(op, b, Context{Profile: fse.Toscana, PathID: &path, Type: resourceType("11502-2"), Region: "090", Purpose: "UPDATE", Test: true, Now: time.Unix(1.7e9, 0)})
			noticed := true
			for _, p := range problems {
				if p.Rule == nil || p.Text("it") == "" || p.Text("en") == "" {
					t.Fatal("a problem without words")
				}
				if g := p.Group == "gateway"; g && !noticed {
					t.Fatal("what the gateway notices comes first")
				} else {
					noticed = g
				}
				if p.Blocks() && p.Error == "" {
					t.Fatalf("%s blocks without an error", p.ID)
				}
			}
		}
	})
}

func BenchmarkReadAndJudge(b *testing.B) {
	data := encoded(good(fse.Create))
	ctx := Context{Profile: fse.Toscana, Region: "090", Type: resourceType("11502-2"), Now: time.Now()}
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		Judge(fse.Create, Read(data), ctx)
	}
}

func BenchmarkEverythingWrong(b *testing.B) {
	data := []byte(`{"a":1,"mode":"x","tipologiaStruttura":"ospedale","attiCliniciRegoleAccesso":["x"],"descriptions":["a"],"dataInizioPrestazione":"x"}`)
	for b.Loop() {
		Judge(fse.Create, Read(data), Context{Profile: fse.Toscana})
	}
}
