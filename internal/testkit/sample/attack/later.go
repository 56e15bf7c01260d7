package attack

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/cda/pdfwrite"
	"github.com/fselint/fselint/internal/testkit/padestest"
	"github.com/fselint/fselint/pades/sign"
)

// catalogWith is the catalog of a signed document with one more entry.
func (m *maker) catalogWith(pdf []byte, entry string) string {
	f, err := pdffile.Open(pdf, pdffile.Limits{})
	if err != nil {
		if m.err == nil {
			m.err = err
		}
		return ""
	}
	root := string(pdfwrite.Object(f.Catalog()))
	return root[:len(root)-2] + entry + ">>"
}

// embedding makes incremental saving attacks on what the gateway takes: another CDA beside the signed one.
func (m *maker) embedding(signed []byte) {
	const kind = "incremental-saving"
	root := m.catalogWith(signed, "")
	m.add("saving-second-cda", kind, "OK", "another attachment was added, whose name differs in case only: the gateway takes the later one",
		m.replace(signed, map[int]string{
			catalog: strings.Replace(root, "/Names[(cda.xml) 8 0 R]", "/Names[(cda.xml)8 0 R(CDA.xml)20 0 R]", 1),
			20:      "<</Type/Filespec/F(cda.xml)/UF(cda.xml)/EF<</F 21 0 R>>>>", 21: stream("/Type/EmbeddedFile", forged),
		}))
	m.add("saving-resource", kind, "OK", "a resource with another CDA was added: the gateway looks there first",
		m.replace(signed, map[int]string{
			catalog: strings.Replace(root, "/Names<<", "/Names<</XFAResources 20 0 R", 1),
			20:      "<</Names[(datasets)21 0 R]>>", 21: stream("", forged),
		}))
	m.add("saving-alias", kind, "OK", "the text was replaced, and the new catalog names it as its validation data too",
		m.replace(signed, map[int]string{catalog: m.catalogWith(signed, "/DSS 4 0 R"), text: stream("", instead)}))
	prepared := m.replace(document(), map[int]string{
		onlyPage: strings.Replace(page("[4 0 R 5 0 R]", "[10 0 R]"), "/Over 7 0 R", "/Over 7 0 R/P 20 0 R", 1),
		cover:    stream("", "q 1 0 0 1 60 700 cm /P Do Q"),
		20:       stream("/Type/XObject/Subtype/Form/BBox[0 0 400 20]/Resources<</Font<</F1 6 0 R>>>>", "BT /F1 12 Tf 0 4 Td (Importo: 10) Tj ET"),
	})
	m.add("saving-resource-named-P", kind, "OK", "a form XObject under the name P was replaced",
		m.replace(m.sign(prepared, "Firma1", 0), map[int]string{
			20: stream("/Type/XObject/Subtype/Form/BBox[0 0 400 20]/Resources<</Font<</F1 6 0 R>>>>", "BT /F1 12 Tf 0 4 Td (Importo: 9999) Tj ET"),
		}))
	shared := m.replace(document(), map[int]string{
		catalog: strings.Replace(catalogText, "/Names<<", "/PieceInfo<</App<</LastModified(D:2026)/Private 11 0 R>>>>/Names<<", 1),
	})
	m.add("shadow-replace-shared", "shadow-replace", "OK", "the appearance of a field was replaced, which private data share",
		m.replace(m.sign(shared, "Firma1", 0), map[int]string{drawn: stream(drawnEntries, "/Tx BMC BT /Helv 12 Tf 2 4 Td (sostituito) Tj ET EMC")}))
}

// references makes attacks by cross-references of a later revision that lead elsewhere or nowhere: readers repair them in their own way.
func (m *maker) references(signed []byte) {
	const kind = "shadow-hide-and-replace"
	at := bytes.Index(signed, []byte("\n5 0 obj\n")) + 1
	m.add("reference-elsewhere", kind, "OK", "a later cross-reference says that the text stands where the overlay does", table(signed, text, at))
	m.add("reference-nowhere", kind, "OK", "a later cross-reference says that the text stands where no object is", table(signed, text, at+20))
	later := table(signed, text, bytes.Index(signed, []byte("\n4 0 obj\n"))+1)
	m.add("reference-generation", kind, "OK", "a later cross-reference gives the text another generation",
		bytes.Replace(later, []byte(" 00000 n \ntrailer\n<</Size 40"), []byte(" 00001 n \ntrailer\n<</Size 40"), 1))
	m.add("reference-missing", kind, "OK", "the new catalog refers to an object that is not there: some readers then look for objects anew",
		m.replace(signed, map[int]string{catalog: m.catalogWith(signed, "/PieceInfo 39 0 R")}))
	replaced := m.replace(signed, map[int]string{text: stream("", instead)})
	damaged := regexp.MustCompile(`startxref\n\d+\n%%EOF\n$`).ReplaceAll(replaced, fmt.Appendf(nil, "startxref\n%d\n%%%%EOF\n", len(replaced)-20))
	m.add("saving-startxref", "incremental-saving", "OK", "the text was replaced in an update whose startxref leads nowhere", damaged)
}

// layers hides and shows content through optional content and annotations, and forges byte ranges in further ways.
func (m *maker) layers() {
	layered := m.replace(document(), map[int]string{
		catalog:  strings.Replace(catalogText, "/Names<<", "/OCProperties 22 0 R/Names<<", 1),
		cover:    stream("", "/OC /Lay BDC q 1 0 0 1 60 740 cm /Over Do Q EMC"),
		onlyPage: strings.Replace(page("[4 0 R 5 0 R]", "[10 0 R 24 0 R]"), "/XObject<</Over 7 0 R>>", "/XObject<</Over 7 0 R>>/Properties<</Lay 23 0 R>>", 1),
		22:       "<</OCGs[23 0 R]/D<</ON[23 0 R]>>>>", 23: "<</Type/OCG/Name(Strato)>>",
		24: "<</Type/Annot/Subtype/Stamp/P 3 0 R/F 4/Rect[60 640 300 660]/AP<</N 25 0 R>>>>",
		25: stream("/Type/XObject/Subtype/Form/BBox[0 0 240 20]", "1 g 0 0 240 20 re f"),
	})
	signed := m.sign(layered, "Firma1", 0)
	m.add("shadow-hide-layer", "shadow-hide", "OK", "the layer of an overlay was turned off after signing",
		m.replace(signed, map[int]string{22: "<</OCGs[23 0 R]/D<</OFF[23 0 R]>>>>"}))
	m.add("shadow-hide-annotation", "shadow-hide", "OK", "an annotation that covers text was removed after signing",
		m.update(signed, func(u *pdfwrite.Update) {
			d, _ := u.File().Dict(*types.NewIndirectRef(onlyPage, 0))
			text := strings.Replace(string(pdfwrite.Object(d)), "24 0 R", "", 1)
			u.Raw(onlyPage, []byte(text))
		}))
	m.add("wrapping-six-numbers", "signature-wrapping", "OK", "/ByteRange leaves out two parts of the file",
		m.signWith(document(), "Firma1", func(o *sign.Options) {
			o.Layout.Ranges = func(open, closed, size int) ([]int, string) {
				return []int{0, open, closed, 100, closed + 120, size - closed - 120},
					fmt.Sprintf("[0 %d %d 100 %d %d]", open, closed, closed+120, size-closed-120)
			}
		}))
	m.add("forgery-empty-range", "universal-signature-forgery", "INVALID", "/ByteRange covers nothing",
		m.signWith(document(), "Firma1", func(o *sign.Options) {
			o.Layout.Ranges = func(open, closed, size int) ([]int, string) {
				return []int{0, open, closed, size - closed}, "[0 0 0 0]"
			}
		}))
}

// certifiedMore makes further attacks on certified documents.
func (m *maker) certifiedMore() {
	annotations := m.sign(document(), "Firma1", 3)
	m.add("certified-stamp", "evil-annotation", "OK", "a stamp covers the text of a document whose certification permits annotations",
		m.replace(annotations, map[int]string{
			onlyPage: withAnnotation(fresh),
			fresh:    "<</Type/Annot/Subtype/Stamp/P 3 0 R/F 4/Rect[60 750 400 780]/AP<</N 41 0 R>>>>",
			41:       stream("/Type/XObject/Subtype/Form/BBox[0 0 340 30]", "1 g 0 0 340 30 re f"),
		}))
	m.add("certified-large", "evil-annotation", "OK", "a highlight with an appearance of its own covers the page of a certified document",
		m.replace(annotations, map[int]string{
			onlyPage: withAnnotation(fresh),
			fresh:    "<</Type/Annot/Subtype/Highlight/P 3 0 R/F 4/Rect[0 0 595 842]/QuadPoints[0 842 595 842 0 0 595 0]/AP<</N 41 0 R>>>>",
			41:       stream("/Type/XObject/Subtype/Form/BBox[0 0 595 842]", "1 g 0 0 595 842 re f"),
		}))
	m.add("certified-attachment", "incremental-saving", "OK", "a file was attached through an annotation, which no certification permits",
		m.replace(annotations, map[int]string{
			onlyPage: withAnnotation(fresh),
			fresh:    "<</Type/Annot/Subtype/FileAttachment/P 3 0 R/Rect[0 0 9 9]/FS<</Type/Filespec/F(cda.xml)/EF<</F 41 0 R>>>>>>",
			41:       stream("/Type/EmbeddedFile", forged),
		}))
	filling := m.sign(document(), "Firma1", 2)
	m.add("certified-empty-field", "sneaky-signature", "INVALID", "a visible signature field without a signature was added to a certified document",
		m.update(filling, func(u *pdfwrite.Update) {
			root := string(pdfwrite.Object(u.File().Catalog()))
			u.Raw(catalog, []byte(strings.Replace(root, "/Fields[10 0 R 14 0 R]", "/Fields[10 0 R 14 0 R 40 0 R]", 1)))
			u.Raw(onlyPage, []byte(withAnnotation(fresh)))
			u.Raw(fresh, []byte("<</Type/Annot/Subtype/Widget/FT/Sig/T(Firma2)/P 3 0 R/F 4/Rect[60 750 400 780]/AP<</N 41 0 R>>>>"))
			u.Raw(41, []byte(stream("/Type/XObject/Subtype/Form/BBox[0 0 340 30]", "1 g 0 0 340 30 re f")))
		}))
}

// visible signs with an appearance, and writes the default resources of the form anew, as common software does.
func (m *maker) visible(pdf []byte, n int) []byte {
	return m.signWith(pdf, fmt.Sprintf("Firma%d", n), func(o *sign.Options) {
		o.Layout.Form = func(f sign.Form) sign.Form {
			f.Extra = []string{
				stream(fmt.Sprintf("/Type/XObject/Subtype/Form/BBox[0 0 120 40]/Resources<</XObject<</FRM %d 0 R>>>>", f.Free+1), "q /FRM Do Q"),
				stream("/Type/XObject/Subtype/Form/BBox[0 0 120 40]", fmt.Sprintf("%d.1 0 0.5 RG 1 1 118 38 re S", n%2)),
			}
			f.AcroForm = regexp.MustCompile(`/DR<<.*?>>>>`).ReplaceAllString(f.AcroForm, "")
			f.AcroForm = strings.Replace(f.AcroForm, "/SigFlags 3", fmt.Sprintf("/SigFlags 3/DR<</XObject<</FRM %d 0 R>>>>", f.Free+1), 1)
			f.Field = strings.Replace(f.Field, "/Rect[0 0 0 0]", fmt.Sprintf("/Rect[60 %d 180 %d]/AP<</N %d 0 R>>", 60*n, 60*n+40, f.Free), 1)
			return f
		}
	})
}

// maintained makes more controls: signed several times, with validation data that are kept up to date and archived.
func (m *maker) maintained(signed []byte) {
	plain := padestest.NewPDF(padestest.File{Name: "cda.xml", Data: []byte(tiny)})
	m.add("allowed-three-visible", "", "OK", "signed three times, visibly, the default resources written anew each time",
		m.visible(m.visible(m.visible(plain, 1), 2), 3))
	stored := m.update(signed, m.validationData)
	store := func(pdf []byte, entries string, objects map[int]string) []byte {
		return m.update(pdf, func(u *pdfwrite.Update) {
			r, _, _ := pdffile.Reference(u.File().Catalog()["DSS"])
			u.Raw(r, []byte(entries))
			for num, body := range objects {
				u.Raw(num, []byte(body))
			}
		})
	}
	crl := map[int]string{50: stream("", "CRL 1")}
	first := store(stored, "<</Type/DSS/Certs[15 0 R]/CRLs[50 0 R]/VRI<</ABCD<</CRL[50 0 R]>>>>>>", crl)
	tidied := store(first, "<</Certs[15 0 R]/CRLs[51 0 R]/VRI<</ABCD<</CRL[51 0 R]/TU(D:2026)>>/EF01<<>>>>>>", map[int]string{51: stream("", "CRL 2")})
	m.add("allowed-store-tidied", "", "OK", "the validation data lost its type, a revocation list was superseded, the entries of signatures were updated", tidied)
	stamp := func(pdf []byte, n int) []byte {
		return m.signWith(pdf, "Marca"+strconv.Itoa(n), func(o *sign.Options) {
			o.SubFilter = "ETSI.RFC3161"
			o.Layout.Dictionary = func(s string) string { return strings.Replace(s, "/Type/Sig/", "/Type/DocTimeStamp/", 1) }
			o.CMS.ContentType, o.CMS.Encapsulate = "1.2.840.113549.1.9.16.1.4", m.timeStamp
		})
	}
	archived := stamp(tidied, 1)
	archived = stamp(store(archived, "<</Type/DSS/Certs[15 0 R]/CRLs[51 0 R 60 0 R]>>", map[int]string{60: stream("", "CRL 3")}), 2)
	m.add("allowed-archived", "", "INVALID", "time stamps over validation data, renewed once: the gateway verifies them as if they were signatures", archived)
}
