package lint

import (
	"encoding/binary"
	"encoding/hex"
	"hash"
)

// Fingerprint identifies a finding within its document across runs: 32 hexadecimal digits, made with h, from its id, the place by path
// (not by line, which moves with every edit above it) and, when values is set, what was expected and found. Two findings that differ in
// none of these share it. Whoever has h can find values of few possibilities, such as a date of birth, by trying them all: with values h
// has to have a secret.
func (f *Finding) Fingerprint(h hash.Hash, values bool) string {
	parts := []string{f.ID, f.Location.Source, f.Location.Path}
	if values {
		parts = append(parts, f.Message.In("en"), f.Expected.In("en"), f.Actual.In("en"))
	}
	for _, s := range parts {
		h.Write(binary.BigEndian.AppendUint32(nil, uint32(len(s)))) // so that no text runs into the next
		h.Write([]byte(s))
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}
