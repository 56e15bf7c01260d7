// Package site is the page on which people drop files and see what becomes of them. The same page works before a service, which
// judges what it is sent, and without one, where the engine runs in the browser.
package site

import (
	"embed"
	"fmt"
	"html/template"
	"io"
	"strings"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/report"
	"github.com/fselint/fselint/report/page"
	"github.com/fselint/fselint/validate/checks"
)

//go:embed assets
var assets embed.FS

//go:embed messages.yaml
var data string

var texts = lint.NewCatalog(data)

// Place is where documents are judged.
type Place string

// The places.
const (
	Service Place = "service" // by the server that the page comes from
	Browser Place = "browser" // by the engine in the browser, which lies beside the page
)

// Write writes the page in both languages; lang is the one that is shown first.
func Write(w io.Writer, place Place, lang string) error {
	p := &page.Page{
		Lang: lang, Title: "fselint", Style: asset("site.css"), Script: asset("trusted.js") + asset(string(place)+".js") + asset("site.js"),
		Shows: []*page.Page{report.HTMLPage()}, Policy: "connect-src 'self'; img-src data:; ",
	}
	if place == Browser {
		p.Policy += "worker-src 'self'; "
	}
	if err := p.Head(w); err != nil {
		return err
	}
	t, err := template.New("site.gohtml").Funcs(template.FuncMap{
		"say":  func(id string) string { return texts.In(lang, id, nil) },
		"icon": func(name string) template.HTML { return page.Icon(name) },
	}).ParseFS(assets, "assets/site.gohtml")
	if err != nil {
		return fmt.Errorf("page: %w", err)
	}
	if err := t.Execute(w, map[string]any{
		"Lang": lang, "Browser": place == Browser, "Operation": string(fse.ValidateAndCreate), "Operations": checks.OperationNames(), "Generations": checks.GenerationNames(),
	}); err != nil {
		return fmt.Errorf("page: %w", err)
	}
	if err := page.Data(w, "texts", map[string]map[string]string{"it": words("it"), "en": words("en")}); err != nil {
		return err
	}
	return p.Foot(w)
}

// Worker is the script that runs the engine in a browser; it lies beside the page as worker.js, with fselint.wasm.gz and Go's
// wasm_exec.js.
func Worker() string { return asset("worker.js") }

// words are all texts of the page in one language, for the script.
func words(lang string) map[string]string {
	all := map[string]string{}
	for line := range strings.Lines(data) {
		if id, _, ok := strings.Cut(line, ":"); ok && !strings.HasPrefix(line, " ") && !strings.HasPrefix(line, "#") {
			all[id] = texts.In(lang, id, nil)
		}
	}
	return all
}

func asset(name string) string {
	b, err := assets.ReadFile("assets/" + name)
	if err != nil {
		panic(err) // it is embedded
	}
	return string(b)
}
