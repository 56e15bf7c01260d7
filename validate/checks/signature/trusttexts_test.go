package signaturecheck_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/pades/trust"
	signaturecheck "github.com/fselint/fselint/validate/checks/signature"
)

// TestTrustTexts: everything that package trust can say has words in both languages.
func TestTrustTexts(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "../../../pades/trust/answer.go", nil, 0)
	require.NoError(t, err)
	reasons, notes := 0, 0
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 {
			return true
		}
		literal, ok := spec.Values[0].(*ast.BasicLit)
		if !ok {
			return true
		}
		value, err := strconv.Unquote(literal.Value)
		require.NoError(t, err)
		kind, _ := spec.Type.(*ast.Ident)
		switch {
		case kind != nil && kind.Name == "Reason" && value != "":
			reasons++
			text := signaturecheck.TrustReason(trust.Reason(value))
			assert.NotEqual(t, value, text.In("it"))
			assert.NotEqual(t, value, text.In("en"))
		case strings.HasPrefix(spec.Names[0].Name, "Note"):
			notes++
			text := signaturecheck.NoteText(trust.Note{Kind: value})
			assert.NotEqual(t, value, text.In("it"))
			assert.NotEqual(t, value, text.In("en"))
		}
		return true
	})
	assert.Equal(t, []int{27, 9}, []int{reasons, notes})
	f := trust.Finding{Word: trust.NotTrusted, Reason: trust.Expired, About: "CN=Rossi", Value: "2020-01-01T00:00:00Z"}
	assert.Equal(t, "CN=Rossi: già scaduto al momento della firma (2020-01-01T00:00:00Z)", signaturecheck.TrustText(f).In("it"))
}
