package jdk

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestHashMapOrder(t *testing.T) {
	// as listed by java.util.HashMap
	m := &HashMap[string]{}
	for _, k := range []string{"cda.xml", "b", "a", "allegato.pdf", "cda.xml", "è"} {
		m.Put(k, HashCode(k))
	}
	out := &HashMap[string]{}
	out.PutAll(m)
	assert.Equal(t, []string{"è", "a", "cda.xml", "b", "allegato.pdf"}, out.Keys())
}
