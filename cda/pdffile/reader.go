package pdffile

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// reader reads one file the way PDFBox's COSParser does: the cross-reference first, corrected or replaced by a scan where
// it is wrong, then every object that can be reached from the catalog and the document information.
type reader struct {
	parser
	limits   Limits
	sections sections
	trailer  types.Dict

	// resolved is the merged cross-reference, xref the one that objects are looked up in; the reference keeps both.
	resolved, xref map[objectKey]int64
	// scanned holds the objects found by a scan of the whole file, nil before the scan.
	scanned map[objectKey]int64
	// lastEOF is the offset of the last end-of-file mark followed by something else than objects.
	lastEOF int64

	tables, streams []int64 // cross-references found by a scan and not yet used
	scannedXrefs    bool

	objects  map[objectKey]*slot
	crypt    *decrypter
	repaired bool
	unsound  bool // the cross-reference could not be used as it stands
	nesting  int
}

// slot holds one indirect object.
type slot struct {
	value  types.Object
	known  bool
	inWork bool
	refs   []objectKey
}

// isDamage says whether err is one that the reference answers with a repair, not a bound of this package.
func isDamage(err error) bool { return !errors.Is(err, ErrTooLarge) }

func newReader(data []byte, limits Limits) *reader {
	size := int64(len(data))
	r := &reader{
		limits:  limits,
		xref:    map[objectKey]int64{},
		objects: map[objectKey]*slot{},
	}
	r.parser = parser{
		lexer:    lexer{data: data},
		maxDepth: limits.MaxDepth,
		budget:   &budget{nodes: maxNodes, bytes: 20*size + 4*limits.MaxDecodeBytes},
	}
	return r
}

// maxNodes bounds the number of direct objects in one file: numbers, names, strings, array elements.
const maxNodes = 10_000_000

// load reads the file. After it the objects do not change any more.
func (r *reader) load() error {
	trailer, err := r.findTrailer()
	if err != nil {
		return err
	}
	r.trailer = trailer
	var roots []objectKey
	for _, name := range slices.Sorted(maps.Keys(trailer)) {
		if num, gen, ok := Reference(trailer[name]); ok {
			if _, err := r.load1(objectKey{int64(num), gen}, false); err != nil {
				return err
			}
		}
	}
	for _, name := range []string{"Root", "Info"} {
		if num, gen, ok := Reference(trailer[name]); ok {
			roots = append(roots, objectKey{int64(num), gen})
		}
	}
	if _, _, ok := Reference(trailer["Root"]); !ok {
		return r.errorf("no document catalog in the trailer")
	}
	catalog, ok := r.dictionary(trailer["Root"])
	if !ok {
		return r.errorf("the document catalog is no dictionary")
	}
	for _, key := range roots {
		if err := r.loadReachable(key); err != nil {
			return err
		}
	}
	if _, ok := r.dictionary(catalog["Pages"]); !ok {
		return r.errorf("no page tree")
	}
	return nil
}

// findTrailer reads the cross-reference chain or, where that fails, rebuilds it.
func (r *reader) findTrailer() (types.Dict, error) {
	var trailer types.Dict
	offset, err := r.startxref()
	if err == nil {
		trailer, err = r.readXref(offset)
	}
	if err != nil && !isDamage(err) {
		return nil, err
	}
	if _, hasRoot := trailer["Root"]; err != nil || !hasRoot {
		return r.rebuildTrailer()
	}
	if err := r.prepareDecryption(trailer); err != nil {
		return nil, err
	}
	if len(r.scanned) > 0 {
		if err := r.scanObjectStreams(); err != nil {
			return nil, err
		}
	}
	return trailer, nil
}

// dictionary returns what o is or refers to, among the objects already read.
func (r *reader) dictionary(o types.Object) (types.Dict, bool) {
	if num, gen, ok := Reference(o); ok {
		s := r.objects[objectKey{int64(num), gen}]
		if s == nil {
			return nil, false
		}
		o = s.value
	}
	return dictOf(o)
}

func dictOf(o types.Object) (types.Dict, bool) {
	switch d := o.(type) {
	case types.Dict:
		return d, true
	case types.StreamDict:
		return d.Dict, true
	case *types.StreamDict:
		return d.Dict, d != nil
	}
	return nil, false
}

func (r *reader) slot(key objectKey) *slot {
	s := r.objects[key]
	if s == nil {
		s = &slot{}
		r.objects[key] = s
	}
	return s
}

// lookup returns where the object is, asking a scan of the file for what the cross-reference does not know.
func (r *reader) lookup(key objectKey) (int64, bool, error) {
	if where, ok := r.xref[key]; ok {
		return where, true, nil
	}
	if err := r.scanObjects(); err != nil {
		return 0, false, err
	}
	where, ok := r.scanned[key]
	if ok {
		r.repaired = true
		r.xref[key] = where
	}
	return where, ok, nil
}

// load1 reads one indirect object, unless it is known already. When plain is set it must not be in an object stream, so that
// a file cannot send the reader in circles.
func (r *reader) load1(key objectKey, plain bool) (*slot, error) {
	s := r.slot(key)
	if s.known {
		return s, nil
	}
	where, found, err := r.lookup(key)
	if err != nil {
		return nil, err
	}
	if plain && (!found || where <= 0) {
		return nil, r.errorf("object %d must be defined outside of object streams", key.num)
	}
	if s.inWork {
		return nil, r.errorf("object %d refers to itself", key.num)
	}
	if r.nesting++; r.nesting > r.limits.MaxDepth {
		return nil, fmt.Errorf("objects depend on each other deeper than %d levels: %w", r.limits.MaxDepth, ErrTooLarge)
	}
	s.inWork = true
	switch {
	case !found:
		s.value, s.known = nil, true
	case where > 0:
		err = r.readObject(where, key, s)
	default:
		err = r.readObjectStream(-where)
	}
	if err != nil {
		return nil, err
	}
	r.nesting--
	s.inWork = false
	return s, nil
}

// readObject reads the indirect object at offset into s.
func (r *reader) readObject(offset int64, key objectKey, s *slot) error {
	r.seek(offset)
	start := r.pos
	found, err := r.objectHeader()
	if err != nil {
		return err
	}
	if found != key {
		return r.errorf("object %d %d found where %d %d is expected", found.num, found.gen, key.num, key.gen)
	}
	outer := r.refs
	r.refs = nil
	value, ok, err := r.object()
	s.refs = r.refs
	r.refs = outer
	if err != nil {
		return err
	}
	if _, broken := value.(brokenRef); broken {
		value, ok = nil, false
	}
	if r.token() == "stream" {
		r.pos -= len("stream")
		d, isDict := value.(types.Dict)
		if !isDict {
			return r.errorf("stream without dictionary")
		}
		stream, err := r.stream(d)
		if err != nil {
			return err
		}
		if r.crypt != nil {
			if err := r.crypt.stream(&stream, key); err != nil {
				return err
			}
		}
		value = stream
		r.skipSpaces()
		line, err := r.line()
		if err != nil {
			return err
		}
		if len(line) >= len("endstream") && line[:len("endstream")] == "endstream" && trimmed(line[len("endstream"):]) == "" {
			if _, err := r.line(); err != nil {
				return err
			}
		}
	} else if r.crypt != nil {
		value = r.crypt.object(value, key)
	}
	s.value, s.known = value, ok
	return r.budget.spend(int64(r.pos - start))
}

// readObjectStream reads all objects of an object stream. One that is damaged yields none of them.
func (r *reader) readObjectStream(num int64) error {
	s, err := r.load1(objectKey{num: num}, true)
	if err != nil {
		return err
	}
	stream, ok := s.value.(types.StreamDict)
	if !ok {
		return nil
	}
	found, err := r.parseObjectStream(stream)
	if err != nil {
		if isDamage(err) {
			return nil
		}
		return err
	}
	for _, o := range found {
		if r.resolved[objectKey{num: o.num}] == -num {
			target := r.slot(objectKey{num: o.num})
			target.value, target.known, target.refs = o.slot.value, o.slot.known, o.slot.refs
		}
	}
	return nil
}
