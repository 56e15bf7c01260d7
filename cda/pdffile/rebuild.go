package pdffile

import (
	"bytes"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// rebuildTrailer makes cross-reference and trailer from a scan of the file.
func (r *reader) rebuildTrailer() (types.Dict, error) {
	r.repaired, r.unsound = true, true
	if err := r.scanObjects(); err != nil {
		return nil, err
	}
	r.resolved = map[objectKey]int64{}
	for k, v := range r.scanned {
		r.resolved[k] = v
	}
	trailer := types.Dict{}
	found, err := r.scanTrailers(trailer)
	if err != nil {
		return nil, err
	}
	if !found {
		if found, err = r.scanCatalog(trailer); err != nil {
			return nil, err
		}
	}
	streamsDone := false
	if !found {
		// the catalog may stand in an object stream
		if err := r.scanObjectStreams(); err != nil {
			return nil, err
		}
		streamsDone = true
		if _, err := r.scanCatalog(trailer); err != nil {
			return nil, err
		}
	}
	if err := r.prepareDecryption(trailer); err != nil {
		return nil, err
	}
	if !streamsDone {
		if err := r.scanObjectStreams(); err != nil {
			return nil, err
		}
	}
	return trailer, nil
}

// scanTrailers looks for a trailer that names a catalog and an information dictionary, and takes its useful entries.
func (r *reader) scanTrailers(trailer types.Dict) (bool, error) {
	for r.pos = minOffset; ; {
		r.pos = min(r.pos, len(r.data)) // a value that breaks off at the end was read past it
		i := bytes.Index(r.data[r.pos:], []byte("trailer"))
		if i < 0 {
			return false, nil
		}
		r.pos += i + len("trailer")
		start := r.pos
		r.skipSpaces()
		r.refs = r.refs[:0]
		d, err := r.dict()
		if spent := r.budget.spend(int64(r.pos - start)); spent != nil {
			return false, spent
		}
		if err != nil {
			if !isDamage(err) {
				return false, err
			}
			continue
		}
		at := r.pos
		ok, err := r.useTrailer(d, trailer)
		if err != nil && !isDamage(err) {
			return false, err
		}
		if ok {
			return true, nil
		}
		r.pos = min(at+1, len(r.data))
	}
}

func (r *reader) useTrailer(d, trailer types.Dict) (bool, error) {
	root, err := r.scannedDict(d["Root"])
	if err != nil || root == nil || root["Type"] != types.Name("Catalog") {
		return false, err
	}
	info, err := r.scannedDict(d["Info"])
	if err != nil || info == nil || !isInfo(info) {
		return false, err
	}
	trailer["Root"], trailer["Info"] = d["Root"], d["Info"]
	encrypt, err := r.scannedDict(d["Encrypt"])
	if err != nil {
		return false, err
	}
	if encrypt != nil {
		trailer["Encrypt"] = d["Encrypt"]
	}
	if id, ok := d["ID"].(types.Array); ok {
		trailer["ID"] = id
	}
	return true, nil
}

// scannedDict returns the dictionary that a reference leads to, by the scan of the file; nil when it is none.
func (r *reader) scannedDict(o types.Object) (types.Dict, error) {
	num, gen, ok := Reference(o)
	if !ok {
		return nil, nil
	}
	key := objectKey{int64(num), gen}
	where, ok := r.scanned[key]
	if !ok {
		return nil, nil
	}
	return r.dictAt(key, where)
}

func (r *reader) dictAt(key objectKey, where int64) (types.Dict, error) {
	if where < 0 {
		s := r.slot(key)
		if !s.known {
			if err := r.readObjectStream(-where); err != nil {
				return nil, err
			}
		}
		d, _ := dictOf(s.value)
		return d, nil
	}
	r.seek(where)
	if _, err := r.objectHeader(); err != nil {
		return nil, err
	}
	if r.peek() != '<' {
		return nil, nil
	}
	start := r.pos
	r.refs = r.refs[:0]
	d, err := r.dict()
	if spent := r.budget.spend(int64(r.pos - start)); spent != nil {
		return nil, spent
	}
	if err != nil {
		if isDamage(err) {
			return nil, nil
		}
		return nil, err
	}
	return d, nil
}

// scanCatalog looks for catalog and information dictionary among all objects found; the one further back in the file is
// the newer one.
func (r *reader) scanCatalog(trailer types.Dict) (bool, error) {
	var root, info *located
	for _, key := range sortedObjects(r.scanned) {
		where := r.scanned[key]
		d, err := r.dictAt(key, where)
		if err != nil {
			return false, err
		}
		switch {
		case d == nil:
		case d["Type"] == types.Name("Catalog"):
			root = newer(root, &located{key, where})
		case isInfo(d):
			info = newer(info, &located{key, where})
		}
	}
	if root != nil {
		trailer["Root"] = root.ref()
	}
	if info != nil {
		trailer["Info"] = info.ref()
	}
	return root != nil, nil
}

type located struct {
	key   objectKey
	where int64
}

func (l *located) ref() types.IndirectRef {
	return types.IndirectRef{ObjectNumber: types.Integer(l.key.num), GenerationNumber: types.Integer(l.key.gen)}
}

func newer(old, found *located) *located {
	switch {
	case old == nil:
		return found
	case old.key.num == found.key.num:
		if old.key.gen < found.key.gen {
			return found
		}
		return old
	case found.where > old.where:
		return found
	}
	return old
}

// isInfo is the reference's guess whether d is the document information dictionary.
func isInfo(d types.Dict) bool {
	for _, key := range []string{"Parent", "A", "Dest"} {
		if _, ok := d[key]; ok {
			return false
		}
	}
	for _, key := range []string{"ModDate", "Title", "Author", "Subject", "Keywords", "Creator", "Producer", "CreationDate"} {
		if _, ok := d[key]; ok {
			return true
		}
	}
	return false
}
