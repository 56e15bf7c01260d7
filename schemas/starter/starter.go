package starter

import (
	"embed"
	"io/fs"
)

//go:embed COMMIT starter mongo-dump schema schematron terminology
var files embed.FS

// FS returns the starter catalog as a file system laid out like the national one: schema, schematron, terminology,
// mongo-dump (plain JSON), COMMIT, and the file "starter", by which a reader knows what it is.
func FS() fs.FS { return files }
