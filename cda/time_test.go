package cda

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestReadTime compares with what the patterns gave on OpenJDK 17.
func TestReadTime(t *testing.T) {
	for want, values := range map[TimeForm][]string{
		TimeToSecond: {
			"20260131104500+0100", "20260131104500", "20260131104500.123+0100", "2026-01-31T10:45:00+01:00", "2026-01-31T10:45:00Z",
			"20260115 1030", "2026011510300", "20260115103000ABC", "2026-1-5T1:2:3", "2026-01-31T10:45:000001",
		},
		TimeDateOnly: {"20260131", "2026013", "20260115T1030", "20260115-10", "20240229"},
		TimeUnreadable: {
			"202601151030", "2026011510", "202601311045+0100", "2026011510Z", "2026", "202601", "2026-01-31", "2026-01-31T10:45", "", "oggi",
			"20260132", "20261315", "20260229", "202602311045", "20260115103000123", "20260115250000", "20260115103060", "2026-02-30T10:45:00Z",
			" 20260115", "-0260115",
		},
	} {
		for _, value := range values {
			assert.Equal(t, want, ReadTime(value), value)
		}
	}
}
