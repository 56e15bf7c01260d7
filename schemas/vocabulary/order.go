package vocabulary

import (
	"slices"
	"strings"

	"github.com/fselint/fselint/internal/jdk"
)

// The gateway's sentences, which its callers receive as they are.
const (
	messageNoDictionaries = "Non è stato trovato alcun dizionario gestito su FSE"
	messageBlockList      = "È stato trovato almeno un dizionario presente in Blocklist: "
	messageVersion        = "È stata trovata almeno una versione non gestita di un dizionario: "
	messageCode           = "Almeno uno dei seguenti vocaboli non è censito: "
)

func blockListMessage(problems []Problem, codes []Code) string {
	var systems []string
	for _, p := range problems {
		if p.Step == StepBlockList {
			systems = append(systems, codes[p.Code].System)
		}
	}
	return messageBlockList + "[" + strings.Join(distinct(systems), ", ") + "]"
}

func versionMessage(problems []Problem, codes []Code) string {
	var versions []string
	for _, p := range problems {
		if p.Step == StepVersion {
			versions = append(versions, versionedSystem(codes[p.Code].System, p.Version))
		}
	}
	return messageVersion + "[" + strings.Join(distinct(versions), ", ") + "]"
}

func versionedSystem(system, version string) string {
	if version == "" {
		return system
	}
	return system + " v" + version
}

// distinct keeps the first of equal values, in place.
func distinct[T comparable](values []T) []T {
	seen := make(map[T]bool, len(values))
	return slices.DeleteFunc(values, func(v T) bool {
		if seen[v] {
			return true
		}
		seen[v] = true
		return false
	})
}

// systemVersion is the key under which the gateway groups codes.
type systemVersion struct{ system, version string }

// codeKey is what makes two codes equal in the gateway, provided that both have a code.
type codeKey struct {
	systemVersion
	code string
}

// shownGroup is the codes of one system and version as the message shows them.
type shownGroup struct {
	seen  map[string]bool
	shown []string
}

// codeMessage renders the codes that were not found. It follows the gateway's working list, see workingOrder.
func codeMessage(problems []Problem, codes []Code) string {
	groups := map[systemVersion]*shownGroup{}
	var order jdk.HashMap[systemVersion]
	for _, p := range workingOrder(problems, codes) {
		c := &codes[p.Code]
		key := systemVersion{c.System, p.Version}
		if groups[key] == nil {
			groups[key] = &shownGroup{seen: map[string]bool{}}
		}
		order.ComputeIfAbsent(key, jdk.HashCode(key.system)+jdk.HashCode(key.version))
		groups[key].add(c.Code)
	}
	parts := make([]string, 0, len(groups))
	for _, key := range order.Keys() {
		parts = append(parts,
			"[CodeSystem: "+versionedSystem(key.system, key.version)+", Codes: "+strings.Join(groups[key].shown, ", ")+"]")
	}
	return messageCode + strings.Join(parts, ", ")
}

// add shows a code once. An absent code is shown as null, apart from a code that is spelled so.
func (g *shownGroup) add(code string) {
	if g.seen[code] {
		return
	}
	g.seen[code] = true
	if code == "" {
		code = "null"
	}
	g.shown = append(g.shown, code)
}

// workingOrder puts the codes that were not found into the order of the gateway's working list. Filling in the missing
// versions takes the codes concerned, and every code equal to one of them, out of the list and appends the former. A
// code that is absent is not equal to anything, so it is not taken out, yet appended.
func workingOrder(problems []Problem, codes []Code) []Problem {
	var filled []Problem
	moved := map[codeKey]bool{}
	for _, p := range problems {
		if p.Step != StepCode || codes[p.Code].Version != "" {
			continue
		}
		filled = append(filled, p)
		if c := &codes[p.Code]; c.Code != "" {
			moved[codeKey{systemVersion{c.System, p.Version}, c.Code}] = true
		}
	}
	var order []Problem
	for _, p := range problems {
		c := &codes[p.Code]
		if p.Step == StepCode && !moved[codeKey{systemVersion{c.System, p.Version}, c.Code}] {
			order = append(order, p)
		}
	}
	return append(order, filled...)
}
