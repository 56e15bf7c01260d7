package cda_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/fselint/fselint/cda"
)

func TestHeaderIDs(t *testing.T) {
	const none = "\x00"
	cases := []struct{ name, in, template, typeID string }{
		{"plain", `<a><typeId extension="T"/><templateId root="R"/></a>`, "R", "T"},
		{"first wins", `<templateId root="1"/><typeId extension="2"/><templateId root="3"/><typeId extension="4"/>`, "1", "2"},
		{"case", `<TEMPLATEID ROOT="R"><TypeID Extension='T'>`, "R", "T"},
		{"none", `<a/>`, none, none},
		{"no attribute", `<templateId extension="1"/><typeId/><templateId root="2"/>`, "", ""},
		{"no value", `<templateId root/><typeId extension= >`, "", ""},
		{"unquoted", `<templateId root=2.16 x/><typeId extension=T/>`, "2.16", "T/"},
		{"comment", `<!-- <templateId root="1"/> --><templateId root="2"/><!----><typeId extension="T">`, "2", "T"},
		{"comment ended by bang", `<!-- x --!><templateId root="2"/>`, "2", none},
		{"short comment", `<!--><templateId root="2"/>-->`, "2", none},
		{"unfinished comment", `<templateId root="2"/><!-- <typeId extension="T">`, "2", none},
		{"CDATA", `<![CDATA[<templateId root="1"/>]]><templateId root="2"/>`, "2", none},
		{"declaration", `<!DOCTYPE a [<!ENTITY b "c">]><templateId root="2"/>`, "2", none},
		{"title", `<title><templateId root="1"/></title><templateId root="2"/>`, "2", none},
		{"empty title", `<title/><templateId root="2"/>`, "2", none},
		{"title without end", `<title>x <templateId root="1"/>`, "1", none},
		{"script", `<script>"<templateId root='1'/>"</script><typeId extension="T">`, none, "T"},
		{"style without end", `<style><templateId root="1"/>`, none, none},
		{"plaintext", `<plaintext><templateId root="1"/></plaintext>`, none, none},
		{"prefix", `<x:templateId root="1"/><templateId root="2"/>`, "2", none},
		{"end tag", `</templateId root="1"><templateId root="2">`, "2", none},
		{"references", `<templateId root="a&amp;b&#46;&#x2E;&egrave;&copy&nbsp;&foo;&"/>`, "a&b..è©\u00A0&foo;&", none},
		{"Windows numbers", `<templateId root="&#150;&#128;&#0xx"/>`, "–€\x00xx", none},
		{"reference before a letter", `<templateId root="&copyx &copy=1 &copy;x"/>`, "&copyx &copy=1 ©x", none},
		{"repeated attribute", `<templateId root="1" ROOT="2"/>`, "1", none},
		{"tag in a tag", `<a <templateId root="1"/>`, "1", none},
		{"cut off", `<templateId root="1`, none, none},
		{"greater in value", `<templateId extension=">" root="1"/>`, "1", none},
		{"not a tag", `< templateId root="1"/><typeId extension="a<b"/>`, none, "a<b"},
		{"malformed around", `<a b=<c><<<templateId root="1"/></x></y>`, "1", none},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			template, typeID, haveTemplate, haveType := cda.HeaderIDs([]byte(c.in))
			assert.Equal(t, c.template != none, haveTemplate)
			assert.Equal(t, c.typeID != none, haveType)
			assert.Equal(t, strings.TrimPrefix(c.template, none+"!"), orNone(template, haveTemplate))
			assert.Equal(t, c.typeID, orNone(typeID, haveType))
		})
	}
}

func orNone(s string, have bool) string {
	if !have {
		return "\x00"
	}
	return s
}

func BenchmarkHeaderIDs(b *testing.B) {
	text := []byte(document + strings.Repeat("<a b='c'>d</a>", 1000))
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		cda.HeaderIDs(text)
	}
}
