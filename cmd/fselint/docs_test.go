package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var (
	fence   = regexp.MustCompile("(?ms)^```.*?^```$")
	code    = regexp.MustCompile("`[^`\n]*`")
	link    = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	heading = regexp.MustCompile(`(?m)^#+ (.*)$`)
)

// documentation reads the pages for people: those of the top folder and those of docs, by their paths from the top.
func documentation(t *testing.T) map[string]string {
	pages := make(map[string]string)
	read := func(path string) {
		content, err := os.ReadFile(path)
		require.NoError(t, err)
		name, err := filepath.Rel("../..", path)
		require.NoError(t, err)
		pages[filepath.ToSlash(name)] = string(content)
	}
	top, err := filepath.Glob("../../*.md")
	require.NoError(t, err)
	for _, path := range top {
		read(path)
	}
	require.NoError(t, filepath.WalkDir("../../docs", func(path string, e fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".md") {
			read(path)
		}
		return err
	}))
	return pages
}

// anchors are what the headings of a page can be linked by, as GitHub makes them.
func anchors(page string) map[string]bool {
	all := make(map[string]bool)
	for _, m := range heading.FindAllStringSubmatch(fence.ReplaceAllString(page, ""), -1) {
		all[strings.Map(func(r rune) rune {
			switch {
			case r == ' ':
				return '-'
			case unicode.IsLetter(r), unicode.IsDigit(r), r == '-', r == '_':
				return unicode.ToLower(r)
			}
			return -1
		}, m[1])] = true
	}
	return all
}

// TestDocumentation follows every link between the pages, and wants a way from the index to every page.
func TestDocumentation(t *testing.T) {
	pages := documentation(t)
	const index = "docs/index.md"
	ways := map[string][]string{}
	for name, page := range pages {
		text := code.ReplaceAllString(fence.ReplaceAllString(page, ""), "")
		for _, m := range link.FindAllStringSubmatch(text, -1) {
			if strings.Contains(m[1], "://") || strings.HasPrefix(m[1], "mailto:") {
				continue
			}
			target, anchor, _ := strings.Cut(m[1], "#")
			at := name
			if target != "" {
				at = filepath.ToSlash(filepath.Join(filepath.Dir(name), target))
			}
			_, err := os.Stat(filepath.Join("../..", at))
			assert.NoError(t, err, "%s: the link %s", name, m[1])
			if anchor != "" {
				assert.True(t, anchors(pages[at])[anchor], "%s: %s has no such heading", name, m[1])
			}
			ways[name] = append(ways[name], at)
		}
	}
	reached := map[string]bool{index: true}
	for todo := []string{index}; len(todo) > 0; todo = todo[1:] {
		for _, to := range ways[todo[0]] {
			if !reached[to] {
				reached[to] = true
				todo = append(todo, to)
			}
		}
	}
	for name := range pages {
		assert.True(t, reached[name] || !strings.HasPrefix(name, "docs/"), "no way leads from %s to %s", index, name)
	}
}
