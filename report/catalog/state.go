package catalog

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/registry"
	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/schemas/vocabulary"
)

// Status says what a catalog holds and what it lacks.
func Status(out io.Writer, st *schemas.Status, lang string) error {
	w := tabwriter.NewWriter(out, 0, 8, 2, ' ', 0)
	line := func(id, value string) {
		if value != "" {
			fmt.Fprintf(w, "%s\t%s\n", texts.In(lang, "status."+id, nil), value)
		}
	}
	line("catalog", fmt.Sprintf("%s (%s)", st.ID, st.Kind))
	line("source", st.Source)
	line("digest", st.Digest)
	line("date", st.Date)
	line("commit", st.Commit)
	for _, s := range st.SchemaSets {
		line("schema-set", s.TypeID+"\t"+texts.In(lang, "status.files", lint.Values{"files": s.Files, "bytes": fmt.Sprint(s.Bytes)}))
	}
	for _, s := range st.Schematrons {
		engine := s.Map
		if engine == "" {
			engine = texts.In(lang, "status.no-map", nil)
		}
		line("schematron", s.TemplateRoot+"\t"+s.Name+"\t"+engine)
	}
	unchecked := dictionaries(st, lang, line)
	for _, m := range st.Missing {
		if slices.Contains(unchecked, m.Name) {
			continue // said with its reason
		}
		line("missing", missing(st, m).In(lang))
	}
	if st.Compiled != nil {
		line("compiled", texts.In(lang, "status.not-used", lint.Values{"err": st.Compiled}))
	}
	return w.Flush()
}

// missing says what is missing, or listed nowhere, and what that means.
func missing(st *schemas.Status, m schemas.Missing) lint.Text {
	id := "missing." + strings.ReplaceAll(m.Kind, " ", "-")
	switch m.Kind {
	case "list":
		id += "-" + m.Name
	case "schematron":
		if !slices.ContainsFunc(st.Schematrons, func(s schemas.SchematronStatus) bool { return s.Name == m.Name }) {
			id += "-unlisted"
		}
	case "structure map":
		for _, s := range st.Schematrons {
			if s.TemplateRoot == m.Name {
				return texts.Text(id, lint.Values{"name": m.Name, "schematron": s.Name})
			}
		}
	}
	return texts.Text(id, lint.Values{"name": m.Name})
}

// dictionaries counts those that a catalog holds, and lists those that are the user's own and those whose codes cannot be
// checked, which it returns.
func dictionaries(st *schemas.Status, lang string, line func(id, value string)) (unchecked []string) {
	codes := 0
	for _, d := range st.Dictionaries {
		if codes += d.Codes; d.Err != nil {
			unchecked = append(unchecked, d.System)
		}
	}
	here := len(st.Dictionaries) - len(unchecked)
	line("dictionaries", texts.In(lang, "status.codes", lint.Values{"managed": len(st.Dictionaries), "here": here, "codes": codes}))
	for _, d := range st.Dictionaries {
		if d.Own {
			line("own", d.System)
		}
		if d.Err != nil {
			line("unchecked", strings.TrimSuffix(d.System+" v"+d.Version, " v")+"\t"+uncheckedReason(d.Err).In(lang))
		}
	}
	return unchecked
}

// Added says what has become of dictionaries that the user added to a catalog: how many codes they hold, and what keeps
// them from being looked up.
func Added(out io.Writer, c *schemas.Catalog, systems []string, lang string) error {
	set, err := c.Vocabulary()
	if err != nil {
		return err
	}
	for _, system := range systems {
		t, err := c.Dictionary(system)
		if err != nil {
			return err
		}
		found := strings.Trim(strings.Join(t.Versions(), ", "), ", ")
		fmt.Fprintln(out, texts.In(lang, "added", lint.Values{"system": system, "n": t.Len(), "versions": orDash(found)}))
		managed, allowed := set.Manages(system)
		versions, _ := set.Versions(system)
		for _, v := range versions {
			if err := t.Holds(v); err != nil && !allowed {
				fmt.Fprintln(out, texts.In(lang, "added.other-version", lint.Values{"version": v, "versions": orDash(found)}))
			}
		}
		if !managed {
			fmt.Fprintln(out, texts.In(lang, "added.unlisted", nil))
		}
	}
	return nil
}

func uncheckedReason(err error) lint.Text {
	switch {
	case errors.Is(err, vocabulary.ErrNoVersion):
		return texts.Text("status.no-version", nil)
	case errors.Is(err, vocabulary.ErrNoCodes):
		return texts.Text("status.no-codes", nil)
	}
	return lint.Same(err.Error())
}

// Kept is one catalog or registry of the cache, as catalog list shows it.
type Kept struct {
	Kind     string    `json:"kind"` // "catalog" or "registry"
	Digest   string    `json:"digest"`
	Current  bool      `json:"current"`
	Lines    []string  `json:"lines,omitempty"` // of the catalog, in which it is current
	Date     string    `json:"date,omitempty"`
	Commit   string    `json:"commit,omitempty"`
	Imported time.Time `json:"imported,omitzero"`
	Source   string    `json:"source,omitempty"`
	Error    string    `json:"error,omitempty"`
}

// List lists what is kept, the newest first.
func List() ([]Kept, error) {
	list := []Kept{}
	dir, err := schemas.CacheDir()
	if err != nil {
		return nil, err
	}
	catalogs, err := schemas.List(dir)
	if err != nil {
		return nil, err
	}
	for _, c := range catalogs {
		l := Kept{Kind: "catalog", Digest: c.Digest, Current: c.Current, Date: c.Date, Commit: c.Commit, Imported: c.Imported, Source: c.Source}
		for _, line := range c.Lines {
			l.Lines = append(l.Lines, string(line))
		}
		if c.Err != nil {
			l.Error = c.Err.Error()
		}
		list = append(list, l)
	}
	if dir, err = registry.CacheDir(); err != nil {
		return nil, err
	}
	registries, err := registry.OpenCache(dir).List()
	if err != nil {
		return nil, err
	}
	for _, r := range registries {
		list = append(list, Kept{Kind: "registry", Digest: r.Digest, Current: r.Current, Date: r.Date, Imported: r.Imported, Source: r.Source})
	}
	return list, nil
}

// PrintList lists what is kept for people.
func PrintList(out io.Writer, lang string, list []Kept) error {
	w := tabwriter.NewWriter(out, 0, 8, 2, ' ', 0)
	for _, l := range list {
		mark := " "
		if l.Current {
			mark = "*"
		}
		kind := texts.In(lang, "kept."+l.Kind, nil)
		if slices.Contains(l.Lines, string(schemas.UATLine)) {
			kind += " " + strings.Join(l.Lines, "+")
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s", mark, kind, ShortDigest(l.Digest), orDash(l.Date), l.Imported.Format(time.RFC3339))
		if l.Error != "" {
			fmt.Fprintf(w, "\t%s\n", l.Error)
			continue
		}
		fmt.Fprintf(w, "\t%s\n", orDash(l.Source))
	}
	return w.Flush()
}

// ShortDigest is enough of a digest for people, and for catalog use.
func ShortDigest(digest string) string { return digest[:min(len(digest), len("sha256:")+12)] }

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
