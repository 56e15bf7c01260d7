package sign

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/cda/pdfwrite"
)

// Options says how Sign signs. Only CMS.Key and CMS.Certificate are needed.
type Options struct {
	CMS CMS
	// Field names the signature field: an empty one at the top level of the form, which then gets the value, or else a new one; the
	// first of Signature1, Signature2, … that is free when empty.
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

	// Certify makes a certification signature that permits so much later: 1 nothing, 2 signing and form filling, 3 annotations
	// too (DocMDP, ISO 32000-2 12.8.2.2). 0 makes an approval signature.
	Certify int

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
// kept, so that a second call adds a second signature. It fails on encrypted documents, on those that it cannot read or
// continue, and when the CMS does not fit.
func Sign(pdf []byte, opts Options) ([]byte, error) {
	f, err := pdffile.Open(pdf, pdffile.Limits{})
	if err != nil {
		return nil, fmt.Errorf("reading the document: %w", err)
	}
	w, err := pdfwrite.New(f)
	if err != nil {
		return nil, err
	}
	u := &update{Update: w, file: w.File()}
	if opts.ContentsSize == 0 {
		opts.ContentsSize = 8192
	}
	if opts.Field == "" {
		opts.Field = freeName(FieldNames(u.file))
	}
	if err := u.write(opts); err != nil {
		return nil, err
	}
	return u.seal(w.Bytes(), opts)
}

// maxFields bounds the names that are looked at.
const maxFields = 10_000

// FieldNames returns the names of the fields at the top level of the form.
func FieldNames(f *pdffile.File) []string {
	form, _ := f.Dict(f.Catalog()["AcroForm"])
	fields, _ := f.Array(form["Fields"])
	var names []string
	for _, o := range fields[:min(len(fields), maxFields)] {
		d, _ := f.Dict(o)
		if name, ok := f.Text(d["T"]); ok {
			names = append(names, name)
		}
	}
	return names
}

func freeName(taken []string) string {
	for i := 1; ; i++ {
		if name := fmt.Sprintf("Signature%d", i); !slices.Contains(taken, name) {
			return name
		}
	}
}

// update is an incremental update under way.
type update struct {
	*pdfwrite.Update
	file *pdffile.File
	// places in the result
	byteRange, open, closed int
}

// write writes signature dictionary, field, page and catalog.
func (u *update) write(opts Options) error {
	number, page, err := firstPage(u.file)
	if err != nil {
		return err
	}
	form := Form{SignatureNumber: u.Reserve(), PageNumber: number}
	if there, field := EmptyField(u.file, opts.Field); there != 0 {
		field = maps.Clone(field)
		field["V"] = *types.NewIndirectRef(form.SignatureNumber, 0)
		u.signatureDictionary(form.SignatureNumber, opts)
		u.Set(there, field)
		form.AcroForm = u.acroForm(0)
		u.Raw(u.Root(), u.catalog(form, opts.Certify))
		return nil
	}
	form.FieldNumber = u.Reserve()
	form.Free = form.FieldNumber + 1
	form.Field = fmt.Sprintf("<</Type/Annot/Subtype/Widget/FT/Sig/T %s/V %d 0 R/P %d 0 R/F 132/Rect[0 0 0 0]>>",
		literal(opts.Field), form.SignatureNumber, form.PageNumber)
	form.AcroForm = u.acroForm(form.FieldNumber)
	if opts.Layout.Form != nil {
		form = opts.Layout.Form(form)
	}
	u.signatureDictionary(form.SignatureNumber, opts)
	u.Raw(form.FieldNumber, []byte(form.Field))
	for i, text := range form.Extra {
		u.Raw(form.Free+i, []byte(text))
	}
	page = maps.Clone(page)
	annots, _ := u.file.Array(page["Annots"])
	page["Annots"] = append(slices.Clone(annots), *types.NewIndirectRef(form.FieldNumber, 0))
	u.Set(form.PageNumber, page)
	u.Raw(u.Root(), u.catalog(form, opts.Certify))
	return nil
}

// firstPage returns the first page of a document with its object number.
func firstPage(f *pdffile.File) (int, types.Dict, error) {
	node := f.Catalog()["Pages"]
	for range 32 {
		d, ok := f.Dict(node)
		if !ok {
			break
		}
		kids, _ := f.Array(d["Kids"])
		if num, _, isRef := pdffile.Reference(node); isRef && len(kids) == 0 {
			return num, d, nil
		}
		if len(kids) == 0 {
			break
		}
		node = kids[0]
	}
	return 0, nil, errors.New("the document has no page")
}

// EmptyField finds the signature field of that name at the top level of the form, or the first when name is "", that has no signature.
// It returns its object number and dictionary, 0 when there is none.
func EmptyField(f *pdffile.File, name string) (number int, field types.Dict) {
	form, _ := f.Dict(f.Catalog()["AcroForm"])
	fields, _ := f.Array(form["Fields"])
	for _, o := range fields[:min(len(fields), maxFields)] {
		d, _ := f.Dict(o)
		kind, _ := f.Name(d["FT"])
		own, _ := f.Text(d["T"])
		if n, _, ref := pdffile.Reference(o); ref && kind == "Sig" && f.Deref(d["V"]) == nil && own != "" && (own == name || name == "") {
			return n, d
		}
	}
	return 0, nil
}

// acroForm is the form dictionary with one more field, or none for 0.
func (u *update) acroForm(field int) string {
	form := types.Dict{}
	if old, ok := u.file.Dict(u.file.Catalog()["AcroForm"]); ok {
		form = maps.Clone(old)
	}
	fields, _ := u.file.Array(form["Fields"])
	if field != 0 {
		form["Fields"] = append(slices.Clone(fields), *types.NewIndirectRef(field, 0))
	}
	form["SigFlags"] = types.Integer(3)
	return string(pdfwrite.Object(form))
}

// catalog is the catalog with the form, and with the permissions of a certification.
func (u *update) catalog(form Form, certify int) []byte {
	catalog := maps.Clone(u.file.Catalog())
	delete(catalog, "AcroForm")
	if certify > 0 {
		catalog["Perms"] = types.Dict{"DocMDP": *types.NewIndirectRef(form.SignatureNumber, 0)}
	}
	text := pdfwrite.Object(catalog)
	if form.AcroForm == "" {
		return text
	}
	return fmt.Appendf(text[:len(text)-2], "/AcroForm %s>>", form.AcroForm)
}

// signatureDictionary writes the signature dictionary and notes where range and contents stand in it.
func (u *update) signatureDictionary(number int, opts Options) {
	text := dictionaryText(opts)
	if opts.Layout.Dictionary != nil {
		text = opts.Layout.Dictionary(text)
	}
	room := "<" + strings.Repeat("0", 2*opts.ContentsSize) + ">"
	byteRange := strings.Index(text, ByteRangeMark)
	contents := strings.Index(text, ContentsMark)
	if byteRange >= 0 && contents > byteRange {
		contents += byteRangeWidth - len(ByteRangeMark)
	} else if byteRange >= 0 && contents >= 0 {
		byteRange += len(room) - len(ContentsMark)
	}
	text = strings.Replace(text, ByteRangeMark, strings.Repeat(" ", byteRangeWidth), 1)
	at := u.Raw(number, []byte(strings.Replace(text, ContentsMark, room, 1)))
	if byteRange >= 0 {
		u.byteRange = at + byteRange
	}
	if contents >= 0 {
		u.open, u.closed = at+contents, at+contents+len(room)
	}
}

func dictionaryText(opts Options) string {
	sub := opts.SubFilter
	if sub == "" {
		sub = "ETSI.CAdES.detached"
	}
	var b strings.Builder
	kind := "Sig"
	if sub == "ETSI.RFC3161" {
		kind = "DocTimeStamp" // ISO 32000-2 12.8.5
	}
	b.WriteString("<</Type/" + kind + "/Filter/Adobe.PPKLite/SubFilter/" + sub + "/ByteRange" + ByteRangeMark + "/Contents" + ContentsMark)
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
	if opts.Certify > 0 {
		fmt.Fprintf(&b, "/Reference[<</Type/SigRef/TransformMethod/DocMDP/TransformParams<</Type/TransformParams/P %d/V/1.2>>>>]", opts.Certify)
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

// seal fills in the byte range and the CMS.
func (u *update) seal(out []byte, opts Options) ([]byte, error) {
	ranges := []int{0, u.open, u.closed, len(out) - u.closed}
	text := fmt.Sprintf("[%d %d %d %d]", ranges[0], ranges[1], ranges[2], ranges[3])
	if opts.Layout.Ranges != nil {
		ranges, text = opts.Layout.Ranges(u.open, u.closed, len(out))
	}
	if u.byteRange > 0 {
		if len(text) > byteRangeWidth {
			return nil, errors.New("the text of the byte range is too long")
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
		return nil, fmt.Errorf("the CMS has %d bytes, the room is %d", len(cms), opts.ContentsSize)
	}
	digits := out[u.open+1 : u.closed-1]
	hex.Encode(digits, cms)
	if opts.Layout.Hex != nil {
		copy(digits, opts.Layout.Hex(bytes.Clone(digits)))
	}
	return out, nil
}

// literal writes s as a PDF literal string.
func literal(s string) string {
	return "(" + strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`).Replace(s) + ")"
}
