package fse

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestGenerationsHaveNames(t *testing.T) {
	for _, g := range Generations() {
		got, ok := GenerationByName(g.String())
		assert.True(t, ok)
		assert.Equal(t, g, got)
	}
	assert.Equal(t, "2026-05", Generation(0).String(), "what is judged by where nothing is said")
	_, ok := GenerationByName("2024-01")
	assert.False(t, ok)
}
