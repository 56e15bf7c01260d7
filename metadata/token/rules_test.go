package token

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestCatalog(t *testing.T) {
	assert.Empty(t, texts.Check())
	assert.Empty(t, words.Check())
}
