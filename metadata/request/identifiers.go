package request

import (
	"slices"
	"strings"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/hl7id"
)

// identifiers judges identificativoDoc, identificativoRep and identificativoSottomissione, and their agreement.
func (j *judge) identifiers() {
	if j.op == fse.Validation {
		return
	}
	var doc hl7id.DocumentID
	var private hl7id.PrivateID
	if t := &j.b.IdentificativoDoc; t.Given && t.Value != "" && j.op.Publishes() {
		doc, private = j.document(t)
	}
	var rep hl7id.RegionalID
	if t := &j.b.IdentificativoRep; t.Given && t.Value != "" && j.op.Publishes() {
		rep = j.repository(t)
		if j.admitted(private.Repository) && j.admitted(rep.Number) && private.Repository != rep.Number {
			j.add(OtherRepository, fDoc, "/"+fDoc, j.b.IdentificativoDoc.Raw, private.Repository, rep.Number)
		}
	}
	var sub hl7id.RegionalID
	if t := &j.b.IdentificativoSottomissione; t.Given && t.Value != "" {
		var flaws []lint.Finding
		sub, flaws = hl7id.ParseSubmissionID(t.Value)
		j.nested(flaws, fSubmission, "/"+fSubmission, t.Raw, nil)
	}
	j.regions(doc.Region, rep.Region, sub.Region)
}

func (j *judge) document(t *Text) (hl7id.DocumentID, hl7id.PrivateID) {
	var refuses *refusal
	if !hl7id.GatewayMasterID(t.Value) {
		refuses = &refusal{stepDocForm, "RB-18", malformedID}
	}
	if j.ctx.Profile == fse.Toscana {
		d, p, flaws := hl7id.ParsePrivateDocumentID(t.Value)
		j.nested(j.tolerant(flaws), fDoc, "/"+fDoc, t.Raw, refuses)
		return d, p
	}
	d, flaws := hl7id.ParseDocumentID(t.Value)
	j.nested(flaws, fDoc, "/"+fDoc, t.Raw, refuses)
	return d, hl7id.PrivateID{}
}

func (j *judge) repository(t *Text) hl7id.RegionalID {
	id, flaws := hl7id.ParseRepositoryID(t.Value)
	if j.ctx.Profile == fse.Toscana {
		flaws = append(flaws, j.tolerant(hl7id.TuscanRepository(id))...)
	}
	var refuses *refusal
	if !hl7id.GatewayRepositoryID(t.Value) {
		refuses = &refusal{stepRepForm, "RB-21", "Error: Invalid format for repositoryUniqueId"}
	}
	j.nested(flaws, fRep, "/"+fRep, t.Raw, refuses)
	return id
}

// admitted tells whether a repository code is one that the facility may use: a wrong one is reported where it stands, and not
// compared.
func (j *judge) admitted(code string) bool {
	if j.ctx.OwnRepository {
		return code != "" && strings.Trim(code, "0123456789") == ""
	}
	return slices.Contains(hl7id.Repositories(), code)
}

// tolerant turns the complaint about another repository into a warning where the facility has one of its own.
func (j *judge) tolerant(flaws []lint.Finding) []lint.Finding {
	for i := range flaws {
		if j.ctx.OwnRepository && flaws[i].Rule == hl7id.CodRep {
			flaws[i].Severity = lint.Warning
		}
	}
	return flaws
}

// regions compares the regions of the identifiers with the token's, or with each other.
func (j *judge) regions(doc, rep, sub string) {
	const ini = "000"
	for _, id := range []struct{ field, region string }{{fDoc, doc}, {fRep, rep}, {fSubmission, sub}} {
		t := j.b.text(id.field)
		switch {
		case id.region == "" || id.region == ini:
		case j.ctx.Region != "" && id.region != j.ctx.Region:
			j.add(OtherRegion, id.field, "/"+id.field, t.Raw, id.region, j.ctx.Region)
		case j.ctx.Region == "" && doc != "" && id.region != doc:
			j.add(RegionsDiffer, id.field, "/"+id.field, t.Raw, id.region, doc)
		}
	}
}

// workflow judges workflowInstanceId.
func (j *judge) workflow() {
	t := &j.b.WorkflowInstanceID
	switch use := FieldUse(j.op, fWorkflow); {
	case use == None:
	case use == Forbidden && t.Given && t.Value != "":
		p := j.add(WorkflowPresent, fWorkflow, "/"+fWorkflow, t.Raw, t.Value, "")
		p.refused(stepWorkflow, "RB-22", notValidated)
	case t.Given && t.Value == "":
		j.add(WorkflowEmpty, fWorkflow, "/"+fWorkflow, t.Raw, "", "")
	case t.Given && use == Optional:
		_, flaws := hl7id.ParseWorkflowID(t.Value)
		var refuses *refusal
		if lint.Worst(flaws) == lint.Error {
			// A malformed one cannot be the one that the validation returned.
			refuses = &refusal{stepWorkflow, "PB-01", notValidated}
		}
		j.nested(flaws, fWorkflow, "/"+fWorkflow, t.Raw, refuses)
	case j.op == fse.Create && lacks(t, false):
		j.add(WorkflowMissing, fWorkflow, "/"+fWorkflow, &j.b.Doc.Root, "", "")
	}
}

const notValidated = "Il CDA non risulta validato"

// PathField is the name under which the identifier in the path is reported.
const PathField = "{id}"

// path judges the identifier in the path, which the gateway looks at before anything else except in validate-and-replace, where
// it never does.
func (j *judge) path() {
	takes := j.op.Replaces() || j.op == fse.Update || j.op == fse.Delete
	if j.ctx.PathID == nil || !takes {
		j.simulation(j.b, "")
		return
	}
	decoded, _, flaws := hl7id.ParsePathID(*j.ctx.PathID, j.ctx.Profile == fse.Toscana)
	var refuses *refusal
	if !hl7id.GatewayMasterID(decoded) {
		switch j.op {
		case fse.Replace:
			refuses = &refusal{stepPath, "RB-19", "L'identificativo documento fornito in richiesta non è valido"}
		case fse.Update, fse.Delete:
			refuses = &refusal{stepPath, "RB-20", malformedID}
		}
	}
	j.nested(j.tolerant(flaws), PathField, "", nil, refuses)
	if j.op.Replaces() && j.b != nil && j.b.IdentificativoDoc.Given && j.b.IdentificativoDoc.Value == decoded {
		j.add(SamePath, fDoc, "/"+fDoc, j.b.IdentificativoDoc.Raw, decoded, "")
	}
	j.simulation(j.b, decoded)
}
