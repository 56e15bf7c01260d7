package pades_test

import (
	"fmt"
	"log"
	"os"

	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/pades"
)

// Decide about the signatures of a PDF as the gateway does.
func ExampleDecide() {
	for _, name := range []string{"LAB-attachment.pdf", "broken/LAB-tampered.pdf"} {
		data, err := os.ReadFile("../testdata/pdf/" + name)
		if err != nil {
			log.Fatal(err)
		}
		pdf, err := pdffile.Open(data, pdffile.Limits{})
		if err != nil {
			log.Fatal(err)
		}
		decision := pades.Decide(pdf, fse.July2025)
		fmt.Println(decision.Decision, decision.Reason)
	}
	// Output:
	// OK ok
	// INVALID digest-mismatch
}
