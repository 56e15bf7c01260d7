package cda_test

import (
	"fmt"
	"os"

	"github.com/fselint/fselint/cda"
	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/fse"
)

// Take the CDA out of a PDF as the gateway does, and decode it.
func ExampleExtract() {
	data, err := os.ReadFile("../testdata/pdf/LAB-attachment.pdf")
	if err != nil {
		fmt.Println(err)
		return
	}
	f, err := pdffile.Open(data, pdffile.Limits{})
	if err != nil {
		fmt.Println(err)
		return
	}
	found, err := cda.Extract(f, cda.Attachment, fse.July2025)
	if err != nil {
		fmt.Println(err)
		return
	}
	text, err := cda.Decode(found.Data)
	if err != nil {
		fmt.Println(err)
		return
	}
	template, typeID, _, _ := cda.HeaderIDs(text.String)
	fmt.Println(text.Encoding, template, typeID)
	// Output: UTF-8 2.16.840.1.113883.2.9.10.1.1 POCD_MT000040UV02
}
