package soup

import "strings"

// Node is an element of the tree that jsoup makes of a text in HTML mode, after its start tag.
type Node struct {
	Token
	// Parent is the number of the element around it, -1 for none; End is one past the last element inside it.
	Parent, End int
}

// Elements returns the elements of a text as jsoup reads it in HTML mode, in document order, as far as a CDA needs it: what an end
// tag closes, the elements without content, and parts of tables that stand outside of one, which are dropped. Elements that jsoup
// moves out of a table, or repeats (formatting that was never closed), stay where they are written, once.
func Elements(text []byte) []Node {
	var b treeBuilder
	s := HTML(text)
	for t := s.Next(); t.Kind != EOF; t = s.Next() {
		switch t.Kind {
		case Start:
			b.start(t)
		case End:
			b.end(strings.ToLower(t.Name))
		}
	}
	b.closeTo(0)
	return b.elements
}

type treeBuilder struct {
	elements []Node
	open     []int // numbers of the open elements
	names    []string
	tables   int // how many of them are tables
}

func (b *treeBuilder) start(t Token) {
	name := strings.ToLower(t.Name)
	if b.tables == 0 && htmlTableParts[name] {
		return
	}
	parent := -1
	if len(b.open) > 0 {
		parent = b.open[len(b.open)-1]
	}
	b.elements = append(b.elements, Node{Token: t, Parent: parent, End: len(b.elements) + 1})
	if t.SelfClosing || htmlEmpty[name] {
		return
	}
	b.open, b.names = append(b.open, len(b.elements)-1), append(b.names, name)
	if name == "table" {
		b.tables++
	}
}

// end closes the innermost element of the name. The end tag of a block (HTML's name for what it lays out by itself) reaches through
// other blocks up to the cell of a table around it, any other end tag reaches no further than the innermost block.
func (b *treeBuilder) end(name string) {
	block := htmlBlocks[name]
	for i := len(b.open) - 1; i >= 0; i-- {
		switch open := b.names[i]; {
		case open == name:
			b.closeTo(i)
			return
		case block && htmlScopes[open] && !htmlTableParts[name], !block && htmlBlocks[open]:
			return
		}
	}
}

func (b *treeBuilder) closeTo(depth int) {
	for i := len(b.open) - 1; i >= depth; i-- {
		b.elements[b.open[i]].End = len(b.elements)
		if b.names[i] == "table" {
			b.tables--
		}
	}
	b.open, b.names = b.open[:depth], b.names[:depth]
}
