package rawjson

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/internal/testkit/work"
)

func brief(d *Document) string {
	var out []string
	for _, f := range d.Defects {
		line, column := d.Position(f.Offset)
		out = append(out, fmt.Sprintf("%s@%d:%d", strings.ToLower(strings.TrimPrefix(f.ID, "JSON-")), line, column))
	}
	return strings.Join(out, " ")
}

// shape writes what was understood, in a compact form.
func shape(v *Value) string {
	switch v.Kind {
	case Object:
		var out []string
		for i := range v.Members {
			out = append(out, v.Members[i].Name+":"+shape(&v.Members[i].Value))
		}
		return "{" + strings.Join(out, ",") + "}"
	case Array:
		var out []string
		for i := range v.Items {
			out = append(out, shape(&v.Items[i]))
		}
		return "[" + strings.Join(out, ",") + "]"
	case String:
		return "'" + v.Text + "'"
	case Invalid:
		return "?" + v.Text
	}
	return v.Text
}

func TestParse(t *testing.T) {
	for _, c := range []struct{ in, shape, defects string }{
		{`{"a":"b","c":[1,-2.5e3,true,false,null],"d":{}}`, "{a:'b',c:[1,-2.5e3,true,false,null],d:{}}", ""},
		{`{"a":"b",}`, "{a:'b'}", "trailing-comma@1:9"},
		{"{\n \"a\": [1,2,],\n}", "{a:[1,2]}", "trailing-comma@2:11 trailing-comma@2:13"},
		{`{"a":1 "b":2}`, "{a:1,b:2}", "missing-comma@1:8"},
		{`{"a" 1}`, "{a:1}", "missing-colon@1:6"},
		{`{"a":}`, "{a:?}", "missing-value@1:6"},
		{`{"a":,"b":1}`, "{a:?,b:1}", "missing-value@1:6"},
		{`{,"a":1}`, "{a:1}", "unexpected@1:2"},
		{`{'a':'b'}`, "{a:'b'}", "quotes@1:2 quotes@1:6"},
		{`{“a”: “b”}`, "{a:'b'}", "quotes@1:2 quotes@1:7"},
		{`{&quot;a&quot;:&quot;b&quot;}`, "{a:'b'}", "quotes@1:2 quotes@1:16"},
		{`{a:1}`, "{a:1}", "unquoted@1:2"},
		{"{\"a\":1 // one\n}", "{a:1}", "comment@1:8"},
		{`{/* x */"a":1}`, "{a:1}", "comment@1:2"},
		{"{\"a\":\"x\ty\"}", "{a:'x\ty'}", "control@1:8"},
		{"{\"a\":\"x\nz\"}", "{a:'x\nz'}", "control@1:8"},
		{"{\"a\":\"x\n\"b\":1}", "{a:'x',b:1}", "unterminated@1:6 missing-comma@2:1"},
		{"{\"a\":\"x\n}", "{a:'x'}", "unterminated@1:6"},
		{`{"a":"x\qy"}`, "{a:'xqy'}", "escape@1:8"},
		{`{"a":"\u00e8\n\ud83d\ude00"}`, "{a:'è\n😀'}", ""},
		{`{"a":"\ud83d"}`, "{a:'\uFFFD'}", "surrogate@1:7"},
		{`{"a":"\u12"}`, "{a:'12'}", "escape@1:7"},
		{`{"a":01,"b":1.,"c":+1,"d":.5,"e":1e}`, "{a:01,b:1.,c:+1,d:.5,e:1e}", "number@1:6 number@1:13 number@1:20 number@1:27 number@1:34"},
		{`{"a":True,"b":None,"c":undefined,"d":foo}`, "{a:True,b:None,c:undefined,d:?foo}", "literal@1:6 literal@1:15 literal@1:24 literal@1:38"},
		{`{"a":1}}`, "{a:1}", "trailing@1:8"},
		{`{"a":1} x`, "{a:1}", "trailing@1:9"},
		{`{"a":1`, "{a:1}", "unclosed@1:1"},
		{`{"a":[1,2}`, "{a:[1,2]}", "unclosed@1:6"},
		{`{"a":"b`, "{a:'b'}", "unterminated@1:6 unclosed@1:1"},
		{`{"a":1,"a":2}`, "{a:1,a:2}", "duplicate@1:8"},
		{"\uFEFF{}", "{}", "bom@1:1"},
		{"{\"\xff\":1}", "{\uFFFD:1}", "encoding@1:3"},
		{"{\u00A0\"a\":1}", "{a:1}", "unexpected@1:2"},
		{"{\x00\"\x00a\x00\"\x00:\x001\x00}\x00", "{a:1}", "utf16@1:1"},
		{"", "?", "empty@1:1"}, {" \n", "?", "empty@2:1"},
		{"null", "null", ""}, {`"x"`, "'x'", ""}, {"5", "5", ""},
		{"]", "?", "missing-value@1:1 trailing@1:1"},
		{"[1 2]", "[1,2]", "missing-comma@1:4"},
	} {
		d := Parse([]byte(c.in))
		assert.Equal(t, c.shape, shape(&d.Root), c.in)
		assert.Equal(t, c.defects, brief(d), c.in)
	}
}

func TestStops(t *testing.T) {
	for _, c := range []struct {
		in          string
		text, bytes string
	}{
		{"\uFEFF{}", "JSON-BOM", ""},
		{"{\"a\":\"\xff\"}", "", "JSON-ENCODING"},
		{"{\x00}\x00", "JSON-UTF16", ""},
		{`{"a":1} more`, "", ""},
		{`{"a":1,"a":2}`, "", ""},
		{`{"a":1,}`, "JSON-TRAILING-COMMA", "JSON-TRAILING-COMMA"},
	} {
		d := Parse([]byte(c.in))
		for _, bytes := range []bool{false, true} {
			want, got := c.text, ""
			if bytes {
				want = c.bytes
			}
			if s := d.Stop(bytes); s != nil {
				got = s.ID
			}
			assert.Equal(t, want, got, "%q %v", c.in, bytes)
		}
	}
}

func TestPointerAndGet(t *testing.T) {
	assert.Equal(t, "/a~1b~0c", Pointer("", "a/b~c"))
	d := Parse([]byte(`{"a":1,"a":2}`))
	v, ok := d.Root.Get("a")
	require.True(t, ok)
	assert.Equal(t, "2", v.Text)
	_, ok = d.Root.Get("b")
	assert.False(t, ok)
	assert.Equal(t, "object", d.Root.Kind.String())
}

func TestHostile(t *testing.T) {
	for name, in := range map[string]string{
		"deep":       strings.Repeat("[", 1e6),
		"deep names": strings.Repeat(`{"a":`, 1e5),
		"commas":     "[" + strings.Repeat(",", 1e6),
		"no commas":  "[" + strings.Repeat("1 ", 5e5),
		"names":      "{" + strings.Repeat(`"a":1,`, 2e5),
		"quotes":     "{" + strings.Repeat(`'`, 1e6),
		"lines":      `{"a":"` + strings.Repeat("\n", 1e6),
		"brackets":   strings.Repeat("}]", 5e5),
	} {
		work.Within(t, 512<<20, func() {
			d := Parse([]byte(in))
			require.LessOrEqual(t, len(d.Defects), maxDefects, name)
			require.NotEmpty(t, d.Defects, name)
		})
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{`{"a":"b","c":[1,-2.5e3,true,null]}`, `{'a':1,}`, "{\"a\":\"x\n\"b\":1}", `[1,,2]`, "\uFEFF{}", `{"a":"\ud800"} x`, `{"a"/**/:01}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		d := Parse(data)
		clean := true
		for i := range d.Defects {
			k := d.Defects[i].Rule
			if d.Defects[i].StopsText || k == Trailing {
				clean = false
			}
			if k == TooDeep {
				return
			}
			if o := d.Defects[i].Offset; o < 0 || o > len(d.Data) {
				t.Fatalf("offset %d of %q", o, data)
			}
			line, column := d.Position(d.Defects[i].Offset)
			if line < 1 || column < 1 {
				t.Fatal("position")
			}
			_ = d.Defects[i].Text("it")
		}
		if utf8.Valid(data) && json.Valid(data) != clean {
			t.Fatalf("json.Valid %v, defects %s: %q", json.Valid(data), brief(d), data)
		}
		if clean && utf8.Valid(data) {
			var want any
			if json.Unmarshal(data, &want) == nil {
				if s, ok := want.(string); ok && s != d.Root.Text {
					t.Fatalf("%q and %q", s, d.Root.Text)
				}
			}
		}
	})
}

func BenchmarkParse(b *testing.B) {
	body := []byte(`{"healthDataFormat":"CDA","mode":"ATTACHMENT","tipologiaStruttura":"Ospedale","attiCliniciRegoleAccesso":["P99"],"identificativoDoc":"2.16.840.1.113883.2.9.2.90.4.4^01386030488.LAB.201.18881699","descriptions":["a^b^2.16.840.1.113883.6.73"]}`)
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		Parse(body)
	}
}
