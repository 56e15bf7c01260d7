package vocabulary

import (
	"math/rand/v2"
	"testing"
)

// readWhole touches everything a table offers.
func readWhole(tab *Table) {
	_ = tab.Each(func(v, c, _ string) bool {
		_, _ = tab.Has(v, c)
		return true
	})
	_, _, _ = tab.Display("", "A")
	_, _ = nearest(tab, "", "A10")
}

// FuzzSection divides whatever it is given: what a compiled file made with ill will could hold behind right digests.
func FuzzSection(f *testing.F) {
	f.Add([]byte("0123456789abcdef0123456789abcdef0123456789"), 16, 16)
	f.Add([]byte{}, 0, 0)
	good, err := ReadCSV([]byte("version,code,description\n,A,one\n,B,two\n"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(append(append(append([]byte(nil), good.slots...), good.rows...), good.blob...), len(good.slots), len(good.rows))
	f.Fuzz(func(_ *testing.T, data []byte, slots, rows int) {
		if tab, err := divide(data, tableNote{Versions: []string{""}, Slots: slots, Rows: rows}); err == nil {
			readWhole(tab)
		}
	})
}

// TestOutlineMissesNothing compares with a search that compares every code with every other.
func TestOutlineMissesNothing(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	alphabet := "0123456789AaBbzZ.-_ \xc3\xa8"
	word := func() []byte {
		b := make([]byte, 1+random.IntN(9))
		for i := range b {
			b[i] = alphabet[random.IntN(len(alphabet))]
		}
		return b
	}
	for range 200_000 {
		a, b := word(), word()
		if random.IntN(2) == 0 { // something near
			b = append([]byte(nil), a...)
			for range random.IntN(3) {
				b[random.IntN(len(b))] = alphabet[random.IntN(len(alphabet))]
			}
		}
		s := newSketch(a)
		for limit := range 3 {
			if _, ok := s.compare(b, limit); ok && !s.mayResemble(shape{bagOf(b), countsOf(b), len(b)}, limit) {
				t.Fatalf("%q resembles %q within %d and would be missed", b, a, limit)
			}
		}
	}
}
