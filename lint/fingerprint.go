package lint

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
)

// Fingerprint identifies a finding within its document across runs: 32 hexadecimal digits from its id, the place by path (not
// by line, which moves with every edit above it), and what was expected and found. Two findings that differ in none of these
// share it. It tells nothing of the values that went into it.
func (f *Finding) Fingerprint() string {
	h := sha256.New()
	for _, s := range []string{f.ID, f.Location.Source, f.Location.Path, f.Message.In("en"), f.Expected.In("en"), f.Actual.In("en")} {
		h.Write(binary.BigEndian.AppendUint32(nil, uint32(len(s)))) // so that no text runs into the next
		h.Write([]byte(s))
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}
