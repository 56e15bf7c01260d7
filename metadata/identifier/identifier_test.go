package identifier

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestTexts(t *testing.T) { assert.Empty(t, texts.Check()) }

func TestKinds(t *testing.T) {
	for value, want := range map[string]string{
		"RMSLSO31M04Z404R": "fiscal-code", "X^^^&2.16.840.1.113883.2.9.4.3.2&ISO": "cx", "2.16.840.1.113883": "oid", "S1#090": "cn",
	} {
		for _, k := range Kinds {
			if k.Looks(value) {
				assert.Equal(t, want, k.Name, value)
				break
			}
		}
	}
}
