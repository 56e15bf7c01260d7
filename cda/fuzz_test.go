package cda

import (
	"bytes"
	"errors"
	"testing"
	"unicode/utf8"

	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/internal/jdk/soup"
	"github.com/fselint/fselint/internal/testkit/pdftest"
)

func FuzzExtract(f *testing.F) {
	doc := []byte("<ClinicalDocument/>")
	f.Add(pdftest.WithAttachments(pdftest.Attachment{Key: "cda.xml", FileName: "cda.xml", Data: doc}, pdftest.Attachment{Key: "x", FileName: "y"}))
	b := pdftest.Page("/Names<</XFAResources 30 0 R/EmbeddedFiles<</Kids[<</Names[(a)<</EF<</F 31 0 R>>>>]>>]>>>>/AF[31 0 R]")
	b.Object(30, "<</Names[(datasets)31 0 R]>>")
	b.Stream(31, "", doc)
	f.Add(b.Finish("/Root 1 0 R"))
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := pdffile.Open(data, pdffile.Limits{MaxDecodeBytes: 1 << 20})
		if err != nil {
			return
		}
		for _, mode := range []Mode{Auto, Attachment, Resource} {
			got, err := Extract(file, mode, fse.July2025)
			var missing *NotFoundError
			switch {
			case err == nil && len(got.Data) == 0:
				t.Fatal("found nothing without an error")
			case err != nil && (!errors.As(err, &missing) || missing.Survey == nil):
				t.Fatalf("unexpected error %v", err)
			}
		}
		NewSurvey(file)
	})
}

func FuzzDecode(f *testing.F) {
	for _, s := range []string{"", "<a/>", "\xEF\xBB\xBF<a/>", `<?xml version="1.0" encoding="ISO-8859-1"?><a>` + "\xE8</a>",
		"\xFF\xFE<\x00a\x00", "<\x00?\x00x\x00m\x00l\x00", "\x4C\x6F\xA7\x94\x93\x40", `<?xml version='1.1' standalone="no"?>`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		before := bytes.Clone(data)
		text, err := Decode(data)
		if err != nil {
			return
		}
		if !bytes.Equal(before, data) {
			t.Fatal("the input was changed")
		}
		if !utf8.Valid(text.String) || !utf8.Valid(text.XML) {
			t.Fatal("the text is not well-formed UTF-8")
		}
		if text.FatalXML != nil && (text.FatalXML.Offset < 0 || text.FatalXML.Offset > len(text.String)) {
			t.Fatal("offset outside of the text")
		}
	})
}

func FuzzHeaderIDs(f *testing.F) {
	for _, s := range []string{"", `<typeId extension="a"/><templateId root='b'>`, "<!-- --><![CDATA[", "<title></title", "<a b=&#x41;&amp", "<?x?>"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		root, extension, haveTemplate, haveType := HeaderIDs(data)
		if !haveTemplate && root != "" || !haveType && extension != "" {
			t.Fatal("a value without an element")
		}
		if out, ok := soup.Element(data, "clinicaldocument"); ok && !bytes.HasPrefix(out, []byte("<")) {
			t.Fatalf("no element: %q", out)
		}
	})
}
