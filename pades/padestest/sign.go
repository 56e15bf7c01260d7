package padestest

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Options says how Sign signs. Only CMS.Key and CMS.Certificate are needed.
type Options struct {
	CMS CMS
	// Field names the new signature field; "Signature1" when empty.
	Field string
	// Time is the signing time in /M; none is written when it is zero, unless M is given.
	Time time.Time
	// M replaces the text of the /M entry: any PDF object, for example "(D:2025)".
	M string
	// Name, Reason and Location are entries of the signature dictionary, left out when empty.
	Name, Reason, Location string
	// SubFilter is ETSI.CAdES.detached when empty.
	SubFilter string
	// ContentsSize is the room for the CMS in bytes; 8192 when zero.
	ContentsSize int

	// Layout changes structures for tests of readers.
	Layout Layout
}

// Layout changes how a signature is put into the document. The zero value is a signature as it should be.
type Layout struct {
	// Ranges replaces the bytes that are signed and the text of the /ByteRange entry, given the offset of "<", the
	// offset behind ">" and the size of the file. The text must not be longer than 80 bytes.
	Ranges func(open, closed, size int) (signed []int, text string)
	// Dictionary edits the text of the signature dictionary, which holds the placeholders ByteRangeMark and ContentsMark.
	Dictionary func(text string) string
	// Form replaces the AcroForm entry of the catalog and adds objects, given the number of the field (whose dictionary
	// it gets as text and may change), the number of the signature dictionary and the first free number.
	Form func(f Form) Form
	// Hex edits the hexadecimal digits of the CMS, which must keep their number.
	Hex func(digits []byte) []byte
}

// Form is the text of the form objects that Sign writes.
type Form struct {
	// AcroForm is the value of the catalog's /AcroForm; the entry is left out when empty.
	AcroForm string
	// Field is the field's dictionary.
	Field string
	// FieldNumber, SignatureNumber and PageNumber are the object numbers.
	FieldNumber, SignatureNumber, PageNumber int
	// Free is the first free object number.
	Free int
	// Extra are further objects, numbered from Free on.
	Extra []string
}

// Marks in the text of a signature dictionary that Sign replaces.
const (
	ByteRangeMark = "\x00BYTERANGE\x00"
	ContentsMark  = "\x00CONTENTS\x00"
)

const byteRangeWidth = 80

// Sign appends a signature to a document as an incremental update and returns the new document. A form that is there is
// kept, so that a second call adds a second signature. It fails on encrypted documents, on those that it cannot read,
// and when the CMS does not fit.
func Sign(pdf []byte, opts Options) ([]byte, error) {
	doc, err := read(pdf)
	if err != nil {
		return nil, err
	}
	if opts.ContentsSize == 0 {
		opts.ContentsSize = 8192
	}
	if opts.Field == "" {
		opts.Field = "Signature1"
	}
	u := &update{doc: doc, out: bytes.NewBuffer(bytes.Clone(pdf)), offsets: map[int]int{}}
	if n := len(pdf); n > 0 && pdf[n-1] != '\n' {
		u.out.WriteByte('\n')
	}
	u.write(opts)
	u.finish()
	return u.seal(opts)
}

// update is an incremental update under way.
type update struct {
	doc     *document
	out     *bytes.Buffer
	offsets map[int]int // of the objects written
	// places in out
	byteRange, open, closed int
}

func (u *update) object(number int, text string) {
	u.offsets[number] = u.out.Len()
	fmt.Fprintf(u.out, "%d 0 obj\n%s\nendobj\n", number, text)
}

// write writes signature dictionary, field, page and catalog.
func (u *update) write(opts Options) {
	d := u.doc
	form := Form{SignatureNumber: d.size, FieldNumber: d.size + 1, PageNumber: d.pageNumber, Free: d.size + 2}
	form.Field = fmt.Sprintf("<</Type/Annot/Subtype/Widget/FT/Sig/T %s/V %d 0 R/P %d 0 R/F 132/Rect[0 0 0 0]>>",
		literal(opts.Field), form.SignatureNumber, form.PageNumber)
	form.AcroForm = d.acroForm(form.FieldNumber)
	if opts.Layout.Form != nil {
		form = opts.Layout.Form(form)
	}
	u.signatureDictionary(form.SignatureNumber, opts)
	u.object(form.FieldNumber, form.Field)
	for i, text := range form.Extra {
		u.object(form.Free+i, text)
	}
	d.size = form.Free + len(form.Extra)
	u.object(d.pageNumber, d.pageWithAnnotation(form.FieldNumber))
	u.object(d.rootNumber, d.catalogWith(form.AcroForm))
}

func (u *update) signatureDictionary(number int, opts Options) {
	text := dictionaryText(opts)
	if opts.Layout.Dictionary != nil {
		text = opts.Layout.Dictionary(text)
	}
	before, after, _ := strings.Cut(text, ByteRangeMark)
	u.offsets[number] = u.out.Len()
	fmt.Fprintf(u.out, "%d 0 obj\n", number)
	place := func(s string) {
		head, tail, found := strings.Cut(s, ContentsMark)
		u.out.WriteString(head)
		if found {
			u.open = u.out.Len()
			u.out.WriteString("<" + strings.Repeat("0", 2*opts.ContentsSize) + ">")
			u.closed = u.out.Len()
			u.out.WriteString(tail)
		}
	}
	place(before)
	if before != text {
		u.byteRange = u.out.Len()
		u.out.WriteString(strings.Repeat(" ", byteRangeWidth))
		place(after)
	}
	u.out.WriteString("\nendobj\n")
}

func dictionaryText(opts Options) string {
	sub := opts.SubFilter
	if sub == "" {
		sub = "ETSI.CAdES.detached"
	}
	var b strings.Builder
	b.WriteString("<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/" + sub + "/ByteRange" + ByteRangeMark + "/Contents" + ContentsMark)
	m := opts.M
	if m == "" && !opts.Time.IsZero() {
		m = literal(Date(opts.Time))
	}
	if m != "" {
		b.WriteString("/M " + m)
	}
	for _, e := range [][2]string{{"Name", opts.Name}, {"Reason", opts.Reason}, {"Location", opts.Location}} {
		if e[1] != "" {
			b.WriteString("/" + e[0] + literal(e[1]))
		}
	}
	return b.String() + ">>"
}

// Date writes a time as a PDF date (ISO 32000-1 7.9.4) with its offset.
func Date(t time.Time) string {
	zone := t.Format("-07'00'")
	if zone == "+00'00'" {
		zone = "Z"
	}
	return t.Format("D:20060102150405") + zone
}

// finish writes the cross-reference of the update, in the form that the document uses.
func (u *update) finish() {
	start := u.out.Len()
	if u.doc.streamXref {
		u.doc.writeXrefStream(u.out, u.offsets)
	} else {
		u.doc.writeXrefTable(u.out, u.offsets)
	}
	fmt.Fprintf(u.out, "startxref\n%d\n%%%%EOF\n", start)
}

// seal fills in the byte range and the CMS.
func (u *update) seal(opts Options) ([]byte, error) {
	out := u.out.Bytes()
	ranges := []int{0, u.open, u.closed, len(out) - u.closed}
	text := fmt.Sprintf("[%d %d %d %d]", ranges[0], ranges[1], ranges[2], ranges[3])
	if opts.Layout.Ranges != nil {
		ranges, text = opts.Layout.Ranges(u.open, u.closed, len(out))
	}
	if u.byteRange > 0 {
		if len(text) > byteRangeWidth {
			return nil, errors.New("padestest: the text of the byte range is too long")
		}
		copy(out[u.byteRange:], text)
	}
	var signed []byte
	for i := 0; i+1 < len(ranges); i += 2 {
		signed = append(signed, out[ranges[i]:ranges[i]+ranges[i+1]]...)
	}
	cms, err := opts.CMS.Marshal(signed)
	if err != nil {
		return nil, err
	}
	if u.open == 0 {
		return out, nil
	}
	if len(cms) > opts.ContentsSize {
		return nil, fmt.Errorf("padestest: the CMS has %d bytes, the room is %d", len(cms), opts.ContentsSize)
	}
	digits := out[u.open+1 : u.closed-1]
	hex.Encode(digits, cms)
	if opts.Layout.Hex != nil {
		copy(digits, opts.Layout.Hex(bytes.Clone(digits)))
	}
	return out, nil
}
