package lint

import (
	_ "embed"
	"strings"
)

//go:embed documents.yaml
var documentData string

// documents are the public documents by their short names; an entry has the parts title and url.
var documents = NewCatalog(documentData)

// Source is where something can be read up: a public document and the place in it, an address where there is one.
type Source struct {
	Document, At, URL string
}

func (s Source) String() string {
	text := s.Document
	if text == "" {
		return s.URL
	}
	if s.At != "" {
		text += ", " + s.At
	}
	switch {
	case s.URL == "":
		return text
	case text == "":
		return s.URL
	}
	return text + " <" + s.URL + ">"
}

// references reads sources as entries have them.
func references(names []string) []Source {
	list := make([]Source, len(names))
	for i, s := range names {
		list[i] = source(s)
	}
	return list
}

func lines(sources []Source) []string {
	var lines []string
	for _, s := range sources {
		lines = append(lines, s.String())
	}
	return lines
}

// source reads a source as rules have it: the short name of a document, and after a space the place in it (§, section, issue).
// "rfc5280 4.1.2" is known without being listed.
func source(s string) Source {
	name, at, _ := strings.Cut(s, " ")
	if number, ok := strings.CutPrefix(name, "rfc"); ok {
		out := Source{Document: "RFC " + number, At: at, URL: "https://www.rfc-editor.org/rfc/" + name}
		if at != "" {
			out.At, out.URL = "§"+at, out.URL+"#section-"+at
		}
		return out
	}
	parts := documents.entry(name).parts
	if parts["title"] == nil {
		before, url, found := strings.Cut(s, "https://")
		if found {
			return Source{Document: strings.TrimRight(before, " "), URL: "https://" + url}
		}
		return Source{Document: s}
	}
	word := func(part string) string {
		if parts[part] == nil {
			return ""
		}
		return (&message{catalog: documents, id: name, part: part, values: Values{"at": at}}).in("en")
	}
	out := Source{Document: word("title"), At: at, URL: word("url")}
	if strings.Contains(documents.template(name, "title", "en"), "{at}") {
		out.At = ""
	}
	return out
}
