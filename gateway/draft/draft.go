package draft

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/internal/lazyregexp"
	"github.com/fselint/fselint/metadata/certificate"
	"github.com/fselint/fselint/metadata/codelist"
	"github.com/fselint/fselint/metadata/oid"
)

// Options say what a draft is for, and what the document cannot tell.
type Options struct {
	Profile     fse.Profile
	Application struct{ Vendor, ID, Version string } // as the registry has it
	Certificate string                               // common name of the signature certificate, "" when it is not known: it holds the VAT number in Tuscany
	Repository  string                               // Tuscany: 201, 202, 203 or 999
	Now         time.Time
	Lang        string // of the marks
	PDF         pdffile.Limits
}

// Field is one member of claims or body.
type Field struct {
	Name  string
	Value any // a string or a boolean
}

// Draft is what a document tells of a submission.
type Draft struct {
	Type   string // LAB, RSA, …; "" when it is none of the known
	Claims []Field
	Body   []Field

	o *Options
	h *header
}

// New drafts the claims and the request body of a validate-and-create from a PDF or a bare CDA. Values that the document does not tell
// are marks: what they must be, in angle brackets (Open).
func New(document []byte, o Options) (*Draft, error) {
	h, err := read(document, o.PDF)
	if err != nil {
		return nil, err
	}
	d := &Draft{o: &o, h: h}
	t, _ := h.documentType()
	d.Type = t.Abbr
	d.claims()
	d.body(t)
	return d, nil
}

// mark is what a value must be.
func (d *Draft) mark(id string) string { return "<" + texts.In(d.o.Lang, id, nil) + ">" }

func (d *Draft) claims() {
	add := func(name string, value any) { d.Claims = append(d.Claims, Field{name, value}) }
	add("sub", cmp.Or(personCX(slices.Concat(d.h.Signer.IDs, d.authorIDs())), d.mark("sub")))
	add("person_id", cmp.Or(patientCX(d.h.Patient), d.mark("person_id")))
	region, name := d.region()
	add("subject_organization_id", cmp.Or(region, d.mark("subject_organization_id")))
	add("subject_organization", cmp.Or(name, d.mark("subject_organization")))
	add("subject_role", cmp.Or(d.role(), d.mark("subject_role")))
	add("patient_consent", true)
	add("locality", cmp.Or(d.locality(), d.mark("locality")))
	add("resource_hl7_type", fmt.Sprintf("('%s^^%s')", d.h.Code.Code, d.h.Code.System))
	add("subject_application_vendor", cmp.Or(d.o.Application.Vendor, d.mark("vendor")))
	add("subject_application_id", cmp.Or(d.o.Application.ID, d.mark("application")))
	add("subject_application_version", cmp.Or(d.o.Application.Version, d.mark("version")))
}

func (d *Draft) authorIDs() (ids []ii) {
	for _, a := range d.h.Authors {
		ids = append(ids, a.IDs...)
	}
	return ids
}

func personCX(ids []ii) string {
	for _, id := range ids {
		if id.Root == string(oid.FiscalCode) && id.Extension != "" {
			return cx(id)
		}
	}
	return ""
}

// patientCX is the identifier by which the gateway knows the patient.
func patientCX(ids []ii) string {
	for _, root := range []oid.OID{oid.FiscalCode, oid.STP, oid.ENI, oid.TEAM} {
		for _, id := range ids {
			if id.Root == string(root) && id.Extension != "" {
				return cx(id)
			}
		}
	}
	return ""
}

func cx(id ii) string { return id.Extension + "^^^&" + id.Root + "&ISO" }

// arc is the region in an OID of its documents.
var arc = lazyregexp.New(`^2\.16\.840\.1\.113883\.2\.9\.2\.(\d+)\.4\.4$`)

// region is the organisation, by profile or by the root of the document's identifier.
func (d *Draft) region() (id, name string) {
	found := "90"
	if d.o.Profile != fse.Toscana {
		m := arc().FindStringSubmatch(d.h.ID.Root)
		if m == nil {
			return "", ""
		}
		found = m[1]
	}
	e, _ := codelist.OrganizationByArc(found)
	return e.Code, e.Name
}

// role is that of the author, where the CDA has it from the list.
func (d *Draft) role() string {
	for _, a := range d.h.Authors {
		if e, ok := codelist.Role.LookupFold(a.Code.Code); ok {
			return e.Code
		}
	}
	return ""
}

// locality is the facility, where the CDA names one by the catalogs that the gateway takes.
func (d *Draft) locality() string {
	places := []organization{{d.h.Encounter, d.h.Facility.Name}, d.h.Facility}
	places = append(places, d.h.Organizations...)
	for _, a := range d.h.Authors {
		places = append(places, a.Organization)
	}
	places = append(places, d.h.Signer.Organization, d.h.Custodian)
	for _, p := range places {
		for _, id := range p.IDs {
			if name := strings.TrimSpace(p.Name); (id.Root == string(oid.STS) || id.Root == string(oid.HSP)) && id.Extension != "" && name != "" {
				return strings.NewReplacer("^", " ", "&", "e").Replace(name) + "^^^^^&" + id.Root + "&ISO^^^^" + id.Extension
			}
		}
	}
	return ""
}

// settings are what the national test cases use for a type of document: assettoOrganizzativo, tipoAttivitaClinica, tipologiaStruttura.
var settings = map[string][3]string{
	"LAB": {"AD_PSC101", "ERP", "Ospedale"}, "RAD": {"AD_PSC069", "ERP", "Prevenzione"}, "LDO": {"AD_PSC008", "DIS", "Ospedale"},
	"RSA": {"AD_PSC043", "ERP", "Ospedale"}, "PSS": {"AD_PSC130", "OBS", "Territorio"}, "SING_VACC": {"AD_PSC130", "ERP", "Territorio"},
	"CERT_VACC": {"AD_PSC130", "OBS", "Territorio"},
}

func (d *Draft) body(t fse.DocumentType) {
	add := func(name string, value any) { d.Body = append(d.Body, Field{name, value}) }
	add("healthDataFormat", "CDA")
	if d.h.mode != "" {
		add("mode", d.h.mode)
	}
	base, number := d.base(), d.o.Now.Format("20060102150405")
	add("identificativoDoc", d.documentID(t, base))
	if d.o.Profile == fse.Toscana {
		add("identificativoRep", base+".4.5."+d.repository())
	} else {
		add("identificativoRep", base+".4.5."+cmp.Or(d.o.Repository, d.mark("repository")))
	}
	class, _ := codelist.Class(d.h.Code.Code)
	add("tipoDocumentoLivAlto", cmp.Or(class, d.mark("class")))
	s := settings[t.Abbr]
	add("assettoOrganizzativo", cmp.Or(s[0], d.mark("setting")))
	add("tipoAttivitaClinica", cmp.Or(s[1], d.mark("activity")))
	add("tipologiaStruttura", cmp.Or(s[2], d.mark("facility")))
	add("identificativoSottomissione", base+".4.3."+number)
	for _, v := range d.h.Services {
		start, end := timestamp(cmp.Or(v.Low.Value, v.Value)), timestamp(cmp.Or(v.High.Value, v.Value))
		if start != "" && end != "" && start <= end {
			add("dataInizioPrestazione", start)
			add("dataFinePrestazione", end)
			break
		}
	}
}

// base is the OID of the region.
func (d *Draft) base() string {
	id, _ := d.region()
	if id = strings.TrimLeft(id, "0"); id == "" {
		id = d.mark("region")
	}
	return string(oid.Regions) + "." + id
}

func (d *Draft) repository() string { return cmp.Or(d.o.Repository, "999") }

// documentID is the identifier under which the document is published: in Tuscany of its parts, elsewhere that of the CDA.
func (d *Draft) documentID(t fse.DocumentType, base string) string {
	own := cmp.Or(d.h.ID.Extension, d.mark("own-id"))
	if d.o.Profile != fse.Toscana {
		if arc().MatchString(d.h.ID.Root) {
			base = strings.TrimSuffix(d.h.ID.Root, ".4.4")
		}
		return base + ".4.4^" + own
	}
	vat := certificate.ParseCN(d.o.Certificate).VAT
	return base + ".4.4^" + strings.Join([]string{cmp.Or(vat, d.mark("vat")), cmp.Or(t.Abbr, d.mark("type")), d.repository(), own}, ".")
}

// timestamp is a time of HL7 as the request body wants it, "" when it has no seconds or is none.
func timestamp(s string) string {
	const form = "20060102150405"
	if len(s) < len(form) {
		return ""
	}
	if _, err := time.Parse(form, s[:len(form)]); err != nil {
		return ""
	}
	return s[:len(form)]
}

// Set gives a member of claims or body a value; it returns false when neither has it.
func (d *Draft) Set(name, value string) bool {
	for _, fields := range [][]Field{d.Claims, d.Body} {
		for i := range fields {
			if fields[i].Name != name {
				continue
			}
			if _, flag := fields[i].Value.(bool); flag {
				fields[i].Value = value == "true"
			} else {
				fields[i].Value = value
			}
			return true
		}
	}
	return false
}

// open finds the marks in a text.
var open = lazyregexp.New(`<[^<>]+>`)

// Open lists the members that hold a mark.
func Open(fields []Field) (list []Field) {
	for _, f := range fields {
		if text, ok := f.Value.(string); ok && open().MatchString(text) {
			list = append(list, f)
		}
	}
	return list
}

// Marked finds a mark in a JSON object that was drafted: the member that holds it. ok is false for none, and for what is no object.
func Marked(object []byte) (f Field, ok bool) {
	var members map[string]any
	_ = json.Unmarshal(object, &members) // its own checks say what is wrong with it
	for _, name := range slices.Sorted(maps.Keys(members)) {
		if list := Open([]Field{{name, members[name]}}); list != nil {
			return list[0], true
		}
	}
	return Field{}, false
}

// JSON writes fields in their order.
func JSON(fields []Field) []byte {
	var b bytes.Buffer
	b.WriteString("{\n")
	for i, f := range fields {
		var value bytes.Buffer
		enc := json.NewEncoder(&value)
		enc.SetEscapeHTML(false) // marks stay readable
		_ = enc.Encode(f.Value)  // plain values
		fmt.Fprintf(&b, "  %q: %s", f.Name, bytes.TrimSpace(value.Bytes()))
		if i < len(fields)-1 {
			b.WriteByte(',')
		}
		b.WriteByte('\n')
	}
	b.WriteString("}\n")
	return b.Bytes()
}
