package request

import (
	"cmp"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/codelist"
	"github.com/fselint/fselint/metadata/hl7id"
	"github.com/fselint/fselint/metadata/rawjson"
)

// required are the checks for presence in the gateway's order. The words are its own.
var required = []struct {
	field string
	step  step
	error string
	words string
	empty bool // an empty text counts as absent
}{
	{fActivity, stepActivity, "RB-04", "Il campo activity deve essere valorizzato.", false},
	{fDoc, stepDoc, "RB-05", "Il campo identificativo documento deve essere valorizzato.", true},
	{fRep, stepRep, "RB-06", "Il campo identificativo rep deve essere valorizzato.", true},
	{fClass, stepClass, "RB-07", "Il campo tipo documento liv alto deve essere valorizzato.", false},
	{fSetting, stepSetting, "RB-08", "Il campo assetto organizzativo deve essere valorizzato.", false},
	{fActivityClass, stepActivityClass, "RB-09", "Il campo tipo attivita clinica deve essere valorizzato.", false},
	{fSubmission, stepSubmission, "RB-10", "Il campo identificativo sottomissione deve essere valorizzato.", true},
	{fFacility, stepFacility, "RB-11", "Il campo tipologia struttura deve essere valorizzato.", false},
}

const malformedID = "L'identificativo documento non è valido"

// present judges which fields are there.
func (j *judge) present() {
	for i := range required {
		r := &required[i]
		use := FieldUse(j.op, r.field)
		t := j.b.text(r.field)
		if use != Required && use != Wanted || !lacks(t, r.empty) {
			continue
		}
		v := cmp.Or(t.Raw, &j.b.Doc.Root)
		if use == Wanted {
			j.add(WantedMissing, r.field, "/"+r.field, v, "", "")
			continue
		}
		more := ""
		switch {
		case t.Raw != nil && t.Raw.Kind == rawjson.Null:
			more = "null-is-absent"
		case t.Raw != nil:
			more = "empty-is-absent"
		}
		p := j.add(Missing, r.field, "/"+r.field, v, "", "").more(more, "")
		p.Values["values"] = j.admits(r.field)
		p.refused(r.step, r.error, r.words)
		switch {
		case r.field == fDoc && j.op.Replaces():
			p.refused(stepDocForm, "RB-18", malformedID)
		case r.field == fClass && j.op == fse.Update && j.ctx.Generation != fse.July2025 && j.ctx.Type != nil:
			p.refused(r.step, "RB-23", oneIsNull) // the correlation hides what the other checks said
		}
	}
	j.mode()
	j.workflow()
	if use := FieldUse(j.op, fPriority); use == Deprecated && j.b.Priorita.Raw != nil {
		j.add(PriorityField, fPriority, "/"+fPriority, j.b.Priorita.Raw, "", "")
	}
}

// lacks tells whether a field counts as absent. One whose value could not be read has been reported already.
func lacks(t *Text, empty bool) bool {
	switch {
	case t.Raw == nil:
		return true
	case t.Raw.Kind == rawjson.Null:
		return true
	}
	return empty && t.Given && t.Value == ""
}

// shortList is how many values of a list are named in a cure.
const shortList = 12

// admits names what may stand in a field, where that can be said shortly.
func (j *judge) admits(name string) any {
	values := ""
	f := &fields[fieldIndex[name]]
	if name == fClass && j.ctx.Type != nil {
		values, _ = codelist.Class(hl7id.GatewayType(*j.ctx.Type))
	}
	if values == "" && f.shape == literal && f.list.Len() <= shortList {
		values = f.list.Codes()
	}
	if values == "" {
		return lint.Known("")
	}
	return texts.Text("admitted", lint.Values{"expected": lint.Known(values)})
}

const noMode = "Attenzione, non è stata selezionata la modalità di estrazione del CDA"

// mode: its absence gives a warning in the answer, but none in the combined operations of the published code.
func (j *judge) mode() {
	if FieldUse(j.op, fMode) == None || !lacks(&j.b.Mode, false) {
		return
	}
	p := j.add(ModeMissing, fMode, "/"+fMode, &j.b.Doc.Root, "", "ATTACHMENT, RESOURCE")
	switch j.op {
	case fse.Validation:
		p.Error, p.Detail = "PF-09", "[WARNING_EXTRACT]"+noMode
	case fse.Create, fse.Replace:
		p.Error, p.Detail = "PF-10", noMode
	default:
		p.Group = lint.Standard // README 10.1 announces a warning that the published code does not give
	}
	p.step = stepMode
}
