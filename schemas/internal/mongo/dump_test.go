package mongo

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// record is a document with a content, as the dump of Schematrons has them.
type record struct {
	Name    string  `json:"name_schematron"`
	Root    string  `json:"template_id_root"`
	Version string  `json:"version"`
	System  *string `json:"system"`
	Deleted bool    `json:"deleted"`
	Updated Date    `json:"last_update_date"`
	Content Binary  `json:"content_schematron"`
}

// FuzzDump compares the reading of a dump, long strings taken out, with a plain decoding of the whole.
func FuzzDump(f *testing.F) {
	f.Add([]byte(`[{"name_schematron": "a.sch", "template_id_root": "1", "version": "1.0", "deleted": false, "content_schematron": {"$Binary": {"base64": "` + strings.Repeat("QUJD", 1000) + `"}}, "last_update_date": {"$date": "2025-01-01T00:00:00.5Z"}}]`))
	f.Add([]byte(`{"name_schematron": "a\"\\", "content_schematron": "QQ==", "last_update_date": {"$date": {"$numberLong": "-1"}}}{"system": "x"}`))
	f.Add([]byte(`[{"last_update_date": 17, "content_schematron": {"$Binary": "QQ==", "$type": "00"}}]`))
	f.Fuzz(func(t *testing.T, b []byte) {
		var got, want []record
		text, err := ParseDump(b, 1<<20, &got)
		if err != nil {
			return
		}
		plain := b
		if len(b) > 1 && b[0] == 0x1f && b[1] == 0x8b {
			return
		}
		if decodeDocuments(plain, &want) != nil {
			return // a string taken out is not looked into until it is decoded
		}
		require.Equal(t, len(want), len(got))
		for i := range want {
			for _, pair := range [][2]string{{want[i].Name, got[i].Name}, {want[i].Root, got[i].Root}, {want[i].Version, got[i].Version}} {
				if len(pair[0]) < longString/6 {
					require.Equal(t, pair[0], pair[1])
				}
			}
			direct, errDirect := (&DumpText{}).Content(want[i].Content)
			taken, errTaken := text.Content(got[i].Content)
			if errDirect == nil && errTaken == nil {
				require.Equal(t, direct, taken)
			}
		}
	})
}

func TestElide(t *testing.T) {
	long := strings.Repeat(`x\"\\`, longString)
	short, text, err := elide([]byte(`{"a": "` + long + `", "b": "\\", "c": "d\""}`))
	require.NoError(t, err)
	assert.Equal(t, `{"a": "\u00010", "b": "\\", "c": "d\""}`, string(short))
	require.Len(t, text.strings, 1)
	assert.Equal(t, long, string(text.strings[0]))
	for _, bad := range []string{`"`, `{"a\"`, `"\\\"`} {
		_, _, err := elide([]byte(bad))
		assert.Error(t, err)
	}
	_, err = text.Content(Binary{"\x017"})
	assert.Error(t, err)
}

func TestDates(t *testing.T) {
	for in, want := range map[string]string{
		`{"$date": "2026-04-09T12:48:53.694Z"}`:       "2026-04-09T12:48:53.694Z",
		`{"$date": "2026-04-09T12:48:53.694+0200"}`:   "2026-04-09T10:48:53.694Z",
		`{"$date": {"$numberLong": "1577836800000"}}`: "2020-01-01T00:00:00Z",
		`{"$date": 1577836800000}`:                    "2020-01-01T00:00:00Z",
		`"2020-01-01"`:                                "2020-01-01T00:00:00Z",
	} {
		var d Date
		require.NoError(t, json.Unmarshal([]byte(in), &d), in)
		assert.Equal(t, want, d.Format("2006-01-02T15:04:05.999Z07:00"))
	}
	var d Date
	require.NoError(t, json.Unmarshal([]byte("null"), &d))
	assert.True(t, d.IsZero())
	for _, bad := range []string{`"yesterday"`, `{}`, `true`, `1.5`, `[]`, `{"$date": null, "x": 1}x`} {
		assert.Error(t, json.Unmarshal([]byte(bad), &Date{}), bad)
	}
}
