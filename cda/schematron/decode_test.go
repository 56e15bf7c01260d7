package schematron_test

import (
	"bytes"
	"testing"
)

// decode returns the bytes that the reference's parser sees.
func decode(tb testing.TB, src []byte) []byte {
	tb.Helper()
	return bytes.TrimPrefix(src, []byte("\xef\xbb\xbf"))
}
