package pdffile

import (
	"errors"
	"fmt"

	"github.com/pdfcpu/pdfcpu/pkg/filter"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// Stream returns the decoded bytes of a stream, references followed. It fails with an error that wraps ErrTooLarge when
// the result would exceed Limits.MaxDecodeBytes, ErrDamaged when o is no stream or its filters cannot be applied.
func (f *File) Stream(o types.Object) (data []byte, err error) {
	defer func() {
		if r := recover(); r != nil {
			data, err = nil, fmt.Errorf("%w: stream filter failed: %v", ErrDamaged, r)
		}
	}()
	o, err = f.Deref(o)
	if err != nil {
		return nil, err
	}
	var sd types.StreamDict
	switch s := o.(type) {
	case types.StreamDict:
		sd = s
	case *types.StreamDict:
		sd = *s
	default:
		return nil, fmt.Errorf("%w: not a stream", ErrDamaged)
	}
	if len(sd.FilterPipeline) == 0 {
		return sd.Raw, nil
	}
	sd.Content = nil
	if err := sd.DecodeWithLimit(f.limits.MaxDecodeBytes); err != nil {
		if errors.Is(err, filter.ErrDecodeLimitExceeded) {
			return nil, fmt.Errorf("stream of more than %d bytes: %w", f.limits.MaxDecodeBytes, ErrTooLarge)
		}
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return sd.Content, nil
}
