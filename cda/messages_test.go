package cda

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestMessages(t *testing.T) { assert.Empty(t, words.Check()) }
