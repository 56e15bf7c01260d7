package pdffile

import (
	"bytes"
	"errors"
	"fmt"
	"sync"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// Library is one of the two PDF libraries that the gateway reads documents with.
type Library uint8

// The libraries.
const (
	PDFBox  Library = iota // verifies signatures; until 2025 it read attachments too
	OpenPDF                // reads resources, and since May 2026 attachments and whether a document is signed
)

// ErrEndless says that a document cannot be read to its end by OpenPDF: its page tree contains itself. The gateway does not catch that
// failure. The error wraps ErrDamaged as well.
var ErrEndless = errors.New("the page tree contains itself")

// OpenAs is Open by the rules of a library.
func OpenAs(l Library, data []byte, lim Limits) (*File, error) {
	if l == PDFBox {
		return Open(data, lim)
	}
	return openOther(data, lim.withDefaults(), func() (*File, error) { return Open(data, lim) })
}

// As returns the same document as another library reads it. It is opened when first asked for.
func (f *File) As(l Library) (*File, error) {
	if f.library == l {
		return f, nil
	}
	return f.other()
}

// withOther lets a file be asked for as OpenPDF reads it.
func (f *File) withOther() *File {
	f.other = sync.OnceValues(func() (*File, error) {
		return openOther(f.Data, f.limits, func() (*File, error) { return f, nil })
	})
	return f
}

// openOther opens a document as OpenPDF does: 1.3.29, which can neither read AES-256 nor find object streams without a sound
// cross-reference. box opens it as PDFBox does.
func openOther(data []byte, lim Limits, box func() (*File, error)) (f *File, err error) {
	defer func() {
		if p := recover(); p != nil {
			f, err = nil, fmt.Errorf("%w: reader failed: %v", ErrDamaged, p)
		}
	}()
	const begin = "%PDF-"
	at := bytes.Index(data[:min(len(data), 1024)], []byte(begin))
	if at < 0 || at+len(begin)+2 >= len(data) {
		return nil, ErrNotPDF
	}
	r := &openPDF{tokens: tokens{lexer: lexer{data: data[at:]}}, limits: lim}
	r.budget = &budget{nodes: maxNodes, bytes: 20*int64(len(data)) + 4*lim.MaxDecodeBytes}
	if err := r.load(); err != nil {
		if errors.Is(err, ErrTooLarge) || errors.Is(err, ErrPassword) {
			return nil, err
		}
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	f = &File{Data: data, limits: lim, objects: make(map[objectKey]*slot, len(r.objects)), trailer: r.trailer, library: OpenPDF}
	for num, o := range r.objects {
		if o != nil {
			f.objects[objectKey{num: int64(num)}] = &slot{value: o, known: true}
		}
	}
	f.catalog = r.catalog
	f.other = sync.OnceValues(box)
	return f, nil
}

// openPDF reads one file as OpenPDF's PdfReader does: what the cross-reference lists, in its order; where anything is wrong with that, the
// objects that stand at the beginning of a line.
type openPDF struct {
	tokens
	limits Limits
	budget *budget

	xref    []crossReference // by object number
	wanted  map[int]map[int]bool
	trailer types.Dict
	catalog types.Dict
	objects []types.Object
	depth   int
	failed  bool // decryption failed: the file is not tried again
}

// crossReference is where an object stands: at an offset, or in an object stream.
type crossReference struct{ offset, stream int }

// load reads the file.
func (r *openPDF) load() error {
	rebuilt := false
	if err := r.readXref(); err != nil {
		if errors.Is(err, ErrTooLarge) {
			return err
		}
		rebuilt = true
		if err := r.rebuild(); err != nil {
			return err
		}
	}
	if err := r.readObjects(); err != nil {
		if rebuilt || r.failed || errors.Is(err, ErrPassword) || errors.Is(err, ErrTooLarge) {
			return err
		}
		if err := r.rebuild(); err != nil {
			return err
		}
		if err := r.readObjects(); err != nil {
			return err
		}
	}
	return r.readPages()
}

// object reads one object.
func (r *openPDF) object() (types.Object, error) {
	if r.budget.nodes--; r.budget.nodes < 0 {
		return nil, fmt.Errorf("too many objects: %w", ErrTooLarge)
	}
	if err := r.valid(); err != nil {
		return nil, err
	}
	switch r.kind {
	case tkStartDict:
		return r.dictOrStream()
	case tkStartArray:
		return r.array()
	case tkNumber:
		return numberObject(r.text)
	case tkString:
		return literalOf(r.text), nil
	case tkName:
		return types.Name(r.text), nil
	case tkRef:
		return types.IndirectRef{ObjectNumber: types.Integer(r.num)}, nil
	case tkEndArray:
		return endOfArray, nil
	case tkEndDict:
		return endOfDict, nil
	}
	switch word := string(r.text); word {
	case "null":
		return nil, nil
	case "true", "false":
		return types.Boolean(word == "true"), nil
	default:
		return mark(word), nil
	}
}

// mark is a word or bracket where an object should stand.
type mark string

const (
	endOfArray mark = "]"
	endOfDict  mark = ">>"
)

// The methods of types.Object.
func (m mark) String() string      { return string(m) }
func (m mark) Clone() types.Object { return m }
func (m mark) PDFString() string   { return string(m) }

func (r *openPDF) enter() error {
	if r.depth++; r.depth > r.limits.MaxDepth {
		return fmt.Errorf("nested deeper than %d levels: %w", r.limits.MaxDepth, ErrTooLarge)
	}
	return nil
}

func (r *openPDF) array() (types.Object, error) {
	if err := r.enter(); err != nil {
		return nil, err
	}
	defer func() { r.depth-- }()
	a := types.Array{}
	for {
		switch o, err := r.object(); {
		case err != nil:
			return nil, err
		case o == endOfArray:
			return a, nil
		case o == endOfDict:
			return nil, r.errorf("unexpected >>")
		default:
			a = append(a, o)
		}
	}
}

// dict reads a dictionary behind its brackets. Of equal keys the last counts, and null takes an entry away.
func (r *openPDF) dict() (types.Dict, error) {
	if err := r.enter(); err != nil {
		return nil, err
	}
	defer func() { r.depth-- }()
	d := types.Dict{}
	for {
		if err := r.valid(); err != nil {
			return nil, err
		}
		if r.kind == tkEndDict {
			return d, nil
		}
		if r.kind != tkName {
			return nil, r.errorf("a key that is no name")
		}
		key := string(r.text)
		o, err := r.object()
		if err != nil {
			return nil, err
		}
		switch {
		case o == endOfArray || o == endOfDict:
			return nil, r.errorf("unexpected bracket")
		case o == nil:
			delete(d, key)
		default:
			d[key] = o
		}
	}
}

// dictOrStream reads a dictionary and sees whether a stream follows. The data of a stream are found later.
func (r *openPDF) dictOrStream() (types.Object, error) {
	d, err := r.dict()
	if err != nil {
		return nil, err
	}
	end := r.pos
	for {
		ok, err := r.next()
		if err != nil {
			return nil, err
		}
		if ok && r.kind == tkComment {
			continue
		}
		if !ok || !r.is("stream") {
			r.pos = end
			return d, nil
		}
		break
	}
	c := r.read()
	for c == ' ' || c == '\t' || c == 0 || c == '\f' {
		c = r.read()
	}
	if c != '\n' {
		if c = r.read(); c != '\n' {
			r.back(c)
		}
	}
	return types.StreamDict{Dict: d, StreamOffset: int64(r.pos)}, nil
}

// resolve follows a reference; nil for others than those that were read.
func (r *openPDF) resolve(o types.Object) types.Object {
	num, _, ok := Reference(o)
	if !ok {
		return o
	}
	if num < 0 || num >= len(r.objects) {
		return nil
	}
	return r.objects[num]
}

// readPages walks the page tree, and looks at the contents of pages where there are several: what it stumbles over there makes the whole
// file unreadable.
func (r *openPDF) readPages() error {
	catalog, ok := r.resolve(r.trailer["Root"]).(types.Dict)
	if !ok {
		return r.errorf("no document catalog")
	}
	if _, ok := r.resolve(catalog["Pages"]).(types.Dict); !ok {
		return r.errorf("no page tree")
	}
	r.catalog = catalog
	w := &pageWalk{openPDF: r, within: map[int]bool{}}
	var err error
	if num, _, indirect := Reference(catalog["Pages"]); indirect {
		err = w.reference(num, 0)
	} else {
		err = w.node(catalog["Pages"].(types.Dict), 0, true)
	}
	if err != nil || len(w.pages) == 1 {
		return err
	}
	return w.contents()
}

// pageWalk goes through the page tree.
type pageWalk struct {
	*openPDF
	within map[int]bool // nodes above the present one
	pages  []types.Dict
	nodes  int
}

func (w *pageWalk) reference(num, depth int) error {
	if w.nodes++; w.nodes > w.limits.MaxObjects {
		return fmt.Errorf("page tree: %w", ErrTooLarge)
	}
	if w.within[num] {
		return ErrEndless
	}
	switch d := w.resolve(types.IndirectRef{ObjectNumber: types.Integer(num)}).(type) {
	case nil:
		return nil
	case types.StreamDict:
		return w.node(d.Dict, depth, false)
	case types.Dict:
		w.within[num] = true
		defer delete(w.within, num)
		return w.node(d, depth, false)
	}
	return w.errorf("a page that is no dictionary")
}

// node looks at a page or a branch of the tree; direct is one that stands in the catalog itself.
func (w *pageWalk) node(d types.Dict, depth int, direct bool) error {
	kids, ok := w.resolve(d["Kids"]).(types.Array)
	switch {
	case !ok && direct:
		return nil
	case !ok && depth == 0:
		return w.errorf("a page in the place of the page tree")
	case !ok:
		w.pages = append(w.pages, d)
		return nil
	}
	for _, kid := range kids {
		num, _, indirect := Reference(kid)
		if !indirect {
			break
		}
		if err := w.reference(num, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// contents fails where the contents of a page are listed otherwise than by references.
func (w *pageWalk) contents() error {
	seen := map[int]bool{}
	for _, page := range w.pages {
		var list types.Array
		switch c := w.resolve(page["Contents"]).(type) {
		case types.StreamDict:
			list = types.Array{page["Contents"]}
		case types.Array:
			list = c
		}
		for _, o := range list {
			num, _, ok := Reference(o)
			if !ok {
				return w.errorf("contents of a page that are no reference")
			}
			if _, isStream := w.resolve(o).(types.StreamDict); seen[num] && !isStream {
				return w.errorf("contents of two pages that are no stream")
			}
			seen[num] = true
		}
	}
	return nil
}
