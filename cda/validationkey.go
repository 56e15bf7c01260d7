package cda

import (
	"bufio"
	"crypto/sha256"
	"encoding/base64"

	"github.com/fselint/fselint/cda/xmltree"
)

// ValidationKey returns the digest by which a validation is found again when the document is published: the SHA-256, in base64,
// of the CDA without what a legal authenticator may still write. Inside every legalAuthenticator the values of attributes
// and the texts without elements beside them count as one and the same, and a child named Signature as absent; everywhere
// else every difference in names, attributes, texts, comments and white space makes another digest.
//
// The gateway serialises the document in its own way, which is not published: digests of this function are comparable with
// each other, not with the gateway's. Source: specification digest, 04-pdf-cda §6.
func ValidationKey(doc *xmltree.Doc) string {
	h := sha256.New()
	k := keyWriter{doc: doc, w: bufio.NewWriter(h)}
	k.walk()
	_ = k.w.Flush() // into a hash, which never fails
	return base64.StdEncoding.EncodeToString(h.Sum(nil))
}

type keyWriter struct {
	doc *xmltree.Doc
	w   *bufio.Writer
}

// put writes texts, each ended by a byte that XML cannot hold, so that none runs into the next.
func (k *keyWriter) put(parts ...string) {
	for _, p := range parts {
		_, _ = k.w.WriteString(p)
		_ = k.w.WriteByte(0)
	}
}

// freedom says what may differ at a place without making another document.
type freedom uint8

const (
	none   freedom = iota
	values         // attributes' values, inside a legalAuthenticator
	texts          // those, and the text of an element without elements
)

// frame is a place in the walk: recursion would be as deep as the document. The node None ends an element.
type frame struct {
	node xmltree.Node
	free freedom
}

func (k *keyWriter) walk() {
	top := k.doc.DocumentElement()
	if top == xmltree.None {
		return
	}
	stack := []frame{{top, none}}
	for len(stack) > 0 {
		f := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if f.node == xmltree.None {
			k.put(">")
			continue
		}
		if next := k.doc.NextSibling(f.node); f.node != top && next != xmltree.None {
			stack = append(stack, frame{next, f.free})
		}
		if k.doc.Kind(f.node) != xmltree.Element {
			if f.free != texts || k.doc.Kind(f.node) != xmltree.Text {
				k.put("#", k.doc.Content(f.node))
			}
			continue
		}
		local := k.doc.Local(k.doc.Name(f.node))
		if f.free != none && local == "Signature" {
			continue
		}
		free := f.free
		if local == "legalAuthenticator" {
			free = values
		}
		k.open(f.node, free)
		stack = append(stack, frame{xmltree.None, none})
		if first := k.doc.FirstChild(f.node); first != xmltree.None {
			stack = append(stack, frame{first, k.inside(f.node, free)})
		}
	}
}

func (k *keyWriter) open(n xmltree.Node, free freedom) {
	k.put("<", k.doc.Space(k.doc.Name(n)), k.doc.QName(n))
	first, last := k.doc.Attrs(n)
	for a := first; a < last; a++ {
		value := k.doc.Value(a)
		if free != none {
			value = ""
		}
		k.put("@", k.doc.AttrQName(a), value)
	}
}

// inside is the freedom of an element's children.
func (k *keyWriter) inside(n xmltree.Node, free freedom) freedom {
	if free == none {
		return none
	}
	for c := k.doc.FirstChild(n); c != xmltree.None; c = k.doc.NextSibling(c) {
		if k.doc.Kind(c) == xmltree.Element {
			return values
		}
	}
	return texts
}
