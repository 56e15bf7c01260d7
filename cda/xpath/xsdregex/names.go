package xsdregex

import (
	"fmt"
	"strings"
	"sync"
	"unicode"

	"github.com/fselint/fselint/cda/xmltree"
)

// schemaMulti is the set of a multi-character escape of a pattern as the reference has it. Its classes of Unicode end at
// U+FFFF; what lies beyond is a word character.
func schemaMulti(letter byte) runeSet {
	switch letter {
	case 'd':
		return schemaDigits()
	case 'w':
		return schemaWords()
	case 'i':
		return schemaInitials()
	case 'c':
		return nameCharacters()
	}
	return multi(letter)
}

// schemaCategory is a category of a pattern: only unassigned characters lie beyond U+FFFF.
func schemaCategory(name string, set runeSet) runeSet {
	basic := set.minus(runeSet{{0x10000, unicode.MaxRune}})
	if name == "Cn" {
		return basic.union(runeSet{{0x10000, unicode.MaxRune}})
	}
	return basic
}

var (
	nameStarts     = sync.OnceValue(func() runeSet { return predicateSet(xmltree.IsNameStart) })
	nameCharacters = sync.OnceValue(func() runeSet { return predicateSet(xmltree.IsNameChar) })
)

func parseRanges(source string) func() runeSet {
	return sync.OnceValue(func() runeSet {
		var parts []interval
		for word := range strings.FieldsSeq(source) {
			var i interval
			if n, _ := fmt.Sscanf(word, "%x-%x", &i.low, &i.high); n == 1 {
				i.high = i.low
			}
			parts = append(parts, i)
		}
		return newSet(parts...)
	})
}

var schemaWords = sync.OnceValue(func() runeSet { return wordChars().union(runeSet{{0x10000, unicode.MaxRune}}) })

var schemaInitials = sync.OnceValue(func() runeSet {
	return nameStarts().union(newSet(interval{0x1C4, 0x1CC}, interval{0x2B0, 0x2BA}, interval{0x2C2, 0x2D1}, interval{0xFF66, 0xFF9F},
		interval{0x1D790, 0x1D7A8}, interval{0x1D7AA, 0x1D7C9}, interval{0x2FA1B, 0x2FA1D}))
})

// schemaDigits is the escape d as the reference lists it.
var schemaDigits = parseRanges(`
30-39 660-669 6f0-6f9 966-96f 9e6-9ef a66-a6f ae6-aef b66-b6f be7-bef c66-c6f ce6-cef d66-d6f e50-e59 ed0-ed9 f20-f29 1040-1049
1369-1371 17e0-17e9 1810-1819 ff10-ff19 1d7ce-1d7ff`)
