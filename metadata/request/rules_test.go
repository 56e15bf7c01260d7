package request

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestCatalog(t *testing.T) { assert.Empty(t, texts.Check()) }
