package sample

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/fselint/fselint/internal/testkit/padestest"
	"github.com/fselint/fselint/internal/testkit/sample/attack"
)

// signedAt is the signing time of all samples.
var signedAt = time.Date(2026, 1, 15, 10, 30, 0, 0, time.FixedZone("CET", 3600))

// page is a document of one page that says what it is, with the CDA where the layout puts it.
type page struct {
	title string
	// catalog is added to the catalog's dictionary; objects are numbered from 6 on.
	catalog string
	objects []string
}

// bytes writes the document: 1 catalog, 2 pages, 3 page, 4 its content, 5 the font.
func (p page) bytes() []byte {
	content := fmt.Sprintf("BT /F1 14 Tf 60 760 Td (%s) Tj 0 -24 Td (fselint sample, not a clinical document) Tj ET", p.title)
	objects := []string{
		"<</Type/Catalog/Pages 2 0 R" + p.catalog + ">>",
		"<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
		stream("", []byte(content)),
		"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
	}
	return padestest.Assemble(append(objects, p.objects...)...)
}

func stream(entries string, data []byte) string {
	return fmt.Sprintf("<<%s/Length %d>>\nstream\n%s\nendstream", entries, len(data), data)
}

// withAttachments embeds files, in the order given, in one flat name tree.
func withAttachments(title string, files ...padestest.File) page {
	p := page{title: title}
	var names strings.Builder
	for _, f := range files {
		spec := 6 + len(p.objects)
		fmt.Fprintf(&names, "(%s) %d 0 R", f.Name, spec)
		p.objects = append(p.objects,
			fmt.Sprintf("<</Type/Filespec/F (%s)/UF (%s)/EF<</F %d 0 R>>>>", f.Name, f.Name, spec+1),
			stream("/Type/EmbeddedFile/Subtype/text#2Fxml", f.Data))
	}
	p.catalog = "/Names<</EmbeddedFiles<</Names[" + names.String() + "]>>>>"
	return p
}

// withNestedTree embeds the file below two levels of kids, where the gateway does not look.
func withNestedTree(title string, cda []byte) page {
	return page{title: title, catalog: "/Names<</EmbeddedFiles<</Kids[6 0 R]>>>>", objects: []string{
		"<</Limits[(cda.xml)(cda.xml)]/Kids[7 0 R]>>",
		"<</Limits[(cda.xml)(cda.xml)]/Names[(cda.xml) 8 0 R]>>",
		"<</Type/Filespec/F (cda.xml)/UF (cda.xml)/EF<</F 9 0 R>>>>",
		stream("/Type/EmbeddedFile", cda),
	}}
}

// withResource puts the CDA into the XFAResources, as the datasets of a form.
func withResource(title string, cda []byte) page {
	return page{title: title, catalog: "/Names<</XFAResources 6 0 R>>", objects: []string{
		"<</Names[(datasets) 7 0 R]>>",
		stream("", cda),
	}}
}

// datasets wraps a CDA as the data of a form: the gateway takes the first ClinicalDocument that it finds in it.
func datasets(cda []byte) []byte {
	_, root, _ := bytes.Cut(cda, []byte("?>\n"))
	return fmt.Appendf(nil, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xfa:datasets xmlns:xfa=\"http://www.xfa.org/schema/xfa-data/1.0/\"><xfa:data>\n%s</xfa:data></xfa:datasets>\n", root)
}

// signWith returns a function that signs a document with the key and certificate in PEM form.
func signWith(signer []byte) (func([]byte) ([]byte, error), error) {
	key, cert, err := padestest.ReadPEM(signer)
	if err != nil {
		return nil, err
	}
	return func(pdf []byte) ([]byte, error) {
		return padestest.Sign(pdf, options(key, cert, signedAt))
	}, nil
}

func options(key crypto.Signer, cert *x509.Certificate, at time.Time) padestest.Options {
	return padestest.Options{
		CMS: padestest.CMS{Key: key, Certificate: cert}, Time: at, ContentsSize: 4096,
		Name: "fselint test signer", Reason: "fselint sample",
	}
}

// addPDFs makes the PDFs of the set.
func (s *Set) addPDFs(signer []byte, valid map[string][]byte) error {
	sign, err := signWith(signer)
	if err != nil {
		return err
	}
	lab, rsa := valid["LAB"], valid["RSA"]
	cda := func(name string, data []byte) padestest.File { return padestest.File{Name: name, Data: data} }
	for _, p := range []struct {
		name   string
		page   page
		change func([]byte) []byte // after signing
		Expectation
	}{
		{"LAB-attachment", withAttachments("LAB", cda("cda.xml", lab)), nil, Expectation{Result: "OK", Signature: "OK", Note: "valid CDA as attachment cda.xml, signed"}},
		{"LAB-resource", withResource("LAB", lab), nil, Expectation{Result: "OK", Signature: "OK", Note: "valid CDA in the XFA resources, signed"}},
		{"RSA-attachment", withAttachments("RSA", cda("cda.xml", rsa)), nil, Expectation{Result: "OK", Signature: "OK", Note: "valid CDA as attachment cda.xml, signed"}},
		{"RSA-resource", withResource("RSA", datasets(rsa)), nil, Expectation{Result: "OK", Signature: "OK", Note: "valid CDA in the XFA resources, signed"}},
		{"broken/LAB-schematron", withAttachments("LAB", cda("cda.xml", s.Files["cda/broken/LAB-schematron.xml"])), nil,
			Expectation{Result: "SEMANTIC_ERROR", Signature: "OK", Rule: "ERRORE-46", Note: "signed, but the CDA breaks a rule"}},
		{"broken/LAB-other-name", withAttachments("LAB", cda("referto.xml", lab)), nil, Expectation{Signature: "OK", Note: "the attachment is not named cda.xml"}},
		{"broken/LAB-upper-case-name", withAttachments("LAB", cda("CDA.XML", lab)), nil, Expectation{Signature: "OK", Note: "the attachment is named CDA.XML: the gateway's comparison is exact"}},
		{"broken/LAB-nested-tree", withNestedTree("LAB", lab), nil, Expectation{Signature: "OK", Note: "the name tree is two levels deep: the gateway looks one level down"}},
		{"broken/LAB-two-attachments", withAttachments("LAB", cda("allegato.txt", []byte("allegato di esempio")), cda("cda.xml", lab)), nil,
			Expectation{Result: "OK", Signature: "OK", Note: "cda.xml is not the first attachment, as the documentation wants it"}},
		{"broken/plain", page{title: "Plain"}, nil, Expectation{Signature: "OK", Note: "no CDA in the document"}},
		{"broken/LAB-tampered", withAttachments("LAB", cda("cda.xml", lab)), tamper, Expectation{Result: "OK", Signature: "INVALID", Note: "the CDA was changed after signing"}},
		{"broken/LAB-appended", withAttachments("LAB", cda("cda.xml", lab)), appendRevision, Expectation{Result: "OK", Signature: "OK", Note: "a revision was appended after signing: the gateway does not mind"}},
	} {
		data, err := sign(p.page.bytes())
		if err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		if p.change != nil {
			data = p.change(data)
		}
		p.Expectation.File = "pdf/" + p.name + ".pdf"
		s.add(data, p.Expectation)
	}
	unsigned := withAttachments("LAB", cda("cda.xml", lab)).bytes()
	s.add(unsigned, Expectation{File: "pdf/broken/LAB-unsigned.pdf", Result: "OK", Signature: "NOT_SIGNED", Note: "valid CDA, not signed"})
	cut := bytes.Index(unsigned, []byte("7 0 obj"))
	s.add(unsigned[:cut], Expectation{File: "pdf/broken/LAB-truncated.pdf", Signature: "ERROR_500", Note: "the file ends before the embedded CDA; of the gateway's two readers one repairs what is there"})
	s.add([]byte("Questo file non è un PDF.\n"), Expectation{File: "pdf/broken/not-a-pdf.pdf", Signature: "ERROR_500", Note: "a text file"})
	return nil
}

// addAttacks adds the documents that were changed after signing. Their CDA is a title and no more.
func (s *Set) addAttacks(signer []byte) error {
	key, cert, err := padestest.ReadPEM(signer)
	if err != nil {
		return err
	}
	all, err := attack.All(options(key, cert, signedAt))
	if err != nil {
		return err
	}
	for _, a := range all {
		s.add(a.Data, Expectation{File: "pdf/revisions/" + a.Name + ".pdf", Result: "EXCEPTION", Signature: a.Signature, Attack: a.Attack, Note: a.Note})
	}
	return nil
}

// tamper changes a letter in the CDA, which the signature covers.
func tamper(pdf []byte) []byte {
	return bytes.Replace(pdf, []byte("Testo di esempio"), []byte("Testo di esempia"), 1)
}

var startxref = regexp.MustCompile(`startxref\s+(\d+)\s+%%EOF\s*$`)

// appendRevision adds an incremental update with one new object that nothing refers to.
func appendRevision(pdf []byte) []byte {
	previous := startxref.FindSubmatch(pdf)
	size := regexp.MustCompile(`/Size (\d+)`).FindAllSubmatch(pdf, -1)
	number := string(size[len(size)-1][1])
	var next int
	_, _ = fmt.Sscan(number, &next)
	out := bytes.Clone(pdf)
	offset := len(out)
	out = fmt.Appendf(out, "%d 0 obj\n(appended after signing)\nendobj\n", next)
	table := len(out)
	out = fmt.Appendf(out, "xref\n%d 1\n%010d 00000 n \ntrailer\n<</Size %d/Root 1 0 R/Prev %s>>\nstartxref\n%d\n%%%%EOF\n",
		next, offset, next+1, previous[1], table)
	return out
}
