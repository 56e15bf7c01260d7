package hl7id

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestOwnAuthority: STP and ENI codes have OIDs of their own.
func TestOwnAuthority(t *testing.T) {
	for value, want := range map[string]string{
		"STP0909090123456^^^&2.16.840.1.113883.2.9.4.3.17&ISO": "",
		"ENI0909090123456^^^&2.16.840.1.113883.2.9.4.3.18&ISO": "",
		"STP0909090123456^^^&2.16.840.1.113883.2.9.4.3.2&ISO":  "2.16.840.1.113883.2.9.4.3.17",
		"ENI0909090123456^^^&2.16.840.1.113883.2.9.4.3.2&ISO":  "2.16.840.1.113883.2.9.4.3.18",
		"ENI0909090123456^^^&2.16.840.1.113883.2.9.4.3.17&ISO": "2.16.840.1.113883.2.9.4.3.18",
		"PRVPNT80A41H501Y^^^&2.16.840.1.113883.2.9.4.3.17&ISO": "2.16.840.1.113883.2.9.4.3.2",
		"PRVPNT80A41H501Y^^^&2.16.840.1.113883.2.9.4.3.2&ISO":  "",
	} {
		_, flaws := ParseCX(value)
		got := ""
		for _, f := range flaws {
			if f.Rule == OwnAuthority {
				got = f.Expected.In("en")
			}
			assert.NotEqual(t, Authority, f.Rule, value)
		}
		assert.Equal(t, want, got, value)
	}
}
