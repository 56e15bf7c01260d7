package store

import (
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

// fill sets every field of a value to something that is not zero.
func fill(v reflect.Value, depth int) {
	switch v.Kind() {
	case reflect.String:
		v.SetString("x<&\u2028è")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int8, reflect.Int64:
		v.SetInt(1)
	case reflect.Pointer:
		if depth > 0 {
			v.Set(reflect.New(v.Type().Elem()))
			fill(v.Elem(), depth-1)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			fill(v.Index(i), depth-1)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(time.Unix(1, 5).UTC()))
			return
		}
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() && f.Tag.Get("json") != "-" {
				fill(v.Field(i), depth-1)
			}
		}
	default:
		panic("a kind of field that this test does not know: " + v.Kind().String())
	}
}

// TestCodecKeepsEveryField holds for fields that are added to a document later, too.
func TestCodecKeepsEveryField(t *testing.T) {
	var d validate.Document
	fill(reflect.ValueOf(&d).Elem(), 8)
	d.Verdict = validate.Refused
	rule := &lint.Rule{ID: "T-1", Family: "T"}
	for i := range d.Findings {
		d.Findings[i].Rule = rule
	}
	data, err := encode(&d)
	require.NoError(t, err)
	got, err := indexRules([]*lint.Rule{rule}).decode(data)
	require.NoError(t, err)

	d.Path, d.Elapsed, d.CDA.Text = "", 0, "" // what is not kept
	for i := range d.Findings {
		assert.NotEmpty(t, d.Findings[i].Location.Snippet, "encode must not change its input")
		d.Findings[i].Location.Snippet = ""
	}
	assert.Equal(t, &d, got)
}

func TestDecodeUnknownRule(t *testing.T) {
	d := &validate.Document{Verdict: validate.Refused, Findings: []lint.Finding{{
		Rule: &lint.Rule{ID: "OLD-1", Family: "OLD"}, ID: "OLD-1", Severity: lint.Error, Message: lint.Same("m"),
	}}}
	data, err := encode(d)
	require.NoError(t, err)
	got, err := rules{}.decode(data)
	require.NoError(t, err)
	assert.Equal(t, "OLD", got.Findings[0].Rule.Family)
	assert.Equal(t, "m", got.Findings[0].Rule.Title.In("en"))
}

func TestDecodeRefuses(t *testing.T) {
	for name, raw := range map[string]string{
		"no object": `[]`, "null": `null`, "verdict": `{"Verdict":"maybe"}`, "severity": `{"Verdict":"fail","Findings":[{"Severity":9}]}`,
		"no finding": `{"Verdict":"fail","Findings":[{}]}`, "gateway": `{"Verdict":"fail","Gateway":{"Finding":3}}`, "no JSON": `{`,
	} {
		data, err := deflate([]byte(raw))
		require.NoError(t, err)
		_, err = rules{}.decode(data)
		assert.ErrorIs(t, err, errDamaged, name)
	}
	_, err := rules{}.decode([]byte("no deflate"))
	assert.ErrorIs(t, err, errDamaged)
	bomb, err := deflate(make([]byte, maxDocument+1))
	require.NoError(t, err)
	_, err = rules{}.decode(bomb)
	assert.ErrorIs(t, err, errDamaged)
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"Verdict":"fail","Gateway":{"Finding":-1},"Findings":[{"ID":"A","Rule":"A","Severity":3}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		data, err := deflate(raw)
		require.NoError(t, err)
		d, err := rules{}.decode(data)
		if err != nil {
			return
		}
		again, err := encode(d)
		require.NoError(t, err)
		_, err = rules{}.decode(again)
		require.NoError(t, err)
	})
}
