package vocabulary

import "testing"

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
