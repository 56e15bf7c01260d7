package pdffile

import (
	"errors"
	"fmt"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// Stream returns the decoded bytes of a stream, references followed. It fails with an error that wraps ErrTooLarge when
// the result would exceed Limits.MaxDecodeBytes, ErrDamaged when o is no stream or its filters cannot be applied. Data
// that break off yield what could be decoded, as in PDFBox.
func (f *File) Stream(o types.Object) ([]byte, error) {
	s, ok := f.Deref(o).(types.StreamDict)
	if !ok {
		return nil, fmt.Errorf("%w: not a stream", ErrDamaged)
	}
	decode := decodeStream
	if f.library == OpenPDF {
		decode = decodeOpenPDF
	}
	data, err := decode(s, f.Deref, f.limits.MaxDecodeBytes)
	if err != nil && !errors.Is(err, ErrTooLarge) {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return data, err
}
