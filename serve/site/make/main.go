// Command make writes the page that works without a server into a folder: the page, its worker, the engine (compressed) and Go's
// script that runs it. Any static web server can offer the folder.
//
//	go run ./serve/site/make FOLDER
package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/fselint/fselint/serve/site"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: make FOLDER")
		os.Exit(2)
	}
	if err := build(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func build(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	engine := filepath.Join(dir, "fselint.wasm")
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w -X main.version="+version(), "-o", engine, "./serve/wasm")
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0")
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		return err
	}
	plain, err := os.ReadFile(engine)
	if err != nil {
		return err
	}
	var packed, page bytes.Buffer
	z, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err = z.Write(plain); err == nil {
		err = z.Close()
	}
	if err != nil {
		return err
	}
	if err := site.Write(&page, site.Browser, "it"); err != nil {
		return err
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return err
	}
	runner, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec.js"))
	if err != nil {
		return err
	}
	for name, data := range map[string][]byte{
		"index.html": page.Bytes(), "worker.js": []byte(site.Worker()), "wasm_exec.js": runner, "fselint.wasm.gz": packed.Bytes(),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			return err
		}
	}
	return os.Remove(engine)
}

// version is that of the source, as git names it; a build from elsewhere has none.
func version() string {
	out, err := exec.Command("git", "describe", "--tags", "--always", "--dirty").Output()
	if err != nil {
		return "devel"
	}
	return strings.TrimSpace(string(out))
}
