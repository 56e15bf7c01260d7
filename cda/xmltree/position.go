package xmltree

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

// Position is a place in the source.
type Position struct {
	Offset int // bytes from the start
	Line   int // from 1
	Column int // from 1, in characters (Unicode code points)
}

// lineIndex holds the offsets at which lines start, made when first asked for: most documents have no finding.
type lineIndex struct {
	once   sync.Once
	starts []int32
}

func (d *Doc) lineStarts() []int32 {
	d.lines.once.Do(func() { d.lines.starts = appendLineStarts(grown(d.lines.starts, 1+len(d.src)/40), d.src) })
	return d.lines.starts
}

func lineStarts(src []byte) []int32 {
	return appendLineStarts(make([]int32, 0, 1+len(src)/40), src)
}

func appendLineStarts(starts []int32, src []byte) []int32 {
	starts = append(starts, 0)
	for at := 0; at < len(src); {
		end, feed := len(src), bytes.IndexByte(src[at:], '\n')
		if feed >= 0 {
			end = at + feed + 1
		}
		for {
			n := bytes.IndexByte(src[at:end], '\r')
			if n < 0 {
				break
			}
			// A lone carriage return ends a line too (XML 1.0, 2.11).
			if at += n + 1; at == len(src) || src[at] != '\n' {
				starts = append(starts, int32(at))
			}
		}
		if feed >= 0 {
			starts = append(starts, int32(end))
		}
		at = end
	}
	return starts
}

// At returns the position of a byte offset; offsets beyond the source are clamped to its end.
func (d *Doc) At(offset int) Position { return locate(d.src, d.lineStarts(), offset) }

func locate(src []byte, starts []int32, offset int) Position {
	offset = min(max(offset, 0), len(src))
	line, found := slices.BinarySearch(starts, int32(offset))
	if !found {
		line--
	}
	return Position{
		Offset: offset,
		Line:   line + 1,
		Column: utf8.RuneCountInString(view(src[starts[line]:offset])) + 1,
	}
}

// Pos returns where n starts: an element at its "<", text at its first character.
func (d *Doc) Pos(n Node) Position { return d.At(int(d.nodes[n].offset)) }

// Offset returns the byte offset at which n starts.
func (d *Doc) Offset(n Node) int { return int(d.nodes[n].offset) }

// EndOffset returns the byte offset just past n: past the end tag for an element.
func (d *Doc) EndOffset(n Node) int { return int(d.nodes[n].close) }

// AttrPos returns where a's name starts.
func (d *Doc) AttrPos(a Attr) Position { return d.At(int(d.attrs[a].offset)) }

// AttrValuePos returns where a's value starts, just inside the quote.
func (d *Doc) AttrValuePos(a Attr) Position { return d.At(int(d.attrs[a].quote) + 1) }

// Line returns the text of a line (from 1) without its end, "" when there is no such line: a view of the source.
func (d *Doc) Line(line int) string {
	starts := d.lineStarts()
	if line < 1 || line > len(starts) {
		return ""
	}
	end := len(d.src)
	if line < len(starts) {
		end = int(starts[line])
	}
	return strings.TrimRight(view(d.src[starts[line-1]:end]), "\r\n")
}

// ElementAt returns the innermost element whose markup or content covers a byte offset, or None outside the document
// element.
func (d *Doc) ElementAt(offset int) Node {
	found := None
	for n := d.FirstChild(Root); n != None; {
		nd := &d.nodes[n]
		if nd.kind == Element && int(nd.offset) <= offset && offset < int(nd.close) {
			found = n
			n = d.FirstChild(n)
			continue
		}
		n = d.NextSibling(n)
	}
	return found
}

// Path names every step to n by local name with its position among the siblings of that local name, for example
// /ClinicalDocument[1]/id[1]. The document node is "/"; text and other nodes give the path of their parent.
func (d *Doc) Path(n Node) string {
	for n != Root && d.nodes[n].kind != Element {
		n = d.nodes[n].parent
	}
	if n == Root {
		return "/"
	}
	var steps []Node
	for ; n != Root; n = d.nodes[n].parent {
		steps = append(steps, n)
	}
	var b strings.Builder
	for i := len(steps) - 1; i >= 0; i-- {
		local := d.names[d.nodes[steps[i]].name].local
		b.WriteByte('/')
		b.WriteString(local)
		b.WriteByte('[')
		b.WriteString(strconv.Itoa(d.siblingPosition(steps[i], local)))
		b.WriteByte(']')
	}
	return b.String()
}

// AttrPath is the path of the owner followed by /@ and the attribute's local name.
func (d *Doc) AttrPath(a Attr) string {
	return d.Path(d.attrs[a].owner) + "/@" + d.names[d.attrs[a].name].local
}

func (d *Doc) siblingPosition(n Node, local string) int {
	position := 1
	for c := d.nodes[n].parent + 1; c < n; c = d.nodes[c].end {
		if d.nodes[c].kind == Element && d.names[d.nodes[c].name].local == local {
			position++
		}
	}
	return position
}

// Locate returns the position of a byte offset in a text that was not, or could not be, parsed, and the line it is on.
func Locate(text []byte, offset int) (Position, string) {
	d := Doc{src: text}
	p := d.At(offset)
	return p, d.Line(p.Line)
}
