package cda

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestReadTime(t *testing.T) {
	for value, want := range map[string]TimeForm{
		"20260131104500+0100":       TimeToSecond,
		"20260131104500":            TimeToSecond,
		"20260131104500.123+0100":   TimeToSecond,
		"2026-01-31T10:45:00+01:00": TimeToSecond,
		"2026-01-31T10:45:00Z":      TimeToSecond,
		"202601311045+0100":         TimeDateOnly,
		"20260131":                  TimeDateOnly,
		"2026013":                   TimeDateOnly,
		"202601":                    TimeUnreadable,
		"2026-01-31":                TimeUnreadable,
		"":                          TimeUnreadable,
		"oggi":                      TimeUnreadable,
	} {
		assert.Equal(t, want, ReadTime(value), value)
	}
}
