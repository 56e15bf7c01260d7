package revision_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda"
	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/cda/pdfwrite"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/pades/revision"
)

// dumper writes what a document shows and embeds, without any knowledge of what may change: the other side of FuzzIntact.
type dumper struct {
	file *pdffile.File
	out  strings.Builder
	path map[types.Object]bool
	left int
}

// seen writes pages with their contents, resources and boxes, the annotations that the signed document had, its fields' values, the
// embedded files and the CDA that the gateway takes.
func seen(f *pdffile.File, annotations []int) string {
	d := &dumper{file: f, path: map[types.Object]bool{}, left: 20_000}
	d.node(f.Catalog()["Pages"], 0)
	for _, num := range annotations {
		a, _ := f.Dict(*types.NewIndirectRef(num, 0))
		for _, key := range []string{"Subtype", "Rect", "F", "AP", "AS", "V", "FT", "Contents", "Dest", "FS", "OC"} {
			fmt.Fprintf(&d.out, "%d%s=", num, key)
			d.object(a[key], 0)
		}
	}
	for _, key := range []string{"Names", "OCProperties", "OpenAction", "AA", "AF"} {
		d.out.WriteString(key)
		d.object(f.Catalog()[key], 0)
	}
	if x, err := cda.Extract(f, cda.Auto, fse.May2026); err == nil {
		fmt.Fprintf(&d.out, "CDA %x", x.Original)
	}
	return d.out.String()
}

func (d *dumper) node(o types.Object, depth int) {
	n, _ := d.file.Dict(o)
	for _, key := range []string{"MediaBox", "CropBox", "Rotate", "Resources", "Contents", "UserUnit", "Group", "AA"} {
		d.out.WriteString(key)
		d.object(n[key], 0)
	}
	kids, isNode := d.file.Array(n["Kids"])
	if !isNode {
		annots, _ := d.file.Array(n["Annots"])
		for _, a := range annots {
			if num, _, isRef := pdffile.Reference(a); !isRef || num <= 61 {
				fmt.Fprintf(&d.out, "annot %d", num)
			}
		}
	}
	for _, kid := range kids[:min(len(kids), 20)] {
		if depth < 5 {
			d.node(kid, depth+1)
		}
	}
}

func (d *dumper) object(o types.Object, depth int) {
	if d.left--; depth > 12 || d.left < 0 {
		return
	}
	_, _, isRef := pdffile.Reference(o)
	if isRef {
		if d.path[o] {
			d.out.WriteString("loop")
			return
		}
		d.path[o] = true
		defer delete(d.path, o)
	}
	switch v := d.file.Deref(o).(type) {
	case types.Dict:
		if kind := v["Type"]; kind == types.Name("Page") || kind == types.Name("Pages") {
			d.out.WriteString("page")
			return
		}
		d.dict(v, depth)
	case types.StreamDict:
		d.dict(v.Dict, depth)
		fmt.Fprintf(&d.out, "stream %x", v.Raw)
	case types.Array:
		d.out.WriteString("[")
		for _, item := range v {
			d.object(item, depth+1)
			d.out.WriteString(" ")
		}
		d.out.WriteString("]")
	default:
		if b, ok := d.file.Bytes(v); ok {
			fmt.Fprintf(&d.out, "(%x)", b)
			return
		}
		fmt.Fprintf(&d.out, "%v ", v)
	}
}

func (d *dumper) dict(v types.Dict, depth int) {
	for _, key := range slices.Sorted(maps.Keys(v)) {
		if d.file.Deref(v[key]) != nil && key != "Parent" && key != "P" || !isDictionary(d.file, v[key]) {
			d.out.WriteString("/" + key)
			d.object(v[key], depth+1)
		}
	}
}

func isDictionary(f *pdffile.File, o types.Object) bool {
	_, ok := f.Deref(o).(types.Dict)
	return ok || f.Deref(o) == nil
}

// FuzzIntact appends updates of two objects and some bytes to a signed document that has a bit of everything: its pages and files are
// the same as before, or the analysis does not say that it is intact.
func FuzzIntact(f *testing.F) {
	fam := newFamily()
	signed := fam.sign(f, nil)
	annotations := []int{21, 24, 25, 27, 31}
	was, err := pdffile.Open(signed, pdffile.Limits{})
	require.NoError(f, err)
	before := seen(was, annotations)
	for num, text := range counts {
		f.Add(byte(num), []byte(text), byte(1), pdfwrite.Object(was.Catalog()), []byte(nil))
	}
	for num := range kinds {
		if num != 10 {
			f.Add(byte(num), []byte(fam.base[num]), byte(90), []byte("<</Type/DSS/Certs[5 0 R]>>"), []byte("% x\n"))
		}
	}
	root := string(pdfwrite.Object(was.Catalog()))
	more := func(entry string) []byte { return []byte(root[:len(root)-2] + entry + ">>") }
	f.Add(byte(1), more("/DSS 5 0 R"), byte(5), []byte(counts[5]), []byte(nil))
	f.Add(byte(1), more("/DSS<</Certs[]>>/PieceInfo 12 0 R"), byte(12), []byte(counts[12]), []byte("9 0 obj\n(x)\nendobj\n"))
	f.Add(byte(1), []byte(strings.Replace(root, "/Fields[25 0 R", "/Fields[90 0 R 25 0 R", 1)), byte(90),
		[]byte("<</FT/Sig/T(x)/V<</Type/Sig>>/Kids[21 0 R 5 0 R]/Rect[0 0 0 0]>>"), []byte(nil))
	f.Fuzz(func(t *testing.T, n1 byte, b1 []byte, n2 byte, b2, tail []byte) {
		u, err := pdfwrite.New(was)
		if err != nil || n1 == 0 || n2 == 0 {
			return
		}
		u.Raw(int(n1), b1)
		if n1 != n2 {
			u.Raw(int(n2), b2)
		}
		data := append(u.Bytes(), tail...)
		now, err := pdffile.Open(data, pdffile.Limits{MaxDecodeBytes: 1 << 20, MaxObjects: 10_000})
		if err != nil {
			return
		}
		r := revision.Limits{Steps: 200_000}.Analyze(now, []revision.Signed{{Field: "Signature1", Value: 62}})
		if changed(r) || untold(r) || len(r.Signatures[0].Overlays) > 0 {
			return
		}
		if after := seen(now, annotations); after != before {
			t.Errorf("shown or embedded otherwise, and intact:\n%.3000s\n%.3000s\n%+v", before, after, r.Signatures[0].Changes)
		}
	})
}
