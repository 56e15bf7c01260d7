package profile_test

import (
	"context"
	"fmt"
	"os"

	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/pades"
	"github.com/fselint/fselint/pades/profile"
)

// Both judgements of a document: the gateway's decision, and what careful readers say of every signature.
func ExampleJudge() {
	data, err := os.ReadFile("../../testdata/pdf/LAB-attachment.pdf")
	if err != nil {
		fmt.Println(err)
		return
	}
	f, err := pdffile.Open(data, pdffile.Limits{})
	if err != nil {
		fmt.Println(err)
		return
	}
	gateway := pades.Decide(f, fse.May2026)
	careful := profile.Judge(context.Background(), f, gateway.Signatures, nil)
	fmt.Println(gateway.Decision, careful.Integrity(), careful.TrustWord())
	for _, s := range careful.Signed() {
		fmt.Println(s.Facts.Field, s.Level, s.Integrity, s.Time.Source, s.Coverage.State)
	}
	// Output:
	// OK intact not judged
	// Signature1 B-B intact M covered
}
