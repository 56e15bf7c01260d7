package pdffile

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

func init() { api.DisableConfigDir() }

// pdfcpuSource holds the objects that pdfcpu has read, all of them resolved beforehand so that reading is safe concurrently.
type pdfcpuSource struct {
	objects   map[int]types.Object
	locations map[int]Location
}

func (s *pdfcpuSource) object(num, _ int) (types.Object, error) { return s.objects[num], nil }

func (s *pdfcpuSource) location(num int) (Location, bool) {
	l, ok := s.locations[num]
	return l, ok
}

func (f *File) load() error {
	ctx, err := f.read(f.Data)
	if err != nil && !errors.Is(err, pdfcpu.ErrWrongPassword) {
		if i := bytes.LastIndex(f.Data, []byte("startxref")); i > 0 {
			if again, err2 := f.read(f.Data[:i]); err2 == nil {
				ctx, err = again, nil
				f.repaired = true
			}
		}
	}
	if errors.Is(err, pdfcpu.ErrWrongPassword) {
		return ErrPassword
	}
	if err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	s := &pdfcpuSource{objects: map[int]types.Object{}, locations: map[int]Location{}}
	for num, e := range ctx.Table {
		if e == nil || e.Free {
			continue
		}
		o, err := ctx.Dereference(types.IndirectRef{ObjectNumber: types.Integer(num), GenerationNumber: 0})
		if err != nil {
			return fmt.Errorf("%w: object %d: %w", ErrDamaged, num, err)
		}
		s.objects[num] = o
		if e.Offset != nil {
			s.locations[num] = Location{Offset: *e.Offset}
		}
	}
	f.source = s
	f.trailer = types.Dict{}
	if ctx.Root != nil {
		f.trailer["Root"] = *ctx.Root
	}
	if ctx.Encrypt != nil {
		f.trailer["Encrypt"] = *ctx.Encrypt
	}
	if ctx.Info != nil {
		f.trailer["Info"] = *ctx.Info
	}
	if ctx.ID != nil {
		f.trailer["ID"] = ctx.ID
	}
	root, ok := f.Dict(f.trailer["Root"])
	if !ok {
		return fmt.Errorf("%w: no document catalog", ErrDamaged)
	}
	f.catalog = root
	return nil
}

func (f *File) read(data []byte) (*model.Context, error) {
	conf := model.NewDefaultConfiguration()
	conf.Offline = true
	conf.Limits.MaxDecodeBytes = f.limits.MaxDecodeBytes
	return pdfcpu.Read(bytes.NewReader(data), conf)
}
