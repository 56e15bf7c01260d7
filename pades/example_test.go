package pades_test

import (
	"fmt"
	"time"

	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/internal/testkit/padestest"
	"github.com/fselint/fselint/pades"
)

func ExampleDecide() {
	key, cert := padestest.Identity()
	pdf, err := padestest.Sign(padestest.NewPDF(), padestest.Options{
		CMS: padestest.CMS{Key: key, Certificate: cert, SigningTime: time.Date(2019, 1, 1, 0, 0, 0, 0, time.UTC)},
		M:   "(D:20250601120000Z)",
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	f, err := pdffile.Open(pdf, pdffile.Limits{})
	if err != nil {
		fmt.Println(pades.DecideOpenError(err).Decision)
		return
	}
	j := pades.Decide(f)
	fmt.Println(j.Decision, j.Reason, "step", j.Step)
	fmt.Println(j.Detail.In("en"))
	// Output:
	// INVALID verify-exception step 5
	// the certificate was not valid at the signing time: signed at 2019-01-01T00:00:00Z, valid from 2020-01-01T00:00:00Z to 2040-01-01T00:00:00Z
}
