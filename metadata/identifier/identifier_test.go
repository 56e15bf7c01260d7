package identifier

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestTexts(t *testing.T) { assert.Empty(t, texts.Check()) }

func TestKinds(t *testing.T) {
	for value, want := range map[string]string{
		"RMSLSO31M04Z404R": "fiscal-code", "X^^^&2.16.840.1.113883.2.9.4.3.2&ISO": "cx", "2.16.840.1.113883": "oid", "S1#090": "cn",
		"0d9f6a5c-3b1e-4c7e-9a53-2f3f1f5d9e10": "uuid", "0D9F6A5C-3B1E-4C7E-9A53-2F3F1F5D9E10": "uuid", "0d9f6a5c-3b1e": "fiscal-code",
		Plain("2.16.840.1.113883.2.9.2.90.4.4%5E1.LAB"): "document", Plain("X%5e%5e%5e%262.16.840.1.113883.2.9.4.3.2%26ISO"): "cx",
		Plain("S1%23090"): "cn", Plain("%28%2711502-2%5E%5E2.16.840.1.113883.6.1%27%29"): "resource-type", Plain("100%"): "fiscal-code",
	} {
		for _, k := range Kinds {
			if k.Looks(value) {
				assert.Equal(t, want, k.Name, value)
				break
			}
		}
	}
}
