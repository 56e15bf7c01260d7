package document

import (
	"github.com/fselint/fselint/internal/testkit/markup"
)

// The moments of the samples: when a document was written, when its act began and ended.
const (
	written = "20260115103000+0100"
	began   = "20260115090000+0100"
	ended   = "20260115100000+0100"
	past    = "20200301"
)

// kind is what distinguishes a document type, and what its samples put into the header besides what all have.
type kind struct {
	abbreviation    string // of the type, in file names and identifiers
	template        string // OID of the national template
	templateVersion string
	code, display   string // LOINC code of the document
	title           string

	authorCode      *element   // instead of the author's usual role
	informants      []*element // informant
	codeTranslation []*element // within the document's code
	identifier      *element   // instead of the usual ClinicalDocument/id
	patientIDs      []*element // besides the fiscal code
	people          []*element // participant
	orders          []*element // inFulfillmentOf; nil for one usual order
	events          []*element // documentationOf
	related         []*element // relatedDocument
	consents        []*element // authorization
	encounter       *element   // componentOf/encompassingEncounter

	sections []*element // component of the structured body
}

// document builds the CDA.
func (k kind) document() *markup.Element {
	id := k.identifier
	if id == nil {
		id = el("id root=~2.9.2.120.4.4 extension=FSELINT-" + k.abbreviation + "-0001 assigningAuthorityName='Regione Lazio'")
	}
	set := *id
	set.Name = "setId"
	root := el("ClinicalDocument xmlns=urn:hl7-org:v3 xmlns:sdtc=urn:hl7-org:sdtc xmlns:xsi=http://www.w3.org/2001/XMLSchema-instance",
		el("realmCode code=IT"),
		el("typeId root=~1.3 extension=POCD_MT000040UV02"),
		el("templateId root="+k.template+" extension="+k.templateVersion),
		id,
		el("code code="+k.code+" codeSystem=~6.1 codeSystemName=LOINC displayName='"+k.display+"'", k.codeTranslation),
		el("title", k.title),
		el("effectiveTime value="+written),
		el("confidentialityCode code=N codeSystem=~5.25 codeSystemName='HL7 Confidentiality' displayName=Normal"),
		el("languageCode code=it-IT"),
		&set,
		el("versionNumber value=1"),
		k.recordTarget(), k.author(), dataEnterer(), k.informants, custodian(), recipient(), legalAuthenticator(), authenticator(),
		k.people)
	orders := k.orders
	if orders == nil {
		orders = []*element{order("1200A4000000001", "R", "Routine")}
	}
	root.Children = append(root.Children, parts(orders, k.events, k.related, k.consents)...)
	if k.encounter != nil {
		root.Children = append(root.Children, el("componentOf typeCode=COMP", k.encounter))
	}
	root.Children = append(root.Children, el("component", el("structuredBody classCode=DOCBODY moodCode=EVN", k.sections)))
	return root
}

func (k kind) recordTarget() *element {
	return el("recordTarget typeCode=RCT contextControlCode=OP",
		el("patientRole classCode=PAT",
			patient.id(), k.patientIDs,
			address("HP"), phone("HP"), mail("HP"),
			el("patient classCode=PSN determinerCode=INSTANCE",
				patient.name(),
				el("administrativeGenderCode code=M codeSystem=~5.1 codeSystemName='HL7 AdministrativeGender' displayName=Maschio"),
				el("birthTime value=19800101"),
				el("guardian classCode=GUARD", relative.id(), address("HP"), phone("HP"), relative.as("guardianPerson")),
				el("birthplace", el("place", birthAddress())))))
}

func birthAddress() *element {
	return el("addr use=TMP", el("country", "100"), el("county", "RM"), el("city", "Roma"), el("censusTract", "058091"),
		el("streetAddressLine", "Via Inventata 1"))
}

func (k kind) author() *element {
	role := k.authorCode
	if role == nil {
		role = el("code code=APR codeSystem=~2.9.5.1.111 codeSystemName='Ruoli FSE' displayName='Medico redattore'")
	}
	return el("author typeCode=AUT contextControlCode=OP",
		el("time value="+written),
		el("assignedAuthor classCode=ASSIGNED",
			physician.id(),
			role,
			address("WP"), phone("WP"), mail("WP"),
			physician.as("assignedPerson"),
			organization("representedOrganization classCode=ORG")))
}

func dataEnterer() *element {
	return el("dataEnterer typeCode=ENT contextControlCode=OP", el("time value="+written), clerk.entity())
}

func custodian() *element {
	return el("custodian typeCode=CST", el("assignedCustodian", organization("representedCustodianOrganization")))
}

func recipient() *element {
	return el("informationRecipient typeCode=PRCP",
		el("intendedRecipient", physician.id(), physician.as("informationRecipient"), organization("receivedOrganization")))
}

func legalAuthenticator() *element {
	return el("legalAuthenticator typeCode=LA contextControlCode=OP",
		el("time value="+written), el("signatureCode code=S"), reporter.entity())
}

func authenticator() *element {
	return el("authenticator typeCode=AUTHEN", el("time value="+written), el("signatureCode code=S"), physician.entity())
}

// participant is a person taking part, with his organization.
func participant(typeCode string) *element {
	return el("participant typeCode="+typeCode, el("associatedEntity classCode=PROV", physician.id(),
		address("WP"), phone("WP"), el("associatedPerson classCode=PSN determinerCode=INSTANCE", physician.name()),
		organization("scopingOrganization classCode=ORG determinerCode=INSTANCE")))
}

// order is the request that the document answers: number, priority and its display name.
func order(number, priority, display string) *element {
	return el("inFulfillmentOf typeCode=FLFS", el("order classCode=ACT moodCode=RQO",
		el("id root=~2.9.4.3.9 extension="+number+" assigningAuthorityName='Ministero delle Finanze'"),
		el("priorityCode code="+priority+" codeSystem=~5.7 codeSystemName='HL7 ActPriority' displayName='"+display+"'")))
}

// serviceEvent documents an act with its performer.
func serviceEvent(code *element) *element {
	return el("documentationOf typeCode=DOC", el("serviceEvent classCode=ACT moodCode=EVN",
		code, lowHigh(began, ended), el("performer typeCode=PRF", el("time", el("low value="+began), el("high value="+ended)), reporter.entity())))
}

// encounter is the contact with a facility, with who answers for it and where it was.
func encounter(code *element) *element {
	return el("encompassingEncounter classCode=ENC moodCode=EVN",
		el("id root=~2.9.4.6 extension=120000.2026000001 assigningAuthorityName='Azienda Sanitaria di Esempio'"),
		code,
		lowHigh(began, ended),
		el("responsibleParty typeCode=RESP", reporter.entity()),
		el("location typeCode=LOC", el("healthCareFacility classCode=SDLOC",
			el("id root=~2.9.4.1.6 extension=12000001 assigningAuthorityName='Ministero della Salute'"),
			el("location", el("name", "Ambulatorio di Esempio"), address("WP")),
			hospital(el("asOrganizationPartOf classCode=PART",
				el("id root=~2.9.4.1.1 extension=120000 assigningAuthorityName='Ministero della Salute'"))))))
}

// hospital is the organization that provides a facility: one with a hospital's code.
func hospital(extra ...*element) *element {
	return el("serviceProviderOrganization classCode=ORG",
		el("id root=~2.9.4.1.2 extension=12000101 assigningAuthorityName='Ministero della Salute'"),
		el("name", "Ospedale di Esempio"), phone("WP"), address("WP"), extra)
}

// parent is a document that this one is related to.
func parent(typeCode, id string) *element {
	return el("relatedDocument typeCode="+typeCode, el("parentDocument",
		el("id root=~2.9.2.120.4.4 extension="+id+" assigningAuthorityName='Regione Lazio'")))
}
