package diff

import (
	"cmp"
	"strings"

	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/schemas/structuremap"
)

// aspects are the kinds of changes by what of a map changed. A group is named only where nothing more exact is said of it.
var aspects = map[structuremap.Aspect]Term{
	structuremap.Translation: "map-translation", structuremap.Puts: "map-puts", structuremap.Codes: "map-codes", structuremap.Types: "map-types",
}

// mappings compares the texts of the structure maps, each by its address.
func (c *comparison) mappings() error {
	old, err := mapTexts(c.old)
	if err != nil {
		return err
	}
	new, err := mapTexts(c.new)
	if err != nil {
		return err
	}
	if len(old) == 0 && len(new) == 0 {
		return nil
	}
	for _, address := range both(old, new) {
		name := address[strings.LastIndexByte(address, '/')+1:]
		if kind := came(address, old, new, "file-added", "file-removed"); kind != "" {
			c.add(Change{Area: Mappings, Kind: kind, Subject: name})
			continue
		}
		was, oldErr := structuremap.Outline(old[address])
		is, newErr := structuremap.Outline(new[address])
		c.unreadable(Mappings, name, oldErr, newErr)
		if oldErr == nil && newErr == nil {
			c.mapping(name, was, is)
		}
	}
	return nil
}

func mapTexts(catalog *schemas.Catalog) (map[string][]byte, error) {
	files, err := catalog.MapFiles()
	texts := map[string][]byte{}
	for _, text := range files {
		texts[structuremap.Address(text)] = text
	}
	return texts, err
}

func (c *comparison) mapping(name string, old, new map[structuremap.Line]string) {
	told := map[string]bool{}
	for line := range union(old, new) {
		kind, exact := aspects[line.Aspect]
		if !exact || old[line] == new[line] {
			continue
		}
		told[line.Name] = true
		c.add(Change{
			Area: Mappings, Kind: kind, Subject: name, Item: strings.TrimSpace(line.Name + " " + line.Item), Old: old[line], New: new[line],
		})
	}
	for line := range union(old, new) {
		if line.Aspect != structuremap.Groups || old[line] == new[line] || told[line.Name] {
			continue
		}
		kind := cmp.Or(came(line, old, new, "map-group-added", "map-group-removed"), "map-group-changed")
		c.add(Change{Area: Mappings, Kind: kind, Subject: name, Item: line.Name})
	}
}

// union holds the keys of both maps.
func union[K comparable, V any](a, b map[K]V) map[K]bool {
	all := make(map[K]bool, len(a)+len(b))
	for k := range a {
		all[k] = true
	}
	for k := range b {
		all[k] = true
	}
	return all
}
