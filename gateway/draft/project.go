package draft

import (
	"embed"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Setting is one setting of a project file. An empty value is left to be filled in: its line is a comment.
type Setting struct{ Name, Value, Example, About string }

// Project writes a project file with settings for all runs.
func Project(settings []Setting, lang string) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\ndefaults:\n", texts.In(lang, "project-head", nil))
	for _, s := range settings {
		line := "  " + s.Name + ": "
		if s.Value == "" {
			line = "  # " + s.Name + ": " + s.Example
		} else {
			value, _ := yaml.Marshal(s.Value) // a string
			line += strings.TrimSpace(string(value))
		}
		if s.About != "" {
			line = fmt.Sprintf("%-32s # %s", line, texts.In(lang, "project-"+s.About, nil))
		}
		b.WriteString(line + "\n")
	}
	return []byte(b.String())
}

// CI is a system that runs checks on a repository.
type CI struct {
	Name string
	File string   // that is written
	Mark []string // files and folders by which a repository shows that it uses the system

	template string
}

//go:embed ci
var workflows embed.FS

// Systems are those for which there is a workflow. The file is one of its own, but for GitHub, where the repository has one already.
var Systems = []CI{
	{"github", ".github/workflows/fselint.yml", []string{".github"}, "github.yml"},
	{"gitlab", ".gitlab-ci.yml", []string{".gitlab-ci.yml"}, "gitlab.yml"},
	{"azure", "azure-pipelines.yml", []string{"azure-pipelines.yml"}, "azure.yml"},
	{"azure", "azure-pipelines.yml", []string{"azure-pipelines.yml"}, "azure.yml"},
	{"jenkins", "Jenkinsfile", []string{"Jenkinsfile"}, "Jenkinsfile"},
}

// Detect returns the system that a repository uses, nil when it shows none.
func Detect(dir string) *CI {
	for i := range Systems {
		for _, mark := range Systems[i].Mark {
			if _, err := os.Stat(filepath.Join(dir, mark)); err == nil {
				return &Systems[i]
			}
		}
	}
	return nil
}

// FindCI returns a system by its name, nil when there is none.
func FindCI(name string) *CI {
	for i := range Systems {
		if Systems[i].Name == name {
			return &Systems[i]
		}
	}
	return nil
}

// Path is where the workflow goes in a repository: beside the system's own file where that is taken.
func (c *CI) Path(dir string) string {
	path := filepath.Join(dir, filepath.FromSlash(c.File))
	if _, err := os.Stat(path); err != nil || c.Name == "github" {
		return path
	}
	return filepath.Join(dir, "fselint."+strings.TrimPrefix(filepath.Base(c.File), "."))
}

// Workflow checks the documents at paths, which are quoted for the shell.
func (c *CI) Workflow(paths []string) []byte {
	data, _ := workflows.ReadFile("ci/" + c.template) // embedded
	quoted := make([]string, len(paths))
	for i, p := range paths {
		if quoted[i] = p; strings.Trim(p, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./") != "" {
			quoted[i] = "'" + strings.ReplaceAll(p, "'", `'\''`) + "'"
		}
	}
	return []byte(strings.ReplaceAll(string(data), "@PATHS@", strings.Join(quoted, " ")))
}
