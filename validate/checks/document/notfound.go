package documentcheck

import (
	"errors"
	"fmt"

	domain "github.com/fselint/fselint/cda"
	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

// reasons say in both languages why the gateway finds no CDA.
var reasons = map[domain.Reason]lint.Text{
	domain.NoNames:            {IT: "il catalogo del PDF non ha /Names: non c'è nulla di incorporato dove il gateway guarda", EN: "the catalog of the PDF has no /Names: nothing is embedded where the gateway looks"},
	domain.EmptyStream:        {IT: "il CDA incorporato è vuoto", EN: "the embedded CDA is empty"},
	domain.StreamDamaged:      {IT: "il contenuto incorporato non si può decodificare", EN: "the embedded content cannot be decoded"},
	domain.StreamTooLarge:     {IT: "il contenuto incorporato supera il limite di fselint", EN: "the embedded content exceeds the limit of fselint"},
	domain.NoEmbeddedFiles:    {IT: "nessun file incorporato nell'albero EmbeddedFiles", EN: "no files are embedded in the EmbeddedFiles tree"},
	domain.TreeEmpty:          {IT: "l'albero EmbeddedFiles è vuoto", EN: "the EmbeddedFiles tree is empty"},
	domain.TreeDamaged:        {IT: "l'albero EmbeddedFiles non ha la forma prevista", EN: "the EmbeddedFiles tree does not have the form of one"},
	domain.TreeTooDeep:        {IT: "l'albero EmbeddedFiles ha più livelli di quanti il gateway ne guardi (uno)", EN: "the EmbeddedFiles tree has more levels than the gateway looks at (one)"},
	domain.NoSuchName:         {IT: "nessun allegato si chiama esattamente cda.xml", EN: "no attachment is named exactly cda.xml"},
	domain.AttachmentNoStream: {IT: "un allegato senza contenuto (/EF /F) nasconde gli altri", EN: "an attachment without content (/EF /F) hides the others"},
	domain.NoResource:         {IT: "non c'è /XFAResources", EN: "there is no /XFAResources"},
	domain.ResourceDirect:     {IT: "/XFAResources è un oggetto diretto: il gateway vuole un riferimento", EN: "/XFAResources is a direct object: the gateway wants a reference"},
	domain.ResourceNoNames:    {IT: "/XFAResources non ha un array /Names di almeno due elementi", EN: "/XFAResources has no /Names array of at least two elements"},
	domain.ResourceNoDatasets: {IT: "il primo nome di /XFAResources non è datasets", EN: "the first name of /XFAResources is not datasets"},
	domain.ResourceNoStream:   {IT: "il secondo elemento di /XFAResources non è un riferimento a uno stream", EN: "the second element of /XFAResources is no reference to a stream"},
}

var fixes = map[domain.NameMatch]lint.Text{
	domain.NameCase:     {IT: "il gateway distingue le maiuscole: chiamate l'allegato cda.xml, tutto minuscolo", EN: "the gateway minds case: name the attachment cda.xml, all in lower case"},
	domain.NameBlanks:   {IT: "togliete gli spazi o i caratteri invisibili dal nome: deve essere esattamente cda.xml", EN: "remove blanks or invisible characters from the name: it must be exactly cda.xml"},
	domain.NameContains: {IT: "il nome deve essere esattamente cda.xml, senza cartelle né altro", EN: "the name must be exactly cda.xml, without folders or anything else"},
}

func notFound(p *validate.Pass, missing *domain.NotFoundError, mode domain.Mode) {
	f := lint.Finding{Rule: ruleNoCDA, Location: here}
	if mode != domain.Resource {
		f.Message = cause("ATTACHMENT", missing.Attachment)
	}
	if mode != domain.Attachment {
		resource := cause("RESOURCE", missing.Resource)
		switch {
		case f.Message.IsZero():
			f.Message = resource
		case missing.Resource != domain.NoNames && missing.Resource != domain.NoResource:
			f.Notes = append(f.Notes, resource)
		}
	}
	if errors.Is(missing, pdffile.ErrTooLarge) { // our bound, not the gateway's answer
		f.Group = lint.Advice
	}
	best := domain.NameDiffers
	for i := range missing.Survey.Files {
		a := &missing.Survey.Files[i]
		f.Notes = append(f.Notes, attached(a))
		if a.Place == domain.InNameTree {
			best = max(best, a.Match())
		}
		if len(f.Notes) == maxListed {
			break
		}
	}
	if len(missing.Survey.Files) == 0 {
		f.Notes = append(f.Notes, lint.Text{IT: "nel PDF non c'è alcun file incorporato", EN: "there is no embedded file in the PDF at all"})
	}
	if fix, ok := fixes[best]; ok {
		f.Fix = fix
	}
	p.Report(f)
}

// maxListed bounds the attachments named in one finding.
const maxListed = 20

func cause(mode string, r domain.Reason) lint.Text {
	t := reasons[r]
	return lint.Text{IT: ruleNoCDA.Title.In("it") + " (" + mode + "): " + t.In("it"), EN: ruleNoCDA.Title.In("en") + " (" + mode + "): " + t.In("en")}
}

var places = map[domain.Place]lint.Text{
	domain.InNameTree:   {IT: "allegato", EN: "attachment"},
	domain.InResource:   {IT: "risorsa XFA", EN: "XFA resource"},
	domain.InAssociated: {IT: "file associato (/AF), dove il gateway non guarda", EN: "associated file (/AF), where the gateway does not look"},
	domain.InAnnotation: {IT: "annotazione di pagina, dove il gateway non guarda", EN: "page annotation, where the gateway does not look"},
}

// attached describes an embedded file.
func attached(a *domain.Attached) lint.Text {
	describe := func(place, what string) string {
		name := a.Key
		if name == "" {
			name = a.FileName
		}
		s := fmt.Sprintf("%s %q, %d byte", place, name, a.Size)
		if a.FileName != "" && a.FileName != name {
			s += fmt.Sprintf(" (%q)", a.FileName)
		}
		if a.ClinicalDocument {
			s += ", " + what
		}
		return s
	}
	place := places[a.Place]
	return lint.Text{IT: "c'è: " + describe(place.In("it"), "contiene un CDA"), EN: "there is: " + describe(place.In("en"), "contains a CDA")}
}
