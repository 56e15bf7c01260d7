package source

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestTexts(t *testing.T) { assert.Empty(t, texts.Check()) }
