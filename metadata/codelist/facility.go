package codelist

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

const requestField = `
activity
healthDataFormat
mode
workflowInstanceId
identificativoDoc
identificativoRep
tipoDocumentoLivAlto
assettoOrganizzativo
tipologiaStruttura
tipoAttivitaClinica
identificativoSottomissione
attiCliniciRegoleAccesso
dataInizioPrestazione
dataFinePrestazione
conservazioneANorma
descriptions
administrativeRequest
priorita
`

const practiceSetting = `
AD_PSC001|Allergologia
AD_PSC002|Day Hospital
AD_PSC003|Anatomia e Istologia Patologica
AD_PSC004|Osservazione breve intensiva (OBI) e Pronto Soccorso
AD_PSC005|Angiologia
AD_PSC006|Cardiochirurgia Pediatrica
AD_PSC007|Cardiochirurgia
AD_PSC008|Cardiologia
AD_PSC009|Chirurgia Generale
AD_PSC010|Chirurgia Maxillo-Facciale
AD_PSC011|Chirurgia Pediatrica
AD_PSC012|Chirurgia Plastica
AD_PSC013|Chirurgia Toracica
AD_PSC014|Chirurgia Vascolare
AD_PSC015|Medicina Sportiva
AD_PSC018|Ematologia e Immunoematologia
AD_PSC019|Malattie Endocrine, del Ricambio e della Nutrizione
AD_PSC020|Immunologia
AD_PSC021|Geriatria
AD_PSC024|Malattie Infettive e Tropicali
AD_PSC025|Medicina del Lavoro
AD_PSC026|Medicina Generale
AD_PSC027|Medicina Legale
AD_PSC028|Unita Spinale
AD_PSC029|Nefrologia
AD_PSC030|Neurochirurgia
AD_PSC031|Nido
AD_PSC032|Neurologia
AD_PSC033|Neuropsichiatria Infantile
AD_PSC034|Oculistica
AD_PSC035|Odontoiatria e Stomatologia
AD_PSC036|Ortopedia e Traumatologia
AD_PSC037|Ostetricia e Ginecologia
AD_PSC038|Otorinolaringoiatria
AD_PSC039|Pediatria
AD_PSC040|Psichiatria
AD_PSC041|Medicina termale
AD_PSC042|Tossicologia
AD_PSC043|Urologia
AD_PSC046|Grandi Ustioni Pediatriche
AD_PSC047|Grandi Ustionati
AD_PSC048|Nefrologia (Abilitazione Trapianto Rene)
AD_PSC049|Terapia Intensiva
AD_PSC050|Unità Coronarica
AD_PSC051|Astanteria
AD_PSC052|Dermatologia
AD_PSC054|Emodialisi
AD_PSC055|Farmacologia Clinica
AD_PSC056|Recupero e Riabilitazione Funzionale
AD_PSC057|Fisiopatologia della Riabilitazione Umana
AD_PSC058|Gastroenterologia
AD_PSC060|Lungodegenti
AD_PSC061|Medicina Nucleare
AD_PSC062|Neonatologia
AD_PSC064|Oncologia
AD_PSC065|Oncoematologia Pediatrica
AD_PSC066|Oncoematologia
AD_PSC067|Pensionanti
AD_PSC068|Pneumologia, Fisiopatologia Respiratoria, Tisiologia
AD_PSC069|Radiologia
AD_PSC070|Radioterapia
AD_PSC071|Reumatologia
AD_PSC072|Terapia Intensiva pediatrica
AD_PSC073|Terapia Intensiva Neonatale
AD_PSC074|Radioterapia Oncologica
AD_PSC075|Neuro-Riabilitazione
AD_PSC076|Neurochirurgia Pediatrica
AD_PSC077|Nefrologia Pediatrica
AD_PSC078|Urologia Pediatrica
AD_PSC094|Terapia semi-intensiva
AD_PSC096|Terapia del dolore
AD_PSC097|Detenuti
AD_PSC098|Day Surgery Plurispecialistica
AD_PSC099|Cure palliative
AD_PSC100|Laboratorio Analisi Chimico Cliniche
AD_PSC101|Microbiologia e Virologia
AD_PSC102|Centro Trasfusionale e Immunoematologico
AD_PSC103|Radiodiagnostica
AD_PSC104|Neuroradiologia
AD_PSC107|Poliambulatorio
AD_PSC109|Centrale Operativa 118
AD_PSC121|Comparti Operatori - Degenza Ordinaria
AD_PSC122|Comparti Operatori - Day Surgery
AD_PSC126|Libera Professione Degenza
AD_PSC129|Trapianto Organi e Tessuti
AD_PSC130|Medicina di Base
AD_PSC131|Assistenza Territoriale
AD_PSC199|Raccolta Consenso
AD_PSC999|Altro
`

const clinicalActivity = `
PHR|Aggiornamento del taccuino
CON|Consulto
DIS|Dimissione
ERP|Prestazione prenotata
Sistema_TS|Documenti sistema TS|Sistema TS
INI|Documenti INI
PN_DGC|Documenti PN-DGC|PN-DGC
OBS|Stato di salute
`

const healthcareFacility = `
Ospedale|Ospedale
Prevenzione|Prevenzione
Territorio|Territorio
SistemaTS|SistemaTS
Cittadino|Cittadino
MdsPN_DGC|MdsPN-DGC|MdsPN-DGC
`

const administrativeRequest = `
SSN|Regime SSN
INPATIENT|Regime di ricovero
NOSSN|Regime privato
SSR|Regime SSR
DONOR|Regime donatori
AUTO|Autoprodotto
`
