package diff

import (
	"bytes"

	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/schemas/outline"
)

// sets compares the schema sets file by file.
func (c *comparison) sets() error {
	oldNames, err := c.old.SchemaSets()
	if err != nil {
		return err
	}
	newNames, err := c.new.SchemaSets()
	if err != nil {
		return err
	}
	for _, name := range both(oldNames, newNames) {
		old, inOld, oldErr := c.old.SchemaSet(name)
		new, inNew, newErr := c.new.SchemaSet(name)
		switch {
		case oldErr != nil || newErr != nil:
			c.unreadable(Schemas, name, oldErr, newErr)
		case inOld && !inNew:
			c.add(Change{Area: Schemas, Kind: SetRemoved, Subject: name})
		case inNew && !inOld:
			c.add(Change{Area: Schemas, Kind: SetAdded, Subject: name})
		default:
			c.set(name, old, new)
		}
	}
	return nil
}

func (c *comparison) set(name string, old, new schemas.SchemaSet) {
	for _, file := range both(keys(old.Files), keys(new.Files)) {
		o, inOld := old.Files[file]
		n, inNew := new.Files[file]
		subject := name + "/" + file
		switch {
		case !inOld:
			c.add(Change{Area: Schemas, Kind: FileAdded, Subject: subject})
		case !inNew:
			c.add(Change{Area: Schemas, Kind: FileRemoved, Subject: subject})
		case !bytes.Equal(o, n):
			c.schemaFile(subject, o, n)
		}
	}
}

var declarationKinds = map[outline.ChangeKind]Kind{
	outline.Added: DeclarationAdded, outline.Removed: DeclarationRemoved, outline.Changed: DeclarationChanged,
	outline.Reordered: DeclarationOrder,
}

func (c *comparison) schemaFile(subject string, old, new []byte) {
	o, oldErr := outline.Read(old)
	n, newErr := outline.Read(new)
	if oldErr != nil || newErr != nil {
		c.unreadable(Schemas, subject, oldErr, newErr)
		return
	}
	for _, d := range outline.Compare(o, n) {
		c.add(Change{
			Area: Schemas, Kind: declarationKinds[d.Kind], Subject: subject, Item: d.Path,
			Old: d.Old, New: d.New, OldLine: d.OldLine, NewLine: d.NewLine,
		})
	}
}
