package xsd

import (
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/xmltree"
)

// TestConcurrentErrors judges invalid documents at the same time on a fresh schema: what explains an error is made when the
// first document needs it.
func TestConcurrentErrors(t *testing.T) {
	const set = "../starter/schema/POCD_MT000040UV02"
	files := map[string][]byte{}
	paths, err := filepath.Glob(set + "/*.xsd")
	require.NoError(t, err)
	for _, path := range paths {
		files[filepath.Base(path)], err = os.ReadFile(path)
		require.NoError(t, err)
	}
	var invalid []*xmltree.Doc
	for _, name := range []string{"LAB-xsd-order", "LAB-xsd-value", "RSA-xsd-missing"} {
		data, err := os.ReadFile("../../testdata/cda/broken/" + name + ".xml")
		require.NoError(t, err)
		invalid = append(invalid, parse(t, data))
	}
	for range 5 {
		schema, err := Compile(files, "CDA.xsd")
		require.NoError(t, err)
		var wg sync.WaitGroup
		for i := range 12 {
			wg.Go(func() {
				result, err := schema.Validate(invalid[i%len(invalid)], Options{})
				assert.NoError(t, err)
				assert.False(t, result.Valid())
			})
		}
		wg.Wait()
	}
}
