package pdfwrite

import (
	"fmt"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"github.com/fselint/fselint/cda/pdffile"
)

// Rewrite writes a document anew with everything that can be reached from its catalog and its document information, numbered
// in the order in which it is met. The encryption of the document is not kept. Its signatures do not survive.
func Rewrite(f *pdffile.File) []byte {
	numbers := map[[2]int]int{}
	var waiting []types.IndirectRef
	w := &writer{}
	w.number = func(num, gen int) (int, int) {
		key := [2]int{num, gen}
		if numbers[key] == 0 {
			numbers[key] = len(numbers) + 1
			waiting = append(waiting, *types.NewIndirectRef(num, gen))
		}
		return numbers[key], 0
	}
	trailer := types.Dict{}
	for _, key := range []string{"Root", "Info", "ID"} {
		if o := f.Trailer()[key]; o != nil {
			trailer[key] = o
		}
	}
	entries := w.dict(nil, trailer)
	out := []byte("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n")
	var offsets []int
	for len(waiting) > 0 {
		ref := waiting[0]
		waiting = waiting[1:]
		offsets = append(offsets, len(out))
		out = fmt.Appendf(out, "%d 0 obj\n", len(offsets))
		out = append(w.object(out, f.Deref(ref)), "\nendobj\n"...)
	}
	at := len(out)
	out = fmt.Appendf(out, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, offset := range offsets {
		out = fmt.Appendf(out, "%010d 00000 n \n", offset)
	}
	// the dictionary is not empty: a document has a catalog
	return fmt.Appendf(out, "trailer\n%s/Size %d>>\nstartxref\n%d\n%%%%EOF\n", entries[:len(entries)-2], len(offsets)+1, at)
}
