package compose

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"

	"github.com/fselint/fselint/dossier"
	"github.com/fselint/fselint/dossier/campaign"
	"github.com/fselint/fselint/dossier/checklist"
	"github.com/fselint/fselint/dossier/testcase"
	"github.com/fselint/fselint/internal/whole"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

// Beginning is what a dossier begins with.
type Beginning struct {
	Software   validate.Application
	CommonName string          // of the authentication certificate
	Supplier   string          // NOME FORNITORE; may be empty
	Template   []byte          // of the checklist; nil for none
	Types      []testcase.Type // whose cases the plan of the campaign has; nil for no plan
	Lang       string          // of the comments in the plan
}

// Path is where the dossier lies below a folder: GATEWAY, then common name, vendor, application and version, each as the name of a folder.
func (b Beginning) Path(dir string) string {
	return filepath.Join(dir, dossier.GatewayFolder, dossier.FolderName(b.CommonName, true), dossier.FolderName(b.Software.Vendor, false),
		dossier.FolderName(b.Software.ID, false), dossier.FolderName(b.Software.Version, false))
}

// Begin lays out a dossier below a folder and returns the files and folders that it made. What is there already is an error, and nothing
// is changed.
func (b Beginning) Begin(dir string) (made []string, err error) {
	root := b.Path(dir)
	plan := filepath.Join(dir, PlanFile)
	for _, path := range []string{filepath.Join(root, dossier.DataFile), filepath.Join(root, dossier.ChecklistFile), plan} {
		if _, err := os.Lstat(path); err == nil && (path != plan || b.Types != nil) {
			return nil, texts.Error("is-there", lint.Values{"path": path})
		}
	}
	files := map[string][]byte{dossier.DataFile: encode(b.Software, nil)}
	if b.Template != nil {
		filled, err := checklist.Fill(b.Template, checklist.Filling{
			Supplier: b.Supplier, Application: b.Software.ID, Vendor: b.Software.Vendor, Release: b.Software.Version,
		})
		if err != nil {
			return nil, err
		}
		files[dossier.ChecklistFile] = filled
	}
	folder := filepath.Join(root, dossier.FilesFolder)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, err
	}
	for _, name := range []string{dossier.DataFile, dossier.ChecklistFile} {
		if files[name] == nil {
			continue
		}
		path := filepath.Join(root, name)
		if err := write(path, files[name]); err != nil {
			return made, err
		}
		made = append(made, path)
	}
	if made = append(made, folder); b.Types == nil {
		return made, nil
	}
	below, err := filepath.Rel(dir, folder)
	if err != nil {
		return made, err
	}
	return append(made, plan), write(plan, campaign.Skeleton(b.Types, below, b.Lang))
}

// PlanFile is the name of the plan of the campaign, which lies beside the tree of the dossier.
const PlanFile = "campaign.yaml"

// write writes a file that is whole as soon as it has its name, for anybody to read.
func write(path string, data []byte) error {
	return whole.WritePublic(path, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// result is an element of results in data.json.
type result struct {
	ID       int      `json:"id"`
	TS       string   `json:"ts"`
	TraceID  string   `json:"traceId"`
	Workflow string   `json:"workflowInstanceId"`
	Files    []string `json:"files"`
}

// encode writes data.json.
func encode(s validate.Application, results []result) []byte {
	if results == nil {
		results = []result{}
	}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(struct {
		Vendor  string   `json:"appVendor"`
		ID      string   `json:"appID"`
		Version string   `json:"appVersion"`
		Results []result `json:"results"`
	}{s.Vendor, s.ID, s.Version, results})
	if err != nil {
		panic(err) // strings and numbers can be encoded
	}
	return out.Bytes()
}
