package padestest

import (
	"bytes"
	"fmt"
	"strings"
)

// File is a file to embed in a document.
type File struct {
	Name string // name key and file name, "cda.xml" for a CDA
	Data []byte
}

// NewPDF returns a document of one blank page with the files embedded (catalog /Names /EmbeddedFiles), without a
// signature. Strings and streams are neither compressed nor encrypted.
func NewPDF(files ...File) []byte {
	var names strings.Builder
	objects := []string{"", "<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"}
	for _, f := range files {
		spec := len(objects) + 1
		name := literal(f.Name)
		fmt.Fprintf(&names, "%s %d 0 R", name, spec)
		objects = append(objects,
			fmt.Sprintf("<</Type/Filespec/F %s/UF %s/EF<</F %d 0 R>>>>", name, name, spec+1),
			fmt.Sprintf("<</Type/EmbeddedFile/Length %d>>\nstream\n%s\nendstream", len(f.Data), f.Data))
	}
	objects[0] = "<</Type/Catalog/Pages 2 0 R>>"
	if len(files) > 0 {
		objects[0] = "<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[" + names.String() + "]>>>>>>"
	}
	return Assemble(objects...)
}

// Assemble writes a document from the text of its objects: the first is object 1 and the catalog.
func Assemble(objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n")
	offsets := make([]int, len(objects))
	for i, o := range objects {
		offsets[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, off := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", off)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, start)
	return b.Bytes()
}

// literal writes s as a PDF literal string.
func literal(s string) string {
	return "(" + strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`).Replace(s) + ")"
}
