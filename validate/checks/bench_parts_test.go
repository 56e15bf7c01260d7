package checks

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/internal/testkit/certtest"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/request"
	"github.com/fselint/fselint/metadata/token"
	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/schemas/starter"
)

// BenchmarkParts judges both tokens and the request body of a metadata update, which sends no document: without the
// signatures of the tokens, and then with all that a check does.
func BenchmarkParts(b *testing.B) {
	t := &testing.T{}
	bundle := newSubmission(t, fse.Update).Bundle(t)
	b.Run("tokens-and-body", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			signature, authentication := token.Parse(bundle.Parts[lint.SourceSignatureToken]), token.Parse(bundle.Parts[lint.SourceAuthenticationToken])
			o := token.Options{Operation: fse.Update, At: certtest.Now, SkipSignature: true}
			o.Kind, o.Other = token.Signature, authentication
			signature.Judge(o)
			o.Kind, o.Other = token.Authentication, signature
			authentication.Judge(o)
			request.Judge(fse.Update, request.Read(bundle.Parts[lint.SourceRequest]), request.Context{Now: certtest.Now})
		}
	})
	b.Run("check", func(b *testing.B) {
		catalog, err := schemas.OpenFS(starter.FS(), "embedded", schemas.AsStarter())
		require.NoError(b, err)
		runner, err := NewRunner(Config{Catalog: catalog, Call: Call{Operation: fse.Update, At: certtest.Now}})
		require.NoError(b, err)
		for b.Loop() {
			runner.Document(context.Background(), bundle)
		}
	})
}
