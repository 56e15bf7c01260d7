package profile

import (
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"github.com/fselint/fselint/cda/pdffile"
)

// DSS is a document security store (ISO 32000-2 12.8.4.3, EN 319 142-1 5.4.2.2): what a verifier needs later on.
type DSS struct {
	// Object is the number of its object, 0 when it is direct.
	Object int
	// Certificates, CRLs and OCSPs are the decoded streams, those of VRI included, each once.
	Certificates, CRLs, OCSPs [][]byte
	// VRI are the entries about single signatures.
	VRI []VRI
	// End is the offset behind which nothing of the store begins: a time stamp that covers it protects the store.
	End int64
	// Problems say what cannot be read, in English.
	Problems []string
	exceeded string // the bound that was met, "" for none
}

// VRI is validation-related information about one signature.
type VRI struct {
	// Key is the name of the entry: the SHA-1 of /Contents in hexadecimal capitals.
	Key string
	// Field is the qualified name of the signature that has this key, "" when none has.
	Field string
	// Matched tells that a signature has this key.
	Matched bool
	// Certificates, CRLs and OCSPs count what it refers to.
	Certificates, CRLs, OCSPs int
}

const (
	// maxStoreStreams and maxStoreBytes bound what is decoded of a hostile store.
	maxStoreStreams = 2000
	maxStoreBytes   = 64 << 20
	maxVRI          = 200
)

// storeReader reads a store.
type storeReader struct {
	file  *pdffile.File
	store *DSS
	seen  map[int]bool // object numbers of the streams read
	count int
	bytes int
}

// readDSS reads the store of a document, nil when it has none.
func readDSS(f *pdffile.File) *DSS {
	d, ok := f.Dict(f.Catalog()["DSS"])
	if !ok {
		return nil
	}
	r := &storeReader{file: f, store: &DSS{}, seen: map[int]bool{}}
	r.store.Object = r.place(f.Catalog()["DSS"])
	if r.store.Object == 0 {
		r.place(f.Trailer()["Root"])
	}
	r.lists(d, "Certs", "CRLs", "OCSPs")
	r.place(d["VRI"])
	entries, _ := f.Dict(d["VRI"])
	for _, key := range slices.Sorted(maps.Keys(entries)) {
		if key == "Type" {
			continue
		}
		if len(r.store.VRI) == maxVRI {
			r.bound("more than %d entries in /VRI", maxVRI)
			break
		}
		entry, ok := f.Dict(entries[key])
		if !ok {
			r.problem("/VRI /%s is no dictionary", key)
			continue
		}
		r.place(entries[key])
		n := r.lists(entry, "Cert", "CRL", "OCSP")
		r.store.VRI = append(r.store.VRI, VRI{Key: key, Certificates: n[0], CRLs: n[1], OCSPs: n[2]})
	}
	if max(len(r.store.Certificates), len(r.store.CRLs), len(r.store.OCSPs)) > maxEvidence {
		r.bound("more than %d certificates or revocation data of a kind in the store", maxEvidence)
	}
	return r.store
}

// bound is a problem that is a limit of this program.
func (r *storeReader) bound(format string, args ...any) {
	r.problem(format, args...)
	r.store.exceeded = fmt.Sprintf(format, args...)
}

func (r *storeReader) problem(format string, args ...any) {
	if len(r.store.Problems) < maxStamps {
		r.store.Problems = append(r.store.Problems, fmt.Sprintf(format, args...))
	}
}

// place notes where an indirect object stands and returns its number, 0 for a direct one.
func (r *storeReader) place(o types.Object) int {
	number, _, ok := pdffile.Reference(o)
	if !ok {
		return 0
	}
	if where, ok := r.file.ObjectLocation(number); ok {
		r.store.End = max(r.store.End, where.Offset)
	}
	return number
}

// lists reads the three arrays of streams of a dictionary and returns their lengths.
func (r *storeReader) lists(d types.Dict, certs, crls, ocsps string) [3]int {
	var n [3]int
	for i, l := range []struct {
		key string
		to  *[][]byte
	}{{certs, &r.store.Certificates}, {crls, &r.store.CRLs}, {ocsps, &r.store.OCSPs}} {
		r.place(d[l.key])
		streams, _ := r.file.Array(d[l.key])
		n[i] = len(streams)
		for _, o := range streams {
			if !r.stream(l.key, o, l.to) {
				return n
			}
		}
	}
	return n
}

// stream decodes one stream; it is false when a bound is reached.
func (r *storeReader) stream(key string, o types.Object, to *[][]byte) bool {
	number := r.place(o)
	if number != 0 && r.seen[number] {
		return true
	}
	r.seen[number] = true
	if r.count++; r.count > maxStoreStreams || r.bytes > maxStoreBytes {
		r.bound("more than %d streams or %d bytes in the store", maxStoreStreams, maxStoreBytes)
		return false
	}
	data, err := r.file.Stream(o)
	if errors.Is(err, pdffile.ErrTooLarge) {
		r.bound("/%s object %d: %v", key, number, err)
	} else if err != nil {
		r.problem("/%s object %d: %v", key, number, err)
		return true
	}
	r.bytes += len(data)
	*to = append(*to, data)
	return true
}

// match finds the signature that each entry of /VRI is about. The key is the SHA-1 of /Contents with its padding (EN 319 142-1
// 5.4.2.3), as in keys; writers that hash the message alone are common.
func (d *DSS) match(signatures []*Signature, keys map[string]*Signature) {
	if len(d.VRI) == 0 {
		return
	}
	for _, s := range signatures {
		if s.Message != nil {
			keys[vriKey(s.Message.Bytes)] = s
		}
	}
	for i := range d.VRI {
		if s := keys[strings.ToUpper(d.VRI[i].Key)]; s != nil {
			d.VRI[i].Field, d.VRI[i].Matched = s.Facts.Field, true
		}
	}
}

func vriKey(data []byte) string {
	sum := sha1.Sum(data)
	return strings.ToUpper(hex.EncodeToString(sum[:]))
}
