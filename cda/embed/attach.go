package embed

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"maps"
	"slices"
	"unicode/utf8"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"github.com/fselint/fselint/cda"
	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/cda/pdfwrite"
	"github.com/fselint/fselint/fse"
)

// Reasons for which Attach refuses. Match them with errors.Is.
var (
	// ErrPresent says that the document has a CDA already.
	ErrPresent = errors.New("the document has a CDA already")
	// ErrNotXML says that what is to be embedded is no XML document.
	ErrNotXML = errors.New("not an XML document")
	// ErrEncoding says that a CDA that is to be a resource is not in UTF-8, which is what the gateway takes resources for.
	ErrEncoding = errors.New("a resource must be in UTF-8")
)

// Options says how Attach works.
type Options struct {
	// Mode is cda.Attachment or cda.Resource; Auto counts as Attachment.
	Mode cda.Mode
	// Replace puts the CDA in the place of one that is there, in the same mode, instead of refusing.
	Replace bool
}

// Result is a document with its CDA.
type Result struct {
	// Data is the document.
	Data []byte
	// Rewritten says that the document was damaged and had to be written anew.
	Rewritten bool
	// Extracted is what the gateway takes from it.
	Extracted *cda.Extracted
}

// Attach embeds a CDA in a document, as an incremental update. It fails with an error that wraps ErrPresent, ErrNotXML,
// ErrEncoding or pdfwrite.ErrEncrypted, and when the result would not be read as it should.
func Attach(f *pdffile.File, doc []byte, opts Options) (*Result, error) {
	mode := opts.Mode
	if mode == cda.Auto {
		mode = cda.Attachment
	}
	if !cda.LooksLikeXML(doc) {
		return nil, ErrNotXML
	}
	if mode == cda.Resource && !utf8.Valid(doc) {
		return nil, ErrEncoding
	}
	if x, err := cda.Extract(f, cda.Auto, fse.May2026); err == nil && (!opts.Replace || x.Mode != mode) {
		return nil, fmt.Errorf("%w, in mode %s", ErrPresent, x.Mode)
	}
	u, err := pdfwrite.New(f)
	if err != nil {
		return nil, err
	}
	catalog := maps.Clone(u.File().Catalog())
	names := types.Dict{}
	if old, ok := u.File().Dict(catalog["Names"]); ok {
		names = maps.Clone(old)
	}
	if mode == cda.Resource {
		resource(u, names, doc)
	} else if err := attachment(u, names, doc); err != nil {
		return nil, err
	}
	if num, gen, isRef := pdffile.Reference(catalog["Names"]); isRef && gen == 0 {
		u.Set(num, names)
	} else {
		catalog["Names"] = names
		u.Set(u.Root(), catalog)
	}
	return verify(&Result{Data: u.Bytes(), Rewritten: u.Rewritten()}, doc, mode)
}

// verify reads the result as the gateway would.
func verify(r *Result, doc []byte, mode cda.Mode) (*Result, error) {
	f, err := pdffile.Open(r.Data, pdffile.Limits{})
	if err != nil {
		return nil, fmt.Errorf("reading the result: %w", err)
	}
	x, err := cda.Extract(f, cda.Auto, fse.May2026)
	if err != nil {
		return nil, fmt.Errorf("the gateway would not find what was embedded: %w", err)
	}
	if x.Mode != mode || !bytes.Equal(x.Original, doc) {
		return nil, fmt.Errorf("the gateway would take another document than the one embedded, in mode %s", x.Mode)
	}
	r.Extracted = x
	return r, nil
}

// attachment adds the file cda.xml to the embedded files. The name tree is written anew as one node, sorted as readers want
// it (ISO 32000-1 7.9.6): the gateway does not look deeper than one level.
func attachment(u *pdfwrite.Update, names types.Dict, doc []byte) error {
	entries, err := readTree(u.File(), names["EmbeddedFiles"])
	if err != nil {
		return err
	}
	entries = slices.DeleteFunc(entries, func(e entry) bool { return e.isCDA(u.File()) })
	stream := u.Add(compressed(types.Dict{
		"Type": types.Name("EmbeddedFile"), "Subtype": types.Name("text/xml"),
		"Params": types.Dict{"Size": types.Integer(len(doc))},
	}, doc))
	name := types.NewHexLiteral([]byte(cda.AttachmentName))
	spec := u.Add(types.Dict{
		"Type": types.Name("Filespec"), "F": name, "UF": name, "AFRelationship": types.Name("Data"),
		"EF": types.Dict{"F": stream, "UF": stream},
	})
	entries = append(entries, entry{key: []byte(cda.AttachmentName), value: spec})
	slices.SortStableFunc(entries, func(a, b entry) int { return bytes.Compare(a.key, b.key) })
	var list types.Array
	for _, e := range entries {
		list = append(list, types.NewHexLiteral(e.key), e.value)
	}
	names["EmbeddedFiles"] = types.Dict{"Names": list}
	return nil
}

// resource puts the CDA into the XFA resources as the data sets, in the very form in which the gateway looks for them: the
// resources an indirect dictionary, its names a direct array that begins with the data sets.
func resource(u *pdfwrite.Update, names types.Dict, doc []byte) {
	f := u.File()
	resources := types.Dict{}
	if old, ok := f.Dict(names["XFAResources"]); ok {
		resources = maps.Clone(old)
	}
	list := types.Array{types.StringLiteral("datasets"), u.Add(compressed(types.Dict{}, doc))}
	old, _ := f.Array(resources["Names"])
	for i := 0; i+1 < len(old); i += 2 {
		if key, ok := f.Bytes(old[i]); ok && string(key) != "datasets" {
			list = append(list, old[i], old[i+1])
		}
	}
	resources["Names"] = list
	names["XFAResources"] = u.Add(resources)
}

// compressed makes a stream of the data.
func compressed(d types.Dict, data []byte) types.StreamDict {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	_, _ = w.Write(data) // a buffer takes everything
	_ = w.Close()
	d["Filter"] = types.Name("FlateDecode")
	return types.StreamDict{Dict: d, Raw: b.Bytes()}
}

// entry is an entry of the name tree of embedded files.
type entry struct {
	key   []byte
	value types.Object
}

// isCDA says whether the gateway takes the entry for the CDA.
func (e entry) isCDA(f *pdffile.File) bool {
	if pdffile.DecodeText(e.key) == cda.AttachmentName {
		return true
	}
	spec, _ := f.Dict(e.value)
	for _, key := range []string{"UF", "F"} {
		if name, ok := f.Text(spec[key]); ok && name == cda.AttachmentName {
			return true
		}
	}
	return false
}

const (
	maxTreeDepth = 64
	maxEntries   = 100_000
)

// readTree lists the entries of a name tree.
func readTree(f *pdffile.File, root types.Object) ([]entry, error) {
	var out []entry
	seen := map[int]bool{}
	var read func(node types.Object, depth int) error
	read = func(node types.Object, depth int) error {
		num, _, isRef := pdffile.Reference(node)
		d, ok := f.Dict(node)
		switch {
		case !ok || isRef && seen[num]:
			return nil
		case depth > maxTreeDepth || len(out) > maxEntries:
			return errors.New("the name tree of the embedded files is too large")
		}
		seen[num] = true
		list, _ := f.Array(d["Names"])
		for i := 0; i+1 < len(list); i += 2 {
			if key, ok := f.Bytes(list[i]); ok {
				out = append(out, entry{key, list[i+1]})
			}
		}
		kids, _ := f.Array(d["Kids"])
		for _, kid := range kids {
			if err := read(kid, depth+1); err != nil {
				return err
			}
		}
		return nil
	}
	return out, read(root, 0)
}

// Blank returns a document of one blank page (A4).
func Blank() []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n")
	var offsets []int
	for i, o := range []string{
		"<</Type/Catalog/Pages 2 0 R>>",
		"<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<>>>>",
	} {
		offsets = append(offsets, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	at := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, offset := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, at)
	return b.Bytes()
}
