package flaws

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed examples.txt
var exampleText string

// example is how a value looks before and after it is mended.
type example struct{ before, after string }

// examples are by id of a rule without its family. What the checks of certificates share begins with CERT- for tokens.
var examples = sync.OnceValue(func() map[string]example {
	all := make(map[string]example)
	for line := range strings.Lines(exampleText) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(strings.TrimRight(line, "\n"), "\t")
		for i := range f {
			f[i] = strings.NewReplacer(`\\`, `\`, `\n`, "\n").Replace(f[i])
		}
		all[f[0]] = example{f[1], f[2]}
	}
	return all
})

// exampleOf finds the example of a rule.
func exampleOf(id string) example {
	_, name, _ := strings.Cut(id, "-")
	if e, ok := examples()[name]; ok {
		return e
	}
	return examples()["CERT-"+name]
}
