package diff

// Title says in a few words what a kind of change is: Italian for "it", English for any other language.
func (k Kind) Title(lang string) string { return pick(titles[k], lang) }

// Title names an area.
func (a Area) Title(lang string) string { return pick(areaTitles[a], lang) }

// text2 is a text in Italian and in English.
type text2 struct{ it, en string }

func pick(t text2, lang string) string {
	if lang == "it" {
		return t.it
	}
	return t.en
}

var areaTitles = map[Area]text2{
	Types:        {"tipi di documento", "types of document"},
	Schematrons:  {"regole nazionali (Schematron)", "national rules (Schematron)"},
	Schemas:      {"schemi XML", "XML Schemas"},
	Dictionaries: {"terminologie", "terminologies"},
	Registry:     {"software accreditati", "accredited software"},
}

var titles = map[Kind]text2{
	TypeAdded:         {"nuovo tipo di documento", "new type of document"},
	TypeRemoved:       {"tipo di documento tolto: i documenti sono rifiutati (VA-05)", "type of document dropped: documents are refused (VA-05)"},
	SchematronVersion: {"altro Schematron", "another Schematron"},
	MapAdded:          {"mappa aggiunta", "structure map added"},
	MapRemoved:        {"mappa tolta: i documenti sono rifiutati (VA-15)", "structure map dropped: documents are refused (VA-15)"},
	MapChanged:        {"mappa cambiata", "structure map changed"},

	AssertAdded:     {"regola aggiunta", "rule added"},
	AssertRemoved:   {"regola tolta", "rule removed"},
	AssertReworded:  {"testo cambiato", "reworded"},
	AssertTest:      {"controllo cambiato", "test changed"},
	AssertSeverity:  {"gravità cambiata (assert: errore, report: avviso)", "severity changed (assert: error, report: warning)"},
	AssertRole:      {"ruolo cambiato, senza effetto sui verdetti", "role changed, without effect on verdicts"},
	AssertMoved:     {"spostata in un altro contesto", "moved to another context"},
	RuleContext:     {"contesto cambiato", "context changed"},
	RuleAdded:       {"contesto senza controlli aggiunto: esclude le regole successive", "context without asserts added: it keeps later rules from firing"},
	RuleRemoved:     {"contesto senza controlli tolto", "context without asserts removed"},
	RuleOrder:       {"ordine dei contesti cambiato: decide il primo", "order of contexts changed: the first decides"},
	LetAdded:        {"variabile aggiunta", "variable added"},
	LetRemoved:      {"variabile tolta", "variable removed"},
	LetChanged:      {"variabile cambiata", "variable changed"},
	NamespaceChange: {"spazio dei nomi cambiato", "namespace changed"},
	Unreadable:      {"non si legge", "cannot be read"},

	SetAdded:           {"insieme di schemi aggiunto", "schema set added"},
	SetRemoved:         {"insieme di schemi tolto", "schema set removed"},
	FileAdded:          {"file aggiunto", "file added"},
	FileRemoved:        {"file tolto", "file removed"},
	DeclarationAdded:   {"dichiarazione aggiunta", "declaration added"},
	DeclarationRemoved: {"dichiarazione tolta", "declaration removed"},
	DeclarationChanged: {"dichiarazione cambiata", "declaration changed"},
	DeclarationOrder:   {"ordine degli elementi cambiato", "order of elements changed"},

	SystemAdded:     {"sistema di codifica ora gestito", "code system now managed"},
	SystemRemoved:   {"sistema di codifica non più gestito: qualunque codice è accettato", "code system no longer managed: any code is accepted"},
	AllowListed:     {"ora in lista bianca: ogni codice è accettato", "now allow-listed: every code is accepted"},
	NotAllowListed:  {"non più in lista bianca: i codici sono controllati", "no longer allow-listed: codes are looked up"},
	VersionAdded:    {"versione aggiunta", "version added"},
	VersionRemoved:  {"versione tolta: chi la dichiara è rifiutato", "version dropped: who declares it is refused"},
	NewestVersion:   {"versione presa quando manca", "version taken where none is given"},
	CodesAvailable:  {"i codici ora ci sono: si possono controllare", "the codes are there now: they can be checked"},
	CodesMissing:    {"i codici non ci sono più: non si possono controllare", "the codes are gone: they cannot be checked"},
	CodesAdded:      {"codici aggiunti", "codes added"},
	CodesRemoved:    {"codici tolti: sono rifiutati", "codes dropped: they are refused"},
	DisplaysChanged: {"descrizioni cambiate", "descriptions changed"},

	SoftwareAdded:   {"software aggiunto", "software added"},
	SoftwareRemoved: {"software tolto", "software removed"},
	SoftwareChanged: {"software cambiato", "software changed"},
}
