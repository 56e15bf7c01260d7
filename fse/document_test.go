package fse

import (
	"encoding/csv"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/internal/testkit/shared"
)

func TestTypesAreThoseOfTheSpecification(t *testing.T) {
	f, err := os.Open(shared.Dir(t, "spec", "tables", "document_types.csv"))
	require.NoError(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	column := make(map[string]int)
	for i, name := range rows[0] {
		column[name] = i
	}
	assert.Len(t, DocumentTypes(), len(rows)-1)
	for _, row := range rows[1:] {
		got, ok := DocumentTypeByTemplate(row[column["template_id_root"]])
		require.True(t, ok)
		assert.Equal(t, row[column["abbreviation"]], got.Abbr)
		assert.Equal(t, row[column["loinc_code"]], got.LOINC)
		assert.Equal(t, row[column["class_code"]], got.Class)
		assert.Equal(t, strings.HasPrefix(row[column["in_accreditation_list"]], "yes"), got.Accredited)
	}
	_, ok := DocumentTypeByTemplate("1.2.3")
	assert.False(t, ok)
}
