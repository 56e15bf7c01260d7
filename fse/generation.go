package fse

// Generation is a state of the gateway's published code that answers in its own way. Which one an environment runs is not published.
type Generation uint8

// The generations. The zero value is the one that is judged by where no other is asked for.
const (
	May2026  Generation = iota // branch release of the dispatcher, 6 May 2026
	July2025                   // branch main, which knows neither the correlation of classes nor the other PDF library
)

func (g Generation) String() string { return [...]string{"2026-05", "2025-07"}[g] }

// Generations lists the generations, the one that is judged by first.
func Generations() []Generation { return []Generation{May2026, July2025} }

// GenerationByName returns the generation of a name such as "2026-05".
func GenerationByName(name string) (Generation, bool) {
	for _, g := range Generations() {
		if g.String() == name {
			return g, true
		}
	}
	return 0, false
}
