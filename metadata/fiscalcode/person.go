package fiscalcode

import (
	"strings"

	"github.com/fselint/fselint/lint"
)

// Parts of a personal code, in the words of the law.
const (
	partSurname = "cognome"
	partName    = "nome"
	partYear    = "anno"
	partMonth   = "mese"
	partDay     = "giorno"
	partPlace   = "luogo"
	partCheck   = "controllo"
	partNumber  = "numero"
)

const (
	monthLetters    = "ABCDEHLMPRST" // January to December
	omocodiaLetters = "LMNPQRSTUV"   // for 0 to 9
)

// digitPlaces are the seven characters that are digits unless replaced for omocodia.
var digitPlaces = [...]struct {
	at   int
	part string
}{{6, partYear}, {7, partYear}, {9, partDay}, {10, partDay}, {12, partPlace}, {13, partPlace}, {14, partPlace}}

func parsePerson(code Code) (Code, []lint.Finding) {
	s := code.Value
	if len(s) != personLength {
		return code, []lint.Finding{Length.Found(s, "16")}
	}
	flaws := letterPlaces(s)
	plain := []byte(s)
	for _, place := range digitPlaces {
		c := s[place.at]
		if c >= '0' && c <= '9' {
			continue
		}
		d := strings.IndexByte(omocodiaLetters, c)
		if d < 0 {
			flaws = append(flaws, DigitPlace.Found(string(c), lookAlike(c)).At(place.part, place.at))
			continue
		}
		plain[place.at] = byte('0' + d)
		code.Omocodia++
	}
	if len(flaws) > 0 {
		return code, inOrder(flaws)
	}
	flaws = append(flaws, birth(&code, plain)...)
	if lint.Worst(flaws) == lint.Error {
		return code, flaws
	}
	if want, _ := CheckCharacter(s[:15]); want != s[15] {
		return code, []lint.Finding{CheckLetter.Found(s[15:], string(want)).At(partCheck, 15)}
	}
	return code, append(names(s), flaws...)
}

// letterPlaces judges the characters that are always letters.
func letterPlaces(s string) []lint.Finding {
	var flaws []lint.Finding
	for _, at := range [...]int{0, 1, 2, 3, 4, 5, 8, 11, 15} {
		c := s[at]
		if c >= 'A' && c <= 'Z' {
			continue
		}
		part := partSurname
		switch {
		case at == 8:
			part = partMonth
		case at == 11:
			part = partPlace
		case at == 15:
			part = partCheck
		case at > 2:
			part = partName
		}
		flaws = append(flaws, LetterPlace.Found(string(c), lookAlike(c)).At(part, at))
	}
	return flaws
}

// birth reads date, sex and place. plain has digits in all digit places.
func birth(code *Code, plain []byte) []lint.Finding {
	var flaws []lint.Finding
	code.Year = int(plain[6]-'0')*10 + int(plain[7]-'0')
	code.Month = strings.IndexByte(monthLetters, plain[8]) + 1
	if code.Month == 0 {
		flaws = append(flaws, Month.Found(string(plain[8]), monthLetters).At(partMonth, 8))
	}
	day := int(plain[9]-'0')*10 + int(plain[10]-'0')
	code.Day = day
	if day > 40 {
		code.Day = day - 40
	}
	switch {
	case code.Day < 1 || code.Day > 31:
		flaws = append(flaws, Day.Found(string(plain[9:11]), "").At(partDay, 9))
		code.Day = 0
	case code.Month > 0 && code.Day > longest(code.Year, code.Month):
		flaws = append(flaws, NoSuchDay.Found(string(plain[9:11]), "").At(partDay, 9))
	}
	code.Female, code.Male = code.Day > 0 && day > 40, code.Day > 0 && day <= 40
	code.Place = string(plain[11:15])
	code.Foreign = plain[11] == 'Z'
	if plain[11] > 'M' && plain[11] != 'Z' {
		flaws = append(flaws, Place.Found(code.Place, "").At(partPlace, 11))
	}
	if string(plain[12:15]) == "000" {
		flaws = append(flaws, Place.Found(code.Place, "").At(partPlace, 11))
	}
	return flaws
}

// longest returns the days of a month in the year of either century that has more: the code does not say the century.
func longest(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 {
			return 29
		}
		return 28
	}
	return 31
}

// names judges how the six letters of surname and name were chosen: consonants first, then vowels, then X.
func names(s string) []lint.Finding {
	var flaws []lint.Finding
	for from, part := range map[int]string{0: partSurname, 3: partName} {
		const (
			consonants = iota
			vowels
			filling
		)
		state := consonants
		for i := from; i < from+3; i++ {
			vowel := strings.IndexByte("AEIOU", s[i]) >= 0
			switch {
			case state == consonants && vowel:
				state = vowels
			case state == vowels && s[i] == 'X':
				state = filling
			case state == vowels && !vowel, state == filling && s[i] != 'X':
				flaws = append(flaws, NameOrder.Found(s[from:from+3], "").At(part, i))
				i = from + 3
			}
		}
	}
	return inOrder(flaws)
}
