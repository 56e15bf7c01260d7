//go:build js

// Command wasm is the engine of the page that works without a server: built for browsers, it runs in a worker beside the page and is
// asked by its script (serve/site/assets/worker.js).
package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"syscall/js"
	"testing/fstest"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/schemas/starter"
	"github.com/fselint/fselint/serve/upload"
	"github.com/fselint/fselint/validate/checks"
)

// version is set by the build.
var version = "devel"

// engine judges with one catalog, which can be exchanged.
type engine struct {
	judge   *upload.Judge
	catalog *schemas.Catalog
}

func main() {
	e := &engine{}
	if err := e.use(schemas.OpenFS(starter.FS(), "embedded", schemas.AsStarter())); err != nil {
		panic(err) // it is embedded
	}
	js.Global().Set("fselint", js.ValueOf(map[string]any{
		"catalog": promise(e.open),
		"check":   promise(e.check),
	}))
	js.Global().Call("fselintReady")
	select {} // calls come from the script
}

// warm judges a document of no content while people still choose theirs: the first of all makes what the others share, and has the browser
// compile the code for it.
func (e *engine) warm() {
	r := upload.Request{
		Files:  []upload.File{{Name: "warm.xml", Data: []byte(`<ClinicalDocument xmlns="urn:hl7-org:v3"><typeId extension="POCD_MT000040UV02"/></ClinicalDocument>`)}},
		Format: "html",
	}
	_, _ = e.judge.Check(context.Background(), r, io.Discard)
}

func (e *engine) use(c *schemas.Catalog, err error) error {
	if err != nil {
		return err
	}
	if _, err := c.Digest(); err != nil {
		_ = c.Close()
		return err
	}
	if e.catalog != nil {
		_ = e.catalog.Close()
	}
	e.catalog = c
	e.judge = upload.New(upload.Options{Version: version, Catalog: c, Lang: "it"})
	return nil
}

// promise makes a function that answers with a promise, which fails with what an error says in the language asked for.
func promise(do func(args js.Value) (any, error)) js.Func {
	return js.FuncOf(func(_ js.Value, args []js.Value) any {
		in := args[0]
		return js.Global().Get("Promise").New(js.FuncOf(func(_ js.Value, settle []js.Value) any {
			go func() {
				defer func() {
					if r := recover(); r != nil {
						settle[1].Invoke(map[string]any{"message": fmt.Sprint(r)})
					}
				}()
				out, err := do(in)
				if err != nil {
					lang := text(in, "lang")
					said := map[string]any{"message": lint.Spoken(err, lang)}
					var h interface{ Hint() lint.Text }
					if errors.As(err, &h) {
						said["hint"] = h.Hint().In(lang)
					}
					settle[1].Invoke(said)
					return
				}
				settle[0].Invoke(out)
			}()
			return nil
		}))
	})
}

// open exchanges the catalog: for an archive ({archive, name}) or a folder's files ({files}); without either, for the starter catalog. It
// answers with what documents are judged with from now on.
func (e *engine) open(in js.Value) (any, error) {
	var err error
	switch {
	case in.Get("archive").Truthy():
		data := data(in.Get("archive"))
		err = e.use(schemas.OpenArchive(bytes.NewReader(data), int64(len(data)), text(in, "name")))
	case in.Get("files").Truthy():
		err = e.use(schemas.OpenFS(folder(files(in)), "folder"))
	default:
		err = e.use(schemas.OpenFS(starter.FS(), "embedded", schemas.AsStarter()))
	}
	if err != nil {
		return nil, err
	}
	defer func() { go e.warm() }()
	c := e.judge.Run().Catalog
	return map[string]any{"id": c.ID, "digest": c.Digest, "date": c.Date, "starter": c.Starter}, nil
}

// folder makes a file system of the files of a folder, which the browser names with it.
func folder(all []upload.File) fs.FS {
	m := fstest.MapFS{}
	for _, f := range all {
		m[strings.TrimPrefix(f.Name, "/")] = &fstest.MapFile{Data: f.Data, Mode: 0o444}
	}
	return m
}

// check judges what is handed in: {files, format, lang, operation …}. It answers with the bytes of the report.
func (e *engine) check(in js.Value) (any, error) {
	r := upload.Request{
		Files:  files(in),
		Call:   checks.CallNames{Operation: text(in, "operation"), Profile: text(in, "profile"), Environment: text(in, "environment"), Generation: text(in, "gateway")},
		Format: text(in, "format"), Lang: text(in, "lang"),
	}
	var out bytes.Buffer
	if _, err := e.judge.Check(context.Background(), r, &out); err != nil {
		return nil, err
	}
	a := js.Global().Get("Uint8Array").New(out.Len())
	js.CopyBytesToJS(a, out.Bytes())
	return a, nil
}

func files(in js.Value) []upload.File {
	var all []upload.File
	list := in.Get("files")
	for i := range list.Length() {
		f := list.Index(i)
		all = append(all, upload.File{Name: text(f, "name"), Data: data(f.Get("data"))})
	}
	return all
}

func data(array js.Value) []byte {
	b := make([]byte, array.Length())
	js.CopyBytesToGo(b, array)
	return b
}

func text(v js.Value, key string) string {
	if s := v.Get(key); s.Type() == js.TypeString {
		return s.String()
	}
	return ""
}
