// Command generate writes the sample documents in testdata. Run it in the root of the repository:
//
//	go run ./testdata/generate
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/fselint/fselint/internal/testkit/sample"
)

func main() {
	if err := run("testdata"); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func run(dir string) error {
	signer, err := os.ReadFile(filepath.Join(dir, "keys", "signer.pem"))
	if err != nil {
		return err
	}
	set, err := sample.Make(signer)
	if err != nil {
		return err
	}
	for _, old := range []string{"cda", "pdf"} {
		if err := os.RemoveAll(filepath.Join(dir, old)); err != nil {
			return err
		}
	}
	for name, data := range set.Files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			return err
		}
	}
	return nil
}
