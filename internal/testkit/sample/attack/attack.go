package attack

import (
	"fmt"

	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/cda/pdfwrite"
	"github.com/fselint/fselint/internal/testkit/padestest"
	"github.com/fselint/fselint/pades/sign"
)

// Sample is a document that was changed after signing.
type Sample struct {
	// Name is the name of its file without extension.
	Name string
	Data []byte
	// Attack is the kind of the attack as package revision names it, "" for a change that is allowed.
	Attack string
	// Signature is the gateway's decision.
	Signature string
	Note      string
}

// Object numbers of the document that is attacked.
const (
	catalog = iota + 1
	pageTree
	onlyPage
	text     // content stream: the signed text
	cover    // content stream: paints the overlay
	font     //
	overlay  // form XObject
	filespec // of the CDA
	embedded // the CDA
	field    // text field
	drawn    // appearance of the field
	spare    // an object of no use, behind which a second object with the number of the text stands
)

const (
	tiny    = `<ClinicalDocument xmlns="urn:hl7-org:v3"><title>Referto di prova</title></ClinicalDocument>`
	forged  = `<ClinicalDocument xmlns="urn:hl7-org:v3"><title>Referto sostituito</title></ClinicalDocument>`
	shown   = "BT /F1 14 Tf 60 760 Td (Importo dovuto: 10 euro, esempio) Tj ET"
	instead = "BT /F1 14 Tf 60 760 Td (Testo sostituito dopo la firma) Tj ET"
)

func stream(entries, data string) string {
	return fmt.Sprintf("<<%s/Length %d>>\nstream\n%s\nendstream", entries, len(data), data)
}

func page(contents, annotations string) string {
	return "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents" + contents +
		"/Resources<</Font<</F1 6 0 R>>/XObject<</Over 7 0 R>>>>/Annots" + annotations + ">>"
}

const (
	catalogText = "<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(cda.xml) 8 0 R]>>>>" +
		"/AcroForm<</Fields[10 0 R]/DA(/Helv 0 Tf 0 g)/DR<</Font<</Helv 6 0 R>>>>>>>>"
	drawnEntries = "/Type/XObject/Subtype/Form/BBox[0 0 240 20]/Resources<</Font<</Helv 6 0 R>>>>"
)

// document is the document that is signed.
func document() []byte {
	return padestest.Assemble(
		catalogText,
		"<</Type/Pages/Kids[3 0 R]/Count 1>>",
		page("[4 0 R 5 0 R]", "[10 0 R]"),
		stream("", shown),
		stream("", "q 1 0 0 1 60 740 cm /Over Do Q"),
		"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
		stream("/Type/XObject/Subtype/Form/BBox[0 0 400 12]", "1 g 0 0 400 12 re f"),
		"<</Type/Filespec/F(cda.xml)/UF(cda.xml)/EF<</F 9 0 R>>>>",
		stream("/Type/EmbeddedFile", tiny),
		"<</Type/Annot/Subtype/Widget/FT/Tx/T(nota)/V(esempio)/P 3 0 R/Rect[60 600 300 620]/F 4/AP<</N 11 0 R>>>>",
		stream(drawnEntries, "/Tx BMC BT /Helv 12 Tf 2 4 Td (esempio) Tj ET EMC"),
		"(prepared)\nendobj\n4 0 obj\n"+stream("", instead),
	)
}

// maker makes samples; the first failure ends the work.
type maker struct {
	opts    sign.Options
	samples []Sample
	err     error
}

// All makes all samples with the signer's key and signing time in opts.
func All(opts sign.Options) ([]Sample, error) {
	opts.ContentsSize = 2048
	m := &maker{opts: opts}
	signed := m.sign(document(), "Firma1", 0)
	m.saving(signed)
	m.wrapping(signed)
	m.forgery()
	m.shadow(signed)
	m.certified()
	m.embedding(signed)
	m.references(signed)
	m.layers()
	m.certifiedMore()
	m.allowed(signed)
	m.maintained(signed)
	return m.samples, m.err
}

func (m *maker) add(name, attack, signature, note string, data []byte) {
	m.samples = append(m.samples, Sample{Name: name, Data: data, Attack: attack, Signature: signature, Note: note})
}

// sign signs a document, as a certification when certify is not 0.
func (m *maker) sign(pdf []byte, name string, certify int) []byte {
	return m.signWith(pdf, name, func(o *sign.Options) { o.Certify = certify })
}

func (m *maker) signWith(pdf []byte, name string, change func(*sign.Options)) []byte {
	opts := m.opts
	opts.Field = name
	change(&opts)
	out, err := sign.Sign(pdf, opts)
	if err != nil && m.err == nil {
		m.err = fmt.Errorf("signing as %s: %w", name, err)
	}
	return out
}

// update appends an incremental update with the objects that write adds.
func (m *maker) update(pdf []byte, write func(u *pdfwrite.Update)) []byte {
	f, err := pdffile.Open(pdf, pdffile.Limits{})
	if err != nil {
		if m.err == nil {
			m.err = err
		}
		return nil
	}
	u, err := pdfwrite.New(f)
	if err != nil {
		if m.err == nil {
			m.err = err
		}
		return nil
	}
	write(u)
	return u.Bytes()
}

// replace appends an update with the text of objects.
func (m *maker) replace(pdf []byte, objects map[int]string) []byte {
	return m.update(pdf, func(u *pdfwrite.Update) {
		for num := range 64 {
			if body, ok := objects[num]; ok {
				u.Raw(num, []byte(body))
			}
		}
	})
}
