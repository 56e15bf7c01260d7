package pdffile

import (
	"bytes"
	"compress/flate"
	"encoding/ascii85"
	"errors"
	"fmt"
	"image/jpeg"
	"io"

	"github.com/pdfcpu/pdfcpu/pkg/filter"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// filterNames maps the names and short names of the filters that PDFBox knows.
var filterNames = map[types.Name]string{
	"FlateDecode": "Flate", "Fl": "Flate",
	"LZWDecode": filter.LZW, "LZW": filter.LZW,
	"ASCIIHexDecode": filter.ASCIIHex, "AHx": filter.ASCIIHex,
	"ASCII85Decode": "ASCII85", "A85": "ASCII85",
	"RunLengthDecode": filter.RunLength, "RL": filter.RunLength,
	"Crypt":     "Crypt",
	"DCTDecode": "DCT", "DCT": "DCT", "CCITTFaxDecode": "image", "CCF": "image", "JBIG2Decode": "image", "JPXDecode": "image",
}

// streamFilter is one step of decoding.
type streamFilter struct {
	name  string
	parms types.Dict
}

// decode decodes a stream while the file is being read: only objects already known can be referred to.
func (r *reader) decode(s types.StreamDict) ([]byte, error) {
	data, err := decodeStream(s, r.resolve, r.limits.MaxDecodeBytes)
	if err != nil {
		return nil, err
	}
	return data, r.budget.spend(int64(len(data)))
}

// decodeStream applies the filters of a stream, each of them to at most limit bytes of output.
func decodeStream(s types.StreamDict, deref func(types.Object) types.Object, limit int64) ([]byte, error) {
	filters, err := streamFilters(s.Dict, deref)
	if err != nil {
		return nil, err
	}
	data := s.Raw
	for _, f := range filters {
		switch f.name {
		case "Flate":
			data, err = inflate(data, limit)
			if err == nil {
				data = unpredict(data, f.parms)
			}
		case "Crypt":
			if name, ok := f.parms["Name"].(types.Name); ok && name != "Identity" {
				err = fmt.Errorf("%w: crypt filter %s", errSyntax, name)
			}
		case "ASCII85":
			data, err = fromASCII85(data, limit)
		case "DCT":
			data, err = fromJPEG(data, limit)
		case "image":
			err = fmt.Errorf("%w: image filter", errSyntax)
		default:
			data, err = decodeWith(f, data, limit)
		}
		if err != nil {
			return nil, err
		}
	}
	return data, nil
}

func streamFilters(d types.Dict, deref func(types.Object) types.Object) ([]streamFilter, error) {
	var names []types.Object
	o := deref(d["Filter"])
	switch v := o.(type) {
	case types.Name:
		names = []types.Object{v}
	case types.Array:
		names = v
	}
	parms := deref(d["DecodeParms"])
	if alt := deref(d["DP"]); alt != nil {
		parms = alt
	}
	var filters []streamFilter
	seen := map[string]bool{}
	for i, n := range names {
		name, ok := n.(types.Name)
		if !ok {
			return nil, fmt.Errorf("%w: filter that is no name", errSyntax)
		}
		known, ok := filterNames[name]
		if !ok {
			return nil, fmt.Errorf("%w: unknown filter %s", errSyntax, name)
		}
		if seen[known] && known != "image" {
			return nil, fmt.Errorf("%w: filter %s twice", errSyntax, name)
		}
		seen[known] = true
		f := streamFilter{name: known}
		switch p := parms.(type) {
		case types.Dict:
			if _, single := o.(types.Name); single {
				f.parms = resolved(p, deref)
			}
		case types.Array:
			if _, list := o.(types.Array); list && i < len(p) {
				if dict, ok := deref(p[i]).(types.Dict); ok {
					f.parms = resolved(dict, deref)
				}
			}
		}
		filters = append(filters, f)
	}
	return filters, nil
}

// resolved returns d with the references among its values followed.
func resolved(d types.Dict, deref func(types.Object) types.Object) types.Dict {
	out := types.Dict{}
	for k, v := range d {
		out[k] = deref(v)
	}
	return out
}

func decodeWith(f streamFilter, data []byte, limit int64) (out []byte, err error) {
	defer func() {
		if p := recover(); p != nil {
			out, err = nil, fmt.Errorf("%w: filter %s failed: %v", errSyntax, f.name, p)
		}
	}()
	parms := map[string]int{}
	if early, ok := f.parms["EarlyChange"].(types.Integer); ok {
		parms["EarlyChange"] = int(early)
	}
	decoder, err := filter.NewFilter(f.name, parms, limit)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errSyntax, err)
	}
	r, err := decoder.Decode(bytes.NewReader(data))
	if err == nil {
		out, err = readSome(r, len(data), limit)
	}
	switch {
	case errors.Is(err, filter.ErrDecodeLimitExceeded), errors.Is(err, ErrTooLarge):
		return nil, tooLarge(limit)
	case err != nil:
		return nil, fmt.Errorf("%w: %w", errSyntax, err)
	}
	if f.name == filter.LZW {
		out = unpredict(out, f.parms)
	}
	return out, nil
}

// fromASCII85 decodes up to the end mark or, as the reference does, to the end of the data, where a group that breaks off is lost.
func fromASCII85(data []byte, limit int64) ([]byte, error) {
	data, _, marked := bytes.Cut(data, []byte("~"))
	if int64(len(data))*4/5 > limit || int64(bytes.Count(data, []byte("z")))*4 > limit {
		return nil, tooLarge(limit)
	}
	out := make([]byte, 4*len(data)+4) // a z stands for four
	n, _, err := ascii85.Decode(out, data, marked)
	if err != nil && marked {
		n, _, err = ascii85.Decode(out, data, false) // one character alone is no group
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errSyntax, err)
	}
	return out[:n], nil
}

// fromJPEG decodes an image into its samples, three for a pixel: what the reference does with every embedded file that says it is
// one. Only whether it can be decoded matters for the files beside it.
func fromJPEG(data []byte, limit int64) ([]byte, error) {
	size, err := jpeg.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errSyntax, err)
	}
	if int64(size.Width)*int64(size.Height)*4 > limit {
		return nil, tooLarge(limit)
	}
	img, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errSyntax, err)
	}
	out := make([]byte, 0, 3*size.Width*size.Height)
	for y := img.Bounds().Min.Y; y < img.Bounds().Max.Y; y++ {
		for x := img.Bounds().Min.X; x < img.Bounds().Max.X; x++ {
			r, g, b, _ := img.At(x, y).RGBA()
			out = append(out, byte(r>>8), byte(g>>8), byte(b>>8))
		}
	}
	return out, nil
}

func tooLarge(limit int64) error {
	return fmt.Errorf("stream of more than %d bytes: %w", limit, ErrTooLarge)
}

// inflate decodes Flate data. As in the reference the zlib header and the checksum are not looked at, and data that
// break off or go wrong yield what came before, if anything did.
func inflate(data []byte, limit int64) ([]byte, error) {
	if len(data) <= 2 {
		return nil, nil
	}
	body := data[2:]
	out, err := inflateRaw(body, limit)
	if errors.Is(err, ErrTooLarge) {
		return nil, err
	}
	if err == nil || len(out) > maxTrace {
		return out, nil
	}
	total, kept := decodable(body, len(out))
	if total > len(out) {
		// Package flate may ask for more input than the last symbol needs.
		out, _ = inflateRaw(append(body[:len(body):len(body)], make([]byte, 8)...), limit)
	}
	var corrupt flate.CorruptInputError
	if !errors.As(err, &corrupt) {
		return out[:min(total, len(out))], nil
	}
	if kept == 0 {
		return nil, fmt.Errorf("%w: corrupt compressed data", errSyntax)
	}
	return out[:min(kept, len(out))], nil
}

func inflateRaw(body []byte, limit int64) ([]byte, error) {
	return readSome(flate.NewReader(bytes.NewReader(body)), len(body)*4, limit)
}

// piece is how much is decoded at once of a stream that is larger than it promised.
const piece = 4 << 20

// readSome reads a decoder to its end, in pieces that are not copied while it is not known whether they are too many. hint is how many
// bytes are likely. The error is tooLarge, or the decoder's, which comes with what was decoded before.
func readSome(r io.Reader, hint int, limit int64) ([]byte, error) {
	var pieces [][]byte
	var total int64
	for size := min(max(hint, bytes.MinRead), piece); ; size = min(2*size, piece) {
		buf := make([]byte, min(int64(size), limit+1-total))
		n, err := 0, error(nil)
		for n < len(buf) && err == nil {
			var m int
			m, err = r.Read(buf[n:])
			n += m
		}
		pieces, total = append(pieces, buf[:n]), total+int64(n)
		switch {
		case total > limit:
			return nil, tooLarge(limit)
		case err == nil:
			continue
		case err == io.EOF: //nolint:errorlint // as io.Reader has it
			err = nil
		}
		if len(pieces) == 1 {
			return pieces[0], err
		}
		return bytes.Join(pieces, nil), err
	}
}
