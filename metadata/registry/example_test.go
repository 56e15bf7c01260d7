package registry_test

import (
	"fmt"
	"strings"

	"github.com/fselint/fselint/metadata/registry"
)

// Compare what a token says of its software with the registry of accredited software.
func ExampleRegistry_Match() {
	r, err := registry.Read(strings.NewReader(
		"Fornitore,Nomi fornitori equivalenti,Applicativo,Versione,Versioni Equivalenti,Tipo Documento,Servizio,Data validazione,Versione Gateway\n" +
			"ACME S.r.l.,,Referti Lab,2.0,,LAB,VALIDATION,2025-01-01,1.0\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	m := r.Match("ACME S.r.l.", "Referti_Lab", "2.0")
	fmt.Println(len(m.Candidates), "rows with exactly these three values")
	for _, near := range m.NearMisses {
		fmt.Println("near:", near.Row.Vendor, near.Row.Application, near.Row.Version)
	}
	for _, d := range registry.Compare("Referti_Lab", "Referti Lab") {
		fmt.Println(d.Kind, "at", d.Position)
	}
	// Output:
	// 0 rows with exactly these three values
	// near: ACME S.r.l. Referti Lab 2.0
	// underscore at 8
}
