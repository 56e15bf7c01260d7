package pdffile_test

import (
	"testing"

	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/internal/testkit/pdftest"
)

func FuzzOpen(f *testing.F) {
	b := marked()
	f.Add(b.Finish("/Root 1 0 R/Info 11 0 R"))
	b.Object(10, "<</A[1 2 R 3 0 R null]/B<4142>/C(x\\)y)/D/E#20F/G -1.5/H true>>")
	f.Add(b.FinishStream(20, []pdftest.Compressed{{Num: 11, Body: "<</Title(x)>>"}}, "/Root 1 0 R"))
	f.Add(pdftest.WithAttachments(pdftest.Attachment{Key: "cda.xml", FileName: "cda.xml", Data: []byte("<ClinicalDocument/>")}))
	f.Add([]byte("%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<<>>\nendobj\ntrailer<</Root 1 0 R>>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, library := range []pdffile.Library{pdffile.PDFBox, pdffile.OpenPDF} {
			file, err := pdffile.OpenAs(library, data, pdffile.Limits{MaxDecodeBytes: 1 << 20})
			if err != nil {
				continue
			}
			if file.Catalog() == nil {
				t.Fatal("opened without a catalog")
			}
			visit(file)
		}
	})
}
