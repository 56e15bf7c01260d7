package request

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/internal/jdk"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/codelist"
	"github.com/fselint/fselint/metadata/hl7id"
	"github.com/fselint/fselint/metadata/rawjson"
)

const (
	descriptionForm = "Valorizzare correttamente il campo descriptions rispettando la forma: [CODICE]^[Descrizione]^[OID]"
	descriptionOIDs = "Valorizzare correttamente il campo descriptions rispettando i valori di riferimento per gli OID"
)

// descriptions judges each element CODE^Description^OID. The gateway goes through all of them and answers with the form when any
// has a wrong one, else with the OID.
func (j *judge) descriptions() {
	if FieldUse(j.op, fDescriptions) == None {
		return
	}
	form, oids := stepDescriptionForm, stepDescriptionOID
	if j.op == fse.Update {
		form, oids = stepLateDescriptionForm, stepLateDescriptionOID
	}
	for i := range j.b.Descriptions.Items {
		t := &j.b.Descriptions.Items[i]
		pointer := "/" + fDescriptions + "/" + strconv.Itoa(i)
		if !t.Given {
			if t.Raw.Kind == rawjson.Null {
				reached := j.op != fse.Update || !j.refusedBefore(form)
				p := j.add(DescriptionNull, fDescriptions, pointer, t.Raw, "", "")
				if p.refused(form, "GE-01", ""); !reached { // an earlier check has its say first
					p.Group, p.Error = lint.Standard, ""
				}
			}
			continue
		}
		parts := jdk.Split(t.Value, "^")
		if len(parts) != 3 {
			p := j.add(DescriptionForm, fDescriptions, pointer, t.Raw, t.Value, "CODICE^Descrizione^OID")
			p.refused(form, "RB-12", descriptionForm)
			continue
		}
		switch codelist.MatchDescription(parts[2]) {
		case codelist.NoDescription:
			p := j.add(DescriptionOID, fDescriptions, pointer, t.Raw, parts[2], codelist.DescriptionOID.Codes())
			p.refused(oids, "RB-13", descriptionOIDs)
		case codelist.RegionalDescription:
			p := j.add(DescriptionArea, fDescriptions, pointer, t.Raw, parts[2], "")
			p.refused(oids, "RB-13", descriptionOIDs)
		case codelist.LiteralDescription:
			j.add(DescriptionMark, fDescriptions, pointer, t.Raw, parts[2], "")
		}
		for n, name := range []string{"CODICE", "Descrizione"} {
			if strings.TrimSpace(parts[n]) == "" {
				j.add(DescriptionPart, fDescriptions, pointer, t.Raw, t.Value, name)
			}
		}
		if strings.HasSuffix(t.Value, "^") {
			j.add(DescriptionPart, fDescriptions, pointer, t.Raw, t.Value, "OID")
		}
	}
}

// refusedBefore tells whether the gateway refuses the fields of the body before a step, as far as it was judged.
func (j *judge) refusedBefore(s step) bool {
	return slices.ContainsFunc(j.findings, func(f found) bool { return f.Blocks() && f.step >= stepClass && f.step <= s })
}

// events judges attiCliniciRegoleAccesso. The gateway names the last wrong code.
func (j *judge) events() {
	if FieldUse(j.op, fEvents) == None {
		return
	}
	items := j.b.AttiCliniciRegoleAccesso.Items
	last := ""
	var wrong []int
	hides := map[string]int{}
	seen := map[string]bool{}
	for i := range items {
		if !items[i].Given && items[i].Raw.Kind != rawjson.Null {
			continue // of a type that has been refused
		}
		code := items[i].Value
		e, ok := codelist.EventCode.LookupFold(code)
		ok = ok && (!e.Unlisted || j.ctx.Generation != fse.July2025)
		if !items[i].Given || !ok {
			if last = code; !items[i].Given {
				last = "null"
			}
			wrong = append(wrong, i)
			continue
		}
		pointer := "/" + fEvents + "/" + strconv.Itoa(i)
		if e.Code != code {
			j.add(EventCase, fEvents, pointer, items[i].Raw, code, e.Code)
		}
		if seen[e.Code] {
			j.add(EventTwice, fEvents, pointer, items[i].Raw, e.Code, "")
		}
		seen[e.Code] = true
		if e.Code == codelist.HideParent || e.Code == codelist.HidePatient {
			j.add(ForbiddenPolicy, fEvents, pointer, items[i].Raw, e.Code, policiesInForce)
		}
		if e.Family == policyFamily {
			hides[e.Code] = i
		}
	}
	for n, i := range wrong {
		if n >= maxOfRule {
			break
		}
		j.unknownEvent(&items[i], i, last)
	}
	j.hiding(items, hides)
}

func (j *judge) unknownEvent(t *Text, i int, last string) {
	text, more, near := t.Value, "", ""
	if !t.Given {
		text = "null"
	} else if e, _, ok := codelist.EventCode.Near(t.Value); ok {
		more, near = "perhaps", e.Code
	}
	p := j.add(EventUnknown, fEvents, "/"+fEvents+"/"+strconv.Itoa(i), t.Raw, text, near).more(more, near)
	p.refused(stepEvents, "RB-14", "Il campo atti clinici "+last+" non è consentito")
}

// policyFamily is the family of the access policies among the event codes; policiesInForce are those that the affinity domain (2.6.3,
// paragraph 2.7) admits between regions.
const (
	policyFamily    = "policy"
	policiesInForce = codelist.HideDocument + ", " + codelist.Unhide
)

// hiding judges the policies that hide and unhide a document.
func (j *judge) hiding(items []Text, hides map[string]int) {
	p99, hide := hides[codelist.HideDocument]
	p00, unhide := hides[codelist.Unhide]
	switch {
	case len(hides) > 2 || len(hides) == 2 && !(hide && unhide):
		codes := slices.Sorted(maps.Keys(hides))
		i := slices.Max(slices.Collect(maps.Values(hides)))
		j.add(Policies, fEvents, "/"+fEvents+"/"+strconv.Itoa(i), items[i].Raw, strings.Join(codes, ", "), policiesInForce)
	case hide && unhide:
		i := max(p99, p00)
		j.add(HideAndUnhide, fEvents, "/"+fEvents+"/"+strconv.Itoa(i), items[i].Raw, "P99, P00", "")
	}
	if j.op != fse.Update || !jdk.EqualFold(j.ctx.Purpose, "UPDATE") {
		return
	}
	for _, code := range []string{codelist.HideDocument, codelist.Unhide} {
		if i, ok := hides[code]; ok {
			j.add(HidePurpose, fEvents, "/"+fEvents+"/"+strconv.Itoa(i), items[i].Raw, code, "ACCESS UPDATE")
		}
	}
}

// privateUnlikely are literals that a private facility has no reason to use.
var privateUnlikely = map[string][]string{
	fFacility:      {"SistemaTS", "Cittadino", "MdsPN_DGC"},
	fActivityClass: {"Sistema_TS", "INI", "PN_DGC"},
	fAdministr:     {"AUTO"},
}

const conservation = "CONS^^^&2.16.840.1.113883.2.9.3.3.6.1.7&ISO"

// values judges what remains: lengths, conservazioneANorma, the class of the document and literals that are out of place.
func (j *judge) values() {
	for i := range fields {
		if FieldUse(j.op, fields[i].name) != None {
			j.lengths(&fields[i])
		}
	}
	if t := &j.b.ConservazioneANorma; t.Given && t.Value != conservation && FieldUse(j.op, fConservation) != None {
		j.add(Conservation, fConservation, "/"+fConservation, t.Raw, t.Value, conservation)
	}
	j.correlation()
	if j.ctx.Profile == fse.Toscana && FieldUse(j.op, fFacility) != None {
		j.unlikely()
	}
}

func (j *judge) unlikely() {
	for _, name := range []string{fFacility, fActivityClass} {
		t := j.b.text(name)
		for _, value := range privateUnlikely[name] {
			if t.Given && t.Value == value {
				j.add(Implausible, name, "/"+name, t.Raw, value, "")
			}
		}
	}
	for i := range j.b.AdministrativeRequest.Items {
		t := &j.b.AdministrativeRequest.Items[i]
		for _, value := range privateUnlikely[fAdministr] {
			if t.Given && t.Value == value {
				j.add(Implausible, fAdministr, "/"+fAdministr+"/"+strconv.Itoa(i), t.Raw, value, "")
			}
		}
	}
}

// The words of the correlation of class and type.
const (
	noCorrelation = "Non c'è correlazione tra tipo documento e tipo documento livello alto"
	oneIsNull     = "Uno tra tipo documento o tipo documento livello alto risulta essere null"
)

// correlation compares the class with the type of the document. The gateway does since May 2026; before, the documents alone did.
func (j *judge) correlation() {
	t := &j.b.TipoDocumentoLivAlto
	if j.ctx.Type == nil || FieldUse(j.op, fClass) == None {
		return
	}
	if _, ok := codelist.HighLevelDoc.Lookup(t.Value); !t.Given || !ok {
		return // told already
	}
	code := hl7id.GatewayType(*j.ctx.Type)
	class, known := codelist.Class(code)
	var p *found
	switch {
	case class == t.Value:
		return
	case known && class != "":
		p = j.add(ClassDiffers, fClass, "/"+fClass, t.Raw, t.Value, class)
		p.refused(stepCorrelation, "RB-23", noCorrelation)
	case known:
		p = j.add(ClassNone, fClass, "/"+fClass, t.Raw, code, "")
		p.refused(stepCorrelation, "RB-23", noCorrelation)
	default:
		p = j.add(ClassUnknown, fClass, "/"+fClass, t.Raw, code, "")
		p.refused(stepCorrelation, "RB-23", oneIsNull)
	}
	p.Notes = append(p.Notes, texts.Text("class-since", nil))
	if j.ctx.Generation == fse.July2025 {
		p.Group, p.Error, p.Detail = lint.Standard, "", ""
		if p.Rule != ClassDiffers {
			p.Severity = lint.Warning
		}
	}
	if j.ctx.ClassWarns {
		p.Severity = lint.Warning
	}
}
