package codelist

import (
	"strings"

	"github.com/fselint/fselint/internal/jdk"
)

// Role is subject_role, compared with regard to case.
var Role = newList("subject_role", role, plain)

// Purpose is purpose_of_use, compared ignoring case. Only TREATMENT, UPDATE and ACCESS UPDATE pass an operation.
var Purpose = newList("purpose_of_use", purpose, plain)

// Action is action_id, compared with regard to case. READ is known but refused by every operation.
var Action = newList("action_id", "CREATE|Creazione\nREAD|Lettura\nUPDATE|Aggiornamento\nDELETE|Cancellazione", plain)

// Organization is subject_organization_id with its description. The sources disagree on the description of 999 and 950: Name is
// the gateway's, OtherName the document's.
var Organization = newList("subject_organization_id", organization, func(fields []string) Entry {
	e := plain(fields[:2])
	if len(fields) > 2 {
		e.OtherName = fields[2]
	}
	return e
})

// OrganizationByArc returns the organisation whose code is the arc of an OID, filled with zeros to three digits as the gateway
// does: 90 and 090 are Tuscany, 0 is INI.
func OrganizationByArc(arc string) (Entry, bool) {
	if n := 3 - jdk.Len(arc); n > 0 {
		arc = strings.Repeat("0", n) + arc
	}
	return Organization.LookupFold(arc)
}

const role = `
AAS|Personale di assistenza ad alta specializzazione
APR|Medico Medicina Generale / Pediatra di Libera Scelta
PSS|Professionista del sociale
INF|Personale infermieristico
FAR|Farmacista
DSA|Direttore sanitario
DAM|Direttore amministrativo
OAM|Operatore amministrativo
ASS|Assistito
TUT|Tutore
ING|Informal giver (Assistito)
GEN|Genitore Assistito
NOR|Nodo regionale
DRS|Dirigente sanitario
RSA|Medico RSA
MRP|Medico Rete di Patologia
INI|Infrastruttura Nazionale per l'Interoperabilità
OGC|Operatore per la gestione dei consensi
OPI|Operatore di informativa
MDS|Ruolo del Ministero della Salute per la gestione del DGC
GTW|Gateway
DAP|Dispositivo azienda produttrice
`

const purpose = `
TREATMENT|Trattamento di cura ordinario
EMERGENCY|Trattamento in emergenza
PUBEMERGENCY|Salvaguardia di un terzo o della collettività
SYSADMIN|Trasferimento del FSE
PERSONAL|Consultazione del FSE
UPDATE|Aggiornamento di un documento
ACCESS UPDATE|Modifica della politica di oscuramento P99
CONSENT|Comunicazione valori consensi
ADMINISTRATIVE|Operazioni amministrative
`

const organization = `
010|Regione Piemonte
020|Regione Valle d'Aosta
030|Regione Lombardia
041|P.A. Bolzano
042|P.A. Trento
050|Regione Veneto
060|Regione Friuli Venezia Giulia
070|Regione Liguria
080|Regione Emilia-Romagna
090|Regione Toscana
100|Regione Umbria
110|Regione Marche
120|Regione Lazio
130|Regione Abruzzo
140|Regione Molise
150|Regione Campania
160|Regione Puglia
170|Regione Basilicata
180|Regione Calabria
190|Regione Sicilia
200|Regione Sardegna
000|INI
970|Sistema TS
001|SASN
999|MDS|GTW
950|GTW|MDS
`
