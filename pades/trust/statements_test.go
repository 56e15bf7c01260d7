package trust_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/fselint/fselint/internal/testkit/trusttest"
	"github.com/fselint/fselint/pades/trust"
)

// statement writes one statement: an object identifier below 0.4.0.1862.1 and what follows it.
func statement(arc byte, info ...byte) []byte {
	body := append([]byte{6, 6, 4, 0, 0x8E, 0x46, 1, arc}, info...)
	return append([]byte{0x30, byte(len(body))}, body...)
}

func read(t *testing.T, value []byte) trust.Statements {
	return trust.ReadStatements(trusttest.Root(t, "Rossi Maria", trusttest.Extra(oidQCStatements, false, value)).Cert)
}

func TestRead(t *testing.T) {
	body := slices.Concat(statement(1), statement(4), statement(3, 2, 1, 20),
		statement(2, 0x30, 12, 0x13, 3, 'E', 'U', 'R', 2, 2, 1, 0xF4, 2, 1, 0),
		statement(6, 0x30, 9, 6, 7, 4, 0, 0x8E, 0x46, 1, 6, 2),
		statement(7, 0x30, 4, 0x13, 2, 'C', 'H'), []byte{0x30, 4, 6, 2, 42, 3})
	s := read(t, append([]byte{0x30, byte(len(body))}, body...))
	assert.Equal(t, trust.Statements{Present: true, Compliance: true, Device: true, RetentionYears: 20, Limit: "500 EUR",
		Types: []string{"eseal"}, Countries: []string{"CH"}, OIDs: []string{"0.4.0.1862.1.1", "0.4.0.1862.1.2", "0.4.0.1862.1.3", "0.4.0.1862.1.4",
			"0.4.0.1862.1.6", "0.4.0.1862.1.6.2", "0.4.0.1862.1.7", "1.2.3"}}, s)
}

func TestMalformed(t *testing.T) {
	for name, value := range map[string][]byte{
		"empty": {}, "no sequence": {5, 0}, "element is no sequence": {0x30, 2, 5, 0}, "cut": {0x30, 9, 0x30},
		"limit": {0x30, 12, 0x30, 10, 6, 6, 4, 0, 0x8E, 0x46, 1, 2, 5, 0},
	} {
		s := read(t, value)
		assert.True(t, s.Present, name)
		assert.True(t, s.Malformed, name)
		assert.False(t, s.Compliance, name)
	}
	assert.Equal(t, trust.Statements{}, trust.ReadStatements(trusttest.Root(t, "Rossi Maria").Cert))
}
