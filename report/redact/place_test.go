package redact

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/fselint/fselint/lint"
)

// TestDossierPlaces: what the specifications name is shown, names of files and sheets of people are not.
func TestDossierPlaces(t *testing.T) {
	for l, want := range map[lint.Location]string{
		{Source: lint.SourceJSON, Path: "/results/12/traceId"}:            "/results/12/traceId",
		{Source: lint.SourceJSON, Path: "/results/12/mario.rossi"}:        "/results/12/*",
		{Source: lint.SourceWorkbook, Path: "TestCases!K12"}:              "TestCases!K12",
		{Source: lint.SourceWorkbook, Path: "'LISTA VALORI'!B2"}:          "'LISTA VALORI'!B2",
		{Source: lint.SourceWorkbook, Path: "Rossi!K12"}:                  "*!K12",
		{Source: lint.SourceWorkbook, Path: "TestCases!Rossi"}:            "",
		{Source: lint.SourceFolder, Path: "FILES/SIGNED/mario rossi.pdf"}: "FILES/SIGNED/*",
	} {
		assert.Equal(t, want, place(l), l.Path)
	}
}
