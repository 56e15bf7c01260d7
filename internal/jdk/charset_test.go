package jdk

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestCharsets(t *testing.T) {
	for name, want := range map[string]string{"latin1": "ISO-8859-1", "IBM-1142": "IBM01142", "utf-8": "UTF-8", "Ms936": "GBK"} {
		got, ok := CharsetOf(name)
		assert.True(t, ok, name)
		assert.Equal(t, want, got)
	}
	_, ok := CharsetOf("no such charset")
	assert.False(t, ok)
	assert.False(t, ForName("IBM-367"))
	assert.True(t, ForName("IBM367"))
	for _, c := range known().byName {
		if table, ok := singleByteTable(c); ok {
			_, invalid, _ := decodeTable(table, []byte{0x20, 0x40})
			assert.Zero(t, invalid, c)
		}
	}
	out, invalid, _, ok := Decode("IBM01141", []byte{0xC1, 0x4A, 0xA1})
	assert.True(t, ok)
	assert.Zero(t, invalid)
	assert.Equal(t, "AÄß", string(out))
}
