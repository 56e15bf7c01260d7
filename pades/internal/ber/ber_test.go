package ber

import (
	"bytes"
	"encoding/hex"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func unhex(tb testing.TB, s string) []byte {
	b, err := hex.DecodeString(s)
	require.NoError(tb, err)
	return b
}

func TestRead(t *testing.T) {
	for name, c := range map[string]struct{ in, der string }{
		"length with leading zero": {"02820001" + "05", "020105"},
		"tagged, indefinite":       {"a0800201050000", "a003020105"},
		"high tag":                 {"9f8101020102", "9f8101020102"},
		"set in set":               {"310a3106020102020101" + "0500", "310a05003106020101020102"},
		"integer":                  {"020105", "020105"},
		"long length":              {"0284000000010a", "02010a"},
		"indefinite sequence":      {"30800201050000", "3003020105"},
		"empty indefinite set":     {"31800000", "3100"},
		"set sorted":               {"3106020102020101", "3106020101020102"},
		"constructed octet string": {"2406040161040162", "04026162"},
		"true":                     {"010101", "0101ff"},
		"bits beyond the end":      {"030204ff", "030204f0"},
		"time without seconds":     {"180d3230323530363031313230305a", "180f32303235303630313132303030305a"},
		"time with zeros":          {"181332303235303630313132303030302e3530305a", "181132303235303630313132303030302e355a"},
		"data after":               {"0201050000", "020105"},
	} {
		t.Run(name, func(t *testing.T) {
			n, err := Read(unhex(t, c.in))
			require.NoError(t, err)
			assert.Equal(t, c.der, hex.EncodeToString(n.DER()))
		})
	}
}

func TestReadRefuses(t *testing.T) {
	for name, in := range map[string]string{
		"empty":                           "",
		"end of contents":                 "0000",
		"truncated tag":                   "9f",
		"high tag below 31":               "9f1e00",
		"high tag with zeros first":       "9f808100",
		"tag of too many bits":            "9fffffffffff7f00",
		"no length":                       "02",
		"length octet ff":                 "02ff00",
		"length cut off":                  "0282",
		"length of more than 31 bits":     "02850100000000",
		"value cut off":                   "020201",
		"primitive of indefinite length":  "0280010000",
		"indefinite without end":          "3080020105",
		"child longer than its parent":    "3003020405",
		"empty integer":                   "0200",
		"integer with superfluous zero":   "02020005",
		"integer with superfluous ff":     "0202ff85",
		"boolean of two octets":           "01020000",
		"negative enumerated":             "0a0185",
		"empty bit string":                "0300",
		"eight unused bits":               "03020800",
		"unused bits without octets":      "030101",
		"null with content":               "050100",
		"UTC time without digits":         "17026162",
		"generalized time without digits": "1803313233",
		"BMP string of odd length":        "1e0161",
		"unknown primitive":               "0f00",
		"primitive sequence":              "1000",
		"constructed integer":             "2200",
		"constructed string, wrong part":  "2403020105",
		"external without encoding":       "28020500",
		"external with two encodings":     "2804a000a000",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Read(unhex(t, in))
			require.ErrorIs(t, err, ErrMalformed)
		})
	}
}

func TestDepth(t *testing.T) {
	_, err := Read(bytes.Repeat([]byte{0x30, 0x80}, 5000))
	require.ErrorIs(t, err, ErrMalformed)
	require.ErrorIs(t, err, ErrTooDeep)
}

func TestWeight(t *testing.T) {
	// a long value below many levels must not be copied once for each of them
	inner := append([]byte{0x04, 0x83, 0x10, 0, 0}, make([]byte, 1<<20)...)
	var outer []byte
	for range 1000 {
		outer = append(outer, 0x30, 0x80)
	}
	outer = append(outer, inner...)
	outer = append(outer, make([]byte, 2000)...)
	_, err := Read(outer)
	require.ErrorIs(t, err, ErrTooDeep)
}

func TestReadAll(t *testing.T) {
	_, err := ReadAll([]byte{5, 0, 0})
	require.ErrorIs(t, err, ErrMalformed)
	n, err := ReadAll([]byte{5, 0})
	require.NoError(t, err)
	assert.True(t, n.Is(TagNull))
	assert.Nil(t, n.Child(0))
	assert.Nil(t, (*Node)(nil).Child(0))
	assert.False(t, (*Node)(nil).Is(TagNull))
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{"020105", "30800201050000", "3106020102020101", "2406040161040162", "230a03020061030206c00000",
		"180d3230323530363031313230305a", "2804020105a000"} {
		if b, err := hex.DecodeString(s); err == nil {
			f.Add(b)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		n, err := Read(data)
		if err != nil {
			return
		}
		n.SetAsRead()
		n.DERSet()
		n.Octets()
		n.Bits()
		if bytes.IndexByte(data, 0x18) >= 0 {
			return // BouncyCastle completes malformed generalized times anew each time
		}
		der := n.DER()
		again, err := ReadAll(der)
		if err != nil {
			return // parts of bit strings need not fit together
		}
		if got := again.DER(); !bytes.Equal(got, der) {
			t.Fatalf("%x becomes %x, then %x", data, der, got)
		}
	})
}

// TestTooMany has more values than anybody needs; they would take much more memory than their encoding.
func TestTooMany(t *testing.T) {
	body := bytes.Repeat([]byte{TagNull, 0}, maxValues)
	_, err := Read(append([]byte{0x30, 0x84, byte(len(body) >> 24), byte(len(body) >> 16), byte(len(body) >> 8), byte(len(body))}, body...))
	require.ErrorIs(t, err, ErrTooMany)
	require.ErrorIs(t, err, ErrMalformed)
}
