package padestest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

func init() { api.DisableConfigDir() }

// document is what an incremental update needs to know of the document before it.
type document struct {
	ctx        *model.Context
	size       int // the first free object number
	rootNumber int
	catalog    types.Dict
	pageNumber int
	page       types.Dict
	prev       int  // offset of the last cross-reference
	streamXref bool // it is a stream
}

func read(pdf []byte) (*document, error) {
	conf := model.NewDefaultConfiguration()
	conf.Offline = true
	ctx, err := pdfcpu.Read(bytes.NewReader(pdf), conf)
	if err != nil {
		return nil, fmt.Errorf("padestest: reading the document: %w", err)
	}
	if ctx.Encrypt != nil {
		return nil, errors.New("padestest: encrypted documents are not supported")
	}
	d := &document{ctx: ctx, rootNumber: ctx.Root.ObjectNumber.Value()}
	for number := range ctx.Table {
		d.size = max(d.size, number+1)
	}
	if d.catalog, err = ctx.DereferenceDict(*ctx.Root); err != nil || d.catalog == nil {
		return nil, errors.New("padestest: the document has no catalog")
	}
	if err := d.firstPage(); err != nil {
		return nil, err
	}
	return d, d.lastXref(pdf)
}

func (d *document) firstPage() error {
	node := d.catalog["Pages"]
	for range 32 {
		dict, err := d.ctx.DereferenceDict(node)
		if err != nil || dict == nil {
			break
		}
		kids, err := d.ctx.DereferenceArray(dict["Kids"])
		if ref, ok := node.(types.IndirectRef); ok && (err != nil || len(kids) == 0) {
			d.pageNumber, d.page = ref.ObjectNumber.Value(), dict
			return nil
		}
		if len(kids) == 0 {
			break
		}
		node = kids[0]
	}
	return errors.New("padestest: the document has no page")
}

func (d *document) lastXref(pdf []byte) error {
	i := bytes.LastIndex(pdf, []byte("startxref"))
	fields := bytes.Fields(pdf[max(i, 0):])
	if i < 0 || len(fields) < 2 {
		return errors.New("padestest: the document has no startxref")
	}
	offset, err := strconv.Atoi(string(fields[1]))
	if err != nil || offset < 0 || offset >= len(pdf) {
		return errors.New("padestest: startxref points outside the document")
	}
	d.prev = offset
	d.streamXref = !bytes.HasPrefix(bytes.TrimLeft(pdf[offset:], " \r\n\t"), []byte("xref"))
	return nil
}

// acroForm is the form dictionary with one more field.
func (d *document) acroForm(field int) string {
	form := types.Dict{}
	if old, err := d.ctx.DereferenceDict(d.catalog["AcroForm"]); err == nil && old != nil {
		form = maps.Clone(old)
	}
	fields, _ := d.ctx.DereferenceArray(form["Fields"])
	form["Fields"] = append(slices.Clone(fields), *types.NewIndirectRef(field, 0))
	form["SigFlags"] = types.Integer(3)
	return form.PDFString()
}

func (d *document) pageWithAnnotation(field int) string {
	page := maps.Clone(d.page)
	annots, _ := d.ctx.DereferenceArray(page["Annots"])
	page["Annots"] = append(slices.Clone(annots), *types.NewIndirectRef(field, 0))
	return page.PDFString()
}

func (d *document) catalogWith(acroForm string) string {
	catalog := maps.Clone(d.catalog)
	delete(catalog, "AcroForm")
	text := catalog.PDFString()
	if acroForm == "" {
		return text
	}
	return text[:len(text)-2] + "/AcroForm " + acroForm + ">>"
}

func (d *document) trailer() types.Dict {
	t := types.Dict{"Size": types.Integer(d.size), "Root": *d.ctx.Root, "Prev": types.Integer(d.prev)}
	if d.ctx.Info != nil {
		t["Info"] = *d.ctx.Info
	}
	if d.ctx.ID != nil {
		t["ID"] = d.ctx.ID
	}
	return t
}

func (d *document) writeXrefTable(w io.Writer, offsets map[int]int) {
	fmt.Fprint(w, "xref\n")
	for _, number := range slices.Sorted(maps.Keys(offsets)) {
		fmt.Fprintf(w, "%d 1\n%010d 00000 n \n", number, offsets[number])
	}
	fmt.Fprintf(w, "trailer\n%s\n", d.trailer().PDFString())
}

func (d *document) writeXrefStream(w *bytes.Buffer, offsets map[int]int) {
	self := d.size
	d.size++
	offsets[self] = w.Len()
	var index types.Array
	var body bytes.Buffer
	for _, number := range slices.Sorted(maps.Keys(offsets)) {
		index = append(index, types.Integer(number), types.Integer(1))
		off := offsets[number]
		body.Write([]byte{1, byte(off >> 24), byte(off >> 16), byte(off >> 8), byte(off), 0})
	}
	t := d.trailer()
	t["Type"] = types.Name("XRef")
	t["W"] = types.Array{types.Integer(1), types.Integer(4), types.Integer(1)}
	t["Index"] = index
	t["Length"] = types.Integer(body.Len())
	fmt.Fprintf(w, "%d 0 obj\n%s\nstream\n%s\nendstream\nendobj\n", self, t.PDFString(), body.Bytes())
}
