package datatype

import "testing"

// FuzzValues: no value of any built-in type makes trouble, and what is accepted at once is valid.
func FuzzValues(f *testing.F) {
	for _, v := range []string{"", " a ", "1.5", "-INF", "2024-02-29T24:00:00Z", "P1Y2MT3.5S", "tel:", "http://[::1]:80/a?b#c", "aGk=", "0f", "a:b", "x y"} {
		f.Add(v)
	}
	prefixes := func(prefix string) (string, bool) { return prefix, prefix != "q" }
	f.Fuzz(func(t *testing.T, s string) {
		Builtins(func(local string, b *Type) {
			v, fault := b.Validate(s, prefixes)
			if b.Accepts(s) && fault != nil {
				t.Errorf("%s takes %q and refuses it: %s", local, s, fault.Code)
			}
			if fault == nil && !v.Equal(v) && v.Key() == "" {
				t.Errorf("%s: %q is not equal to itself", local, s)
			}
		})
	})
}
