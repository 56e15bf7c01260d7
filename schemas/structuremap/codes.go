package structuremap

import "strings"

// property is an element of a FHIR R4 resource whose codes are a closed list (required binding).
type property struct{ resource, element string }

// admitted are the codes of those properties that the maps write.
var admitted = func() map[property][]string {
	const event = "preparation in-progress not-done on-hold stopped completed entered-in-error unknown"
	const request = "draft active on-hold revoked completed entered-in-error unknown"
	m := map[property][]string{}
	for key, codes := range map[string]string{
		"AllergyIntolerance.category":     "food medication environment biologic",
		"AllergyIntolerance.type":         "allergy intolerance",
		"Appointment.status":              "proposed pending booked arrived fulfilled cancelled noshow entered-in-error checked-in waitlist",
		"CarePlan.status":                 request,
		"ChargeItem.status":               "planned billable not-billable aborted billed entered-in-error unknown",
		"Communication.status":            event,
		"Composition.status":              "preliminary final amended entered-in-error",
		"Coverage.status":                 "active cancelled draft entered-in-error",
		"DeviceUseStatement.status":       "active completed entered-in-error intended stopped on-hold",
		"DiagnosticReport.status":         "registered partial preliminary final amended corrected appended cancelled entered-in-error unknown",
		"DocumentReference.status":        "current superseded entered-in-error",
		"Encounter.status":                "planned arrived triaged in-progress onleave finished cancelled entered-in-error unknown",
		"FamilyMemberHistory.status":      "partial completed entered-in-error health-unknown",
		"ImagingStudy.status":             "registered available cancelled entered-in-error unknown",
		"Immunization.status":             "completed entered-in-error not-done",
		"List.status":                     "current retired entered-in-error",
		"Media.status":                    event,
		"Medication.status":               "active inactive entered-in-error",
		"MedicationAdministration.status": "in-progress not-done on-hold completed entered-in-error stopped unknown",
		"MedicationDispense.status":       "preparation in-progress cancelled on-hold completed entered-in-error stopped declined unknown",
		"MedicationRequest.status":        "active on-hold cancelled completed entered-in-error stopped draft unknown",
		"MedicationStatement.status":      "active completed entered-in-error intended stopped on-hold unknown not-taken",
		"Observation.status":              "registered preliminary final amended corrected cancelled entered-in-error unknown",
		"Patient.gender":                  "male female other unknown",
		"Procedure.status":                event,
		"ServiceRequest.status":           request,
		"Specimen.status":                 "available unavailable unsatisfactory entered-in-error",
	} {
		resource, element, _ := strings.Cut(key, ".")
		m[property{resource, element}] = strings.Fields(codes)
	}
	return m
}()

// Admitted returns the codes that FHIR R4 takes for a property of a resource, nil where it has no closed list known here.
func Admitted(resource, element string) []string { return admitted[property{resource, element}] }

// required reports whether a resource must have the property: every status of the list but two.
func (p property) required() bool {
	return p.element == "status" && p.resource != "Medication" && p.resource != "Specimen"
}
