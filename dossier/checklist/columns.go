package checklist

import (
	"strings"

	"github.com/fselint/fselint/dossier/spreadsheet"
)

// Column is a column of the sheet TestCases, by what it is for.
type Column int

// The columns, in the order of template 8.2.1.
const (
	ID Column = iota + 1
	Service
	Type
	CaseName
	Description
	Date
	Timestamp
	TraceID
	Workflow
	Applicable
	Rationale
	RationaleOther
	Blocking
	Visible
	Message
	BackOffice
	RetryQueue
	SentByHand
	Handling
	Outcome
	SelfCertified
	Notes
	Kind
)

// column is what is known of a column: its letter in template 8.2.1, by which the codes of the authority call it, its header, and
// by which beginning of the header and which word in it it is known.
type column struct {
	letter, header, begins, has, lacks string
	since82                            bool // older templates lack it
	ours                               bool // filled by the supplier
}

var columns = map[Column]column{
	ID:             {letter: "A", header: "ID", begins: "ID"},
	Service:        {letter: "B", header: "SERVIZIO (VALIDAZIONE)", begins: "SERVIZIO"},
	Type:           {letter: "C", header: "Tipo Documento", begins: "TIPODOCUMENTO"},
	CaseName:       {letter: "D", header: "NOME CASO TEST", begins: "NOMECASO"},
	Description:    {letter: "E", header: "DESCRIZIONE CASO TEST", begins: "DESCRIZIONECASO"},
	Date:           {letter: "F", header: "DATA ESECUZIONE", begins: "DATAESECUZIONE", ours: true},
	Timestamp:      {letter: "G", header: "TIMESTAMP", begins: "TIMESTAMP", ours: true},
	TraceID:        {letter: "H", header: "TRACEID", begins: "TRACEID", ours: true},
	Workflow:       {letter: "I", header: "WORKFLOWINSTANCEID", begins: "WORKFLOWINSTANCEID", ours: true},
	Applicable:     {letter: "J", header: "APPLICABILITA' (SI/NO)", begins: "APPLICABILITA", ours: true},
	Rationale:      {letter: "K", header: "RAZIONALE DI APPLICABILITA'", begins: "RAZIONALE", lacks: "ALTRO", ours: true},
	RationaleOther: {letter: "L", header: "RAZIONALE DI APPLICABILITA' - ALTRO", begins: "RAZIONALE", has: "ALTRO", since82: true, ours: true},
	Blocking:       {letter: "M", header: "ERRORE BLOCCANTE (SI/NO)", begins: "ERROREBLOCCANTE", ours: true},
	Visible:        {letter: "N", header: "ERRORE VISIBILE A UTENTE (SI/NO)", begins: "ERROREVISIBILE", ours: true},
	Message:        {letter: "O", header: "MESSAGGIO DI ERRORE", begins: "MESSAGGIODIERRORE", ours: true},
	BackOffice:     {letter: "P", header: "GESTITO IN BACKOFFICE (SI/NO)", begins: "GESTITO", has: "OFFICE", ours: true},
	RetryQueue:     {letter: "Q", header: "PRESENTE CODA DI RETRY AUTOMATICA (SI/NO)", begins: "PRESENTECODA", since82: true, ours: true},
	SentByHand:     {letter: "R", header: "INVIO MANUALE DEL DOCUMENTO (SI/NO)", begins: "INVIOMANUALE", since82: true, ours: true},
	Handling:       {letter: "S", header: "GESTIONE ERRORE", begins: "GESTIONEERRORE", ours: true},
	Outcome:        {letter: "T", header: "ESITO (PASS/FAIL)", begins: "ESITO", ours: true},
	SelfCertified:  {letter: "U", header: "TEST AUTOCERTIFICATO", begins: "TESTAUTOCERTIFICATO"},
	Notes:          {letter: "V", header: "NOTE", begins: "NOTE", ours: true},
	Kind:           {letter: "W", header: "CASO OK / KO", begins: "CASOOK"},
}

// lastColumn is the highest column.
const lastColumn = Kind

// Letter is the letter of the column in template 8.2.1, by which the authority's messages call it also where it stands elsewhere.
func (c Column) Letter() string { return columns[c].letter }

// Header is the text by which people know the column.
func (c Column) Header() string { return columns[c].header }

// Ours reports whether the supplier fills the column.
func (c Column) Ours() bool { return columns[c].ours }

// Evidence tells the columns that say of a call what the gateway answered.
func (c Column) Evidence() bool { return c >= Date && c <= Workflow || c == Outcome }

// Columns lists the columns in the order of the template.
func Columns() []Column {
	list := make([]Column, 0, lastColumn)
	for c := ID; c <= lastColumn; c++ {
		list = append(list, c)
	}
	return list
}

// columnOf tells which column has a header; 0 for none.
func columnOf(header string) Column {
	text := spreadsheet.Essence(header)
	for _, c := range Columns() {
		k := columns[c]
		switch {
		case c == ID && text != "ID", !strings.HasPrefix(text, k.begins), k.has != "" && !strings.Contains(text, k.has):
		case k.lacks != "" && strings.Contains(text, k.lacks):
		default:
			return c
		}
	}
	return 0
}
