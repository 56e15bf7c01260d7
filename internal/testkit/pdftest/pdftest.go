// Package pdftest writes small PDFs for tests, sound ones and crafted ones.
package pdftest

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"sort"
)

// Builder writes the objects of one PDF in the order of the calls.
type Builder struct {
	buf     bytes.Buffer
	offsets map[int]int // objects since the last cross-reference
	size    int
	prev    int
}

// New begins a file with its header.
func New() *Builder {
	b := &Builder{offsets: map[int]int{}}
	b.buf.WriteString("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n")
	return b
}

// Object writes an indirect object of generation 0.
func (b *Builder) Object(num int, body string) {
	b.offsets[num] = b.buf.Len()
	b.size = max(b.size, num+1)
	fmt.Fprintf(&b.buf, "%d 0 obj\n%s\nendobj\n", num, body)
}

// Stream writes a stream; dict are its entries besides /Length.
func (b *Builder) Stream(num int, dict string, data []byte) {
	b.offsets[num] = b.buf.Len()
	b.size = max(b.size, num+1)
	fmt.Fprintf(&b.buf, "%d 0 obj\n<<%s /Length %d>>\nstream\n", num, dict, len(data))
	b.buf.Write(data)
	b.buf.WriteString("\nendstream\nendobj\n")
}

// Raw writes bytes as they are.
func (b *Builder) Raw(s string) { b.buf.WriteString(s) }

// Len is the size so far: the offset of what comes next.
func (b *Builder) Len() int { return b.buf.Len() }

// Finish writes a cross-reference table for the objects since the last one and a trailer with the entries given.
// Further objects make an incremental update.
func (b *Builder) Finish(trailer string) []byte {
	start := b.buf.Len()
	b.buf.WriteString("xref\n0 1\n0000000000 65535 f \n")
	nums := make([]int, 0, len(b.offsets))
	for n := range b.offsets {
		nums = append(nums, n)
	}
	sort.Ints(nums)
	for _, n := range nums {
		fmt.Fprintf(&b.buf, "%d 1\n%010d 00000 n \n", n, b.offsets[n])
	}
	b.end(start, trailer)
	return b.Bytes()
}

func (b *Builder) end(start int, trailer string) {
	prev := ""
	if b.prev > 0 {
		prev = fmt.Sprintf("/Prev %d", b.prev)
	}
	fmt.Fprintf(&b.buf, "trailer\n<<%s %s /Size %d>>\nstartxref\n%d\n%%%%EOF\n", trailer, prev, b.size, start)
	b.prev = start
	b.offsets = map[int]int{}
}

// Bytes returns a copy of the file so far.
func (b *Builder) Bytes() []byte { return bytes.Clone(b.buf.Bytes()) }

// Compressed is an object in an object stream.
type Compressed struct {
	Num  int
	Body string
}

// FinishStream writes the objects given into one object stream of number num, then a cross-reference stream of number num+1 with
// the entries given, which refers to all objects since the last cross-reference.
func (b *Builder) FinishStream(num int, objects []Compressed, entries string) []byte {
	var index, bodies bytes.Buffer
	for _, o := range objects {
		fmt.Fprintf(&index, "%d %d ", o.Num, bodies.Len())
		bodies.WriteString(o.Body + " ")
	}
	b.Stream(num, fmt.Sprintf("/Type/ObjStm/N %d/First %d/Filter/FlateDecode", len(objects), index.Len()),
		Deflate(append(index.Bytes(), bodies.Bytes()...)))
	start := b.buf.Len()
	b.offsets[num+1] = start
	rows := map[int][3]int{}
	for n, off := range b.offsets {
		rows[n] = [3]int{1, off, 0}
	}
	for i, o := range objects {
		rows[o.Num] = [3]int{2, num, i}
		b.size = max(b.size, o.Num+1)
	}
	b.size = max(b.size, num+2)
	nums := make([]int, 0, len(rows))
	for n := range rows {
		nums = append(nums, n)
	}
	sort.Ints(nums)
	var data bytes.Buffer
	list := ""
	for _, n := range nums {
		r := rows[n]
		data.Write([]byte{byte(r[0]), byte(r[1] >> 16), byte(r[1] >> 8), byte(r[1]), byte(r[2])})
		list += fmt.Sprintf("%d 1 ", n)
	}
	prev := ""
	if b.prev > 0 {
		prev = fmt.Sprintf("/Prev %d", b.prev)
	}
	packed := Deflate(data.Bytes())
	fmt.Fprintf(&b.buf, "%d 0 obj\n<</Type/XRef/W[1 3 1]/Index[%s]/Size %d %s%s/Filter/FlateDecode/Length %d>>\nstream\n",
		num+1, list, b.size, entries, prev, len(packed))
	b.buf.Write(packed)
	fmt.Fprintf(&b.buf, "\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n", start)
	b.prev = start
	b.offsets = map[int]int{}
	return b.Bytes()
}

// Deflate compresses data for the filter FlateDecode.
func Deflate(data []byte) []byte {
	var buf bytes.Buffer
	w := zlib.NewWriter(&buf)
	w.Write(data)
	w.Close()
	return buf.Bytes()
}

// Zeros returns n zero bytes compressed, without holding them in memory.
func Zeros(n int) []byte {
	var buf bytes.Buffer
	w, _ := zlib.NewWriterLevel(&buf, zlib.BestSpeed)
	block := make([]byte, 1<<20)
	for n > 0 {
		k := min(n, len(block))
		w.Write(block[:k])
		n -= k
	}
	w.Close()
	return buf.Bytes()
}

// Attachment is a file to embed.
type Attachment struct {
	Key, FileName string
	Data          []byte
}

// Page begins a file with one empty page: catalog 1 with the entries given, page tree 2, page 3. Free numbers start at 10.
func Page(catalog string) *Builder {
	b := New()
	b.Object(1, "<</Type/Catalog/Pages 2 0 R "+catalog+">>")
	b.Object(2, "<</Type/Pages/Kids[3 0 R]/Count 1>>")
	b.Object(3, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>")
	return b
}

// WithAttachments returns a sound PDF with embedded files.
func WithAttachments(files ...Attachment) []byte {
	b := Page("/Names<</EmbeddedFiles<</Names 10 0 R>>>>")
	list := ""
	for i, f := range files {
		n := 20 + 2*i
		list += fmt.Sprintf("<%x> %d 0 R ", f.Key, n)
		b.Object(n, fmt.Sprintf("<</Type/Filespec/F <%x>/UF <%x>/EF<</F %d 0 R>>>>", f.FileName, f.FileName, n+1))
		b.Stream(n+1, "/Type/EmbeddedFile/Filter/FlateDecode", Deflate(f.Data))
	}
	b.Object(10, "["+list+"]")
	return b.Finish("/Root 1 0 R")
}
