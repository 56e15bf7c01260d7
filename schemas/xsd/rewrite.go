package xsd

import "fmt"

const (
	schemaNamespace = "http://www.w3.org/2001/XMLSchema"
	locationScheme  = "fselint-xsd:/" // the same in shim.c
)

// schemaSet is a schema set as libxml2 shall read it.
type schemaSet struct {
	documents map[string][]byte
	names     names
}

// rewriteSet follows includes and imports from the root and rewrites every document on the way.
func rewriteSet(files map[string][]byte, root string) (*schemaSet, error) {
	set := &schemaSet{documents: map[string][]byte{typedDocument: typedSchema()}, names: newNames()}
	documents := map[string]*schemaDocument{}
	todo := []string{root}
	for len(todo) > 0 {
		name := todo[0]
		todo = todo[1:]
		if documents[name] != nil {
			continue
		}
		content, ok := files[name]
		if !ok {
			return nil, fmt.Errorf("%s is missing", name)
		}
		doc := &schemaDocument{src: content, files: files, names: set.names}
		if err := doc.rewrite(); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		documents[name] = doc
		set.names.learn(doc.bindings, doc.target, name == root)
		todo = append(todo, doc.locations...)
	}
	set.names.dropped = dropUnused(documents)
	for name, doc := range documents {
		set.documents[name] = doc.out.Bytes()
	}
	return set, nil
}
