package starter

import (
	"embed"
	"io/fs"
)

//go:embed COMMIT mongo-dump schema schematron terminology
var files embed.FS

// FS returns the starter catalog as a file system laid out like the national one: schema, schematron, terminology,
// mongo-dump (plain JSON) and COMMIT.
func FS() fs.FS { return files }
