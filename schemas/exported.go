package schemas

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
)

// exportNote is the file in an exported archive that says what was exported.
const exportNote = "fselint-export.json"

const exportSchema = "fselint/export/v1"

// exported is the content of that file. The digests let an import tell that the archive is what was exported.
type exported struct {
	Schema   string       `json:"schema"`
	Catalog  exportedPart `json:"catalog"`
	Registry exportedPart `json:"registry,omitzero"`
}

type exportedPart struct {
	Digest string `json:"digest"`
	Source string `json:"source,omitempty"`
	Commit string `json:"commit,omitempty"`
	Date   string `json:"date,omitempty"`
}

// readExported reads the note of an exported archive; other catalogs have none.
func (c *Catalog) readExported() error {
	const noteLimit = 64 << 10
	b, err := readFile(c.fsys, exportNote, noteLimit)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := json.Unmarshal(b, &c.exported); err != nil {
		return fmt.Errorf("%s: %w: %w", exportNote, ErrDamaged, err)
	}
	if c.exported.Schema != exportSchema {
		return fmt.Errorf("%s: %w: schema %.40q, this program reads %q", exportNote, ErrDamaged, c.exported.Schema, exportSchema)
	}
	if c.commit.hash == "" {
		c.commit = commitInfo{hash: c.exported.Catalog.Commit, date: c.exported.Catalog.Date}
	}
	return nil
}
