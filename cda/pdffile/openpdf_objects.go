package pdffile

import (
	"bytes"
	"compress/flate"
	"compress/zlib"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/pdfcpu/pdfcpu/pkg/filter"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// readObjects reads every object that the cross-reference lists, whether it is used or not. One that is damaged counts as null; an offset
// at which no object begins fails the whole.
func (r *openPDF) readObjects() error {
	r.objects = make([]types.Object, len(r.xref))
	keys := make([]objectKey, len(r.xref))
	for num := 1; num < len(r.xref); num++ {
		where := r.xref[num]
		if where.offset <= 0 || where.stream > 0 {
			continue
		}
		var err error
		if r.objects[num], keys[num], err = r.objectAt(where.offset); err != nil {
			return err
		}
	}
	for num, o := range r.objects {
		if s, ok := o.(types.StreamDict); ok {
			if err := r.measure(&s); err != nil {
				return err
			}
			r.objects[num] = s
		}
	}
	if err := r.decrypt(keys); err != nil {
		r.failed = true
		return err
	}
	for _, num := range slices.Sorted(maps.Keys(r.wanted)) {
		if err := r.objectStream(num, r.wanted[num]); err != nil {
			return err
		}
	}
	r.wanted = nil
	return nil
}

func (r *openPDF) objectAt(offset int) (types.Object, objectKey, error) {
	if err := r.seek(offset); err != nil {
		return nil, objectKey{}, err
	}
	num, err := r.int()
	if err != nil {
		return nil, objectKey{}, err
	}
	generation, err := r.int()
	if err != nil {
		return nil, objectKey{}, err
	}
	if err := r.valid(); err != nil {
		return nil, objectKey{}, err
	}
	if !r.is("obj") {
		return nil, objectKey{}, r.errorf("obj expected")
	}
	start := r.pos
	o, err := r.object()
	if err != nil && !isDamage(err) {
		return nil, objectKey{}, err
	}
	r.depth = 0
	if err != nil {
		o = nil
	}
	return o, objectKey{int64(num), generation}, r.budget.spend(int64(max(r.pos-start, 0)))
}

// measure finds the data of a stream: as many bytes as /Length says where endstream follows them, else up to the line that begins with
// endstream.
func (r *openPDF) measure(s *types.StreamDict) error {
	start := int(s.StreamOffset)
	length, known := numberOf(r.resolve(s.Dict["Length"]))
	if !known || !r.ends(start+length) {
		begin := r.pos
		if found, ok := r.untilLine(start); ok {
			length = found
		}
		if err := r.budget.spend(int64(max(r.pos-min(begin, start), 0))); err != nil {
			return err
		}
	}
	if raw, err := r.raw(s.StreamOffset, length); err == nil {
		s.Raw = raw
	} else {
		n := int64(-1) // decoding fails
		s.StreamLength = &n
	}
	return nil
}

// ends says whether endstream follows at the offset.
func (r *openPDF) ends(offset int) bool {
	if offset < 0 || offset > len(r.data)-20 {
		return false
	}
	rest := r.data[offset:]
	for _, eol := range []string{"\n", "\r\n", "\r", ""} {
		if bytes.HasPrefix(rest, []byte(eol+"endstream")) {
			return true
		}
	}
	return false
}

// untilLine returns the length of the data up to the line that begins with endstream, the line end before it included; false when
// there is no such line.
func (r *openPDF) untilLine(start int) (int, bool) {
	r.pos = start
	line := make([]byte, 16)
	for {
		at := r.pos
		if !r.lineSegment(line) {
			return 0, false
		}
		if bytes.HasPrefix(line, endstream) {
			return at - start, true
		}
		if bytes.HasPrefix(line, endobj) {
			if i := bytes.Index(r.data[max(at-16, 0):at], endstream); i >= 0 {
				at = max(at-16, 0) + i
			}
			return at - start, true
		}
	}
}

// raw returns bytes of the file; it fails where there are not so many.
func (r *openPDF) raw(offset int64, length int) ([]byte, error) {
	if length < 0 || offset+int64(length) > int64(len(r.data)) {
		return nil, r.errorf("stream of %d bytes beyond the end", length)
	}
	return r.data[offset : offset+int64(length)], nil
}

// objectStream reads the objects of a stream that the cross-reference names by their place in it.
func (r *openPDF) objectStream(num int, places map[int]bool) error {
	if num < 0 || num >= len(r.objects) {
		return r.errorf("object stream %d is not there", num)
	}
	s, ok := r.objects[num].(types.StreamDict)
	if !ok {
		return r.errorf("object %d is no stream", num)
	}
	first, ok1 := numberOf(r.resolve(s.Dict["First"]))
	count, ok2 := numberOf(r.resolve(s.Dict["N"]))
	data, err := r.decoded(s)
	if err != nil {
		return err
	}
	if !ok1 || !ok2 || count < 0 || count > len(data) {
		return r.errorf("wrong /First or /N")
	}
	own := *r
	own.tokens = tokens{lexer: lexer{data: data}}
	offsets, numbers := make([]int, count), make([]int, count)
	for i := range count {
		for _, into := range []*int{&numbers[i], &offsets[i]} {
			more, err := own.next()
			if err != nil {
				return err
			}
			if !more || own.kind != tkNumber {
				return r.errorf("wrong table of an object stream")
			}
			if *into, err = integer(own.text); err != nil {
				return err
			}
		}
	}
	for i := range count {
		if !places[i] {
			continue
		}
		if err := own.seek(offsets[i] + first); err != nil {
			return err
		}
		o, err := own.object()
		if err != nil {
			return err
		}
		if numbers[i] < 0 || numbers[i] >= len(r.objects) {
			return r.errorf("object %d is not in the cross-reference", numbers[i])
		}
		r.objects[numbers[i]] = o
	}
	r.objects[num] = nil
	return nil
}

// decrypt undoes encryption with the empty password: RC4 and AES-128. keys are the numbers that the objects stand under.
func (r *openPDF) decrypt(keys []objectKey) error {
	o := r.trailer["Encrypt"]
	if o == nil {
		return nil
	}
	d, ok := r.resolve(o).(types.Dict)
	if !ok {
		return r.errorf("no encryption dictionary")
	}
	h := securityHandler{dict: d, get: func(d types.Dict, key string) types.Object {
		if n := map[types.Object]types.Integer{types.Integer(2): 40, types.Integer(4): 128}[d["R"]]; n != 0 && key == "Length" {
			return n // whatever the dictionary says
		}
		return r.resolve(d[key])
	}}
	if id, ok := r.resolve(r.trailer["ID"]).(types.Array); ok && len(id) > 0 {
		h.id, _ = stringBytes(id[0])
	}
	if err := r.supported(d); err != nil {
		return err
	}
	crypt, err := h.decrypter()
	if err != nil {
		return err
	}
	crypt.plainStrings, crypt.lenient = false, true
	num, _, indirect := Reference(o)
	for i, o := range r.objects {
		switch v := o.(type) {
		case types.StreamDict:
			crypt.strings(v.Dict, keys[i])
			r.objects[i] = r.decryptStream(crypt, v, keys[i])
		default:
			if !indirect || i != num {
				r.objects[i] = crypt.object(o, keys[i])
			}
		}
	}
	if indirect && num >= 0 && num < len(r.objects) {
		r.objects[num] = nil
	}
	return nil
}

// strings decrypts those of a dictionary, whatever they are.
func (c *decrypter) strings(d types.Dict, key objectKey) {
	for name, v := range d {
		d[name] = c.object(v, key)
	}
}

// decryptStream decrypts the data of a stream, unless one of its filters says that it has an encryption of its own.
func (r *openPDF) decryptStream(c *decrypter, s types.StreamDict, key objectKey) types.StreamDict {
	for _, f := range r.filters(s.Dict) {
		if r.resolve(f) == types.Name("Crypt") {
			return s
		}
	}
	raw, err := c.data(s.Raw, key)
	if err != nil {
		n := int64(-1)
		s.StreamLength = &n
		return s
	}
	s.Raw = raw
	return s
}

// supported says whether the library knows the encryption.
func (r *openPDF) supported(d types.Dict) error {
	revision, ok := numberOf(d["R"])
	_, permitted := numberOf(d["P"])
	if !ok || !permitted || r.resolve(d["Filter"]) != types.Name("Standard") {
		return r.errorf("encryption that is not supported")
	}
	switch revision {
	case 2:
		return nil
	case 3:
		if n, ok := numberOf(d["Length"]); ok && n >= 40 && n <= 128 && n%8 == 0 {
			return nil
		}
	case 4:
		filters, _ := d["CF"].(types.Dict)
		standard, _ := filters["StdCF"].(types.Dict)
		if m := standard["CFM"]; m == types.Name("V2") || m == types.Name("AESV2") {
			return nil
		}
	}
	return r.errorf("encryption of revision %d", revision)
}

// decoded applies the filters of a stream while the file is read.
func (r *openPDF) decoded(s types.StreamDict) ([]byte, error) {
	data, err := decodeOpenPDF(s, r.resolve, r.limits.MaxDecodeBytes)
	if err != nil {
		return nil, err
	}
	return data, r.budget.spend(int64(len(data)))
}

func (r *openPDF) filters(d types.Dict) types.Array { return filterList(d, r.resolve) }

func filterList(d types.Dict, deref func(types.Object) types.Object) types.Array {
	switch f := deref(d["Filter"]).(type) {
	case types.Name:
		return types.Array{f}
	case types.Array:
		return f
	}
	return nil
}

// decodeOpenPDF applies the filters that OpenPDF knows; another one fails.
func decodeOpenPDF(s types.StreamDict, deref func(types.Object) types.Object, limit int64) ([]byte, error) {
	if s.StreamLength != nil && *s.StreamLength < 0 {
		return nil, fmt.Errorf("%w: stream beyond the end", errSyntax)
	}
	data := s.Raw
	for i, f := range filterList(s.Dict, deref) {
		name, _ := deref(f).(types.Name)
		var err error
		switch name {
		case "FlateDecode", "Fl":
			if data, err = inflateZlib(data, limit); err == nil {
				data = unpredict(data, pngParms(s.Dict, i, deref))
			}
		case "LZWDecode":
			data, err = decodeWith(streamFilter{name: filter.LZW, parms: pngParms(s.Dict, i, deref)}, data, limit)
		case "ASCIIHexDecode", "AHx":
			data, err = decodeWith(streamFilter{name: filter.ASCIIHex}, data, limit)
		case "ASCII85Decode", "A85":
			data, err = fromASCII85(append(bytes.Clone(data), '~'), limit)
		case "Crypt":
		default:
			err = fmt.Errorf("%w: filter %s is not supported", errSyntax, name)
		}
		if err != nil {
			return nil, err
		}
	}
	return data, nil
}

// pngParms are the parameters of a filter where they ask for one of the predictors of PNG: the others are not known.
func pngParms(d types.Dict, i int, deref func(types.Object) types.Object) types.Dict {
	o := deref(d["DecodeParms"])
	if _, isArray := o.(types.Array); !isArray {
		if _, isDict := o.(types.Dict); !isDict {
			o = deref(d["DP"])
		}
	}
	list, ok := o.(types.Array)
	if !ok {
		list = types.Array{o}
	}
	if i >= len(list) {
		return nil
	}
	parms, ok := list[i].(types.Dict)
	if !ok {
		return nil
	}
	parms = resolved(parms, deref)
	if intParm(parms, "Predictor", 1) < 10 {
		return nil
	}
	return parms
}

// inflateZlib decodes Flate data. Data that break off yield what came before; data that go wrong all but the last byte of it, which is
// lost with the piece in which the error is found; what is wrong at the beginning are no data.
func inflateZlib(data []byte, limit int64) ([]byte, error) {
	r, err := zlib.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, nil
	}
	out, err := readSome(r, len(data)*4, limit)
	var corrupt flate.CorruptInputError
	switch {
	case errors.Is(err, ErrTooLarge):
		return nil, err
	case errors.As(err, &corrupt) || errors.Is(err, zlib.ErrChecksum):
		return out[:max(len(out)-1, 0)], nil
	case err == nil || len(out) > maxTrace:
		return out, nil
	}
	body := data[2:]
	if total, _ := decodable(body, len(out)); total > len(out) { // package flate may ask for more input than the last symbol needs
		out, _ = inflateRaw(append(body[:len(body):len(body)], make([]byte, 8)...), limit)
		out = out[:min(total, len(out))]
	}
	return out, nil
}
