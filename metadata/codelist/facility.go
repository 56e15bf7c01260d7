package codelist

import _ "embed"

// PracticeSetting is assettoOrganizzativo.
var PracticeSetting = newList("assettoOrganizzativo", practiceSetting, plain)

// ClinicalActivity is tipoAttivitaClinica. The literal is the code; two are forwarded in another form.
var ClinicalActivity = newList("tipoAttivitaClinica", clinicalActivity, plain)

// HealthcareFacility is tipologiaStruttura. One is forwarded in another form.
var HealthcareFacility = newList("tipologiaStruttura", healthcareFacility, plain)

// AdministrativeRequest is an element of administrativeRequest.
var AdministrativeRequest = newList("administrativeRequest", administrativeRequest, plain)

// Activity is activity in a validation.
var Activity = newList("activity", "VERIFICA|Solo verifica\nVALIDATION|Validazione", plain)

// Mode is mode: how the CDA was put into the PDF.
var Mode = newList("mode", "ATTACHMENT|Allegato\nRESOURCE|Risorsa", plain)

// HealthDataFormat is healthDataFormat.
var HealthDataFormat = newList("healthDataFormat", "CDA|CDA", plain)

// RequestField holds the names of the fields of the request body, of all operations.
var RequestField = newList("requestBody", requestField, plain)

//go:embed lists/request-field.txt
var requestField string

//go:embed lists/practice-setting.txt
var practiceSetting string

//go:embed lists/clinical-activity.txt
var clinicalActivity string

//go:embed lists/healthcare-facility.txt
var healthcareFacility string

//go:embed lists/administrative-request.txt
var administrativeRequest string
