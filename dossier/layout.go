package dossier

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/fselint/fselint/internal/lazyregexp"
	"github.com/fselint/fselint/lint"
)

// The rules of the folder.
var (
	ruleGatewayName = texts.Rule("DOS-GATEWAY-NAME", lint.Error, lint.Accreditation, "")
	ruleNoGateway   = texts.Rule("DOS-NO-GATEWAY", lint.Info, lint.Accreditation, "")
	ruleLevels      = texts.Rule("DOS-LEVELS", lint.Error, lint.Accreditation, "")
	ruleCharacters  = texts.Rule("DOS-FOLDER-CHARACTERS", lint.Warning, lint.Accreditation, "")
	ruleCommonName  = texts.Rule("DOS-FOLDER-CN", lint.Warning, lint.Accreditation, "")
	ruleFolderOther = texts.Rule("DOS-FOLDER-DIFFERS", lint.Warning, lint.Accreditation, "")
	ruleFolderOrder = texts.Rule("DOS-FOLDER-ORDER", lint.Warning, lint.Accreditation, "")
	ruleFileName    = texts.Rule("DOS-FILE-NAME", lint.Error, lint.Accreditation, "")
	ruleBookName    = texts.Rule("DOS-WORKBOOK-NAME", lint.Warning, lint.Accreditation, "")
	ruleMissing     = texts.Rule("DOS-MISSING", lint.Error, lint.Accreditation, "")
	ruleNoFiles     = texts.Rule("DOS-NO-FILES", lint.Error, lint.Accreditation, "").Called("NO_FILES")
	ruleWorkbooks   = texts.Rule("DOS-WORKBOOKS", lint.Error, lint.Accreditation, "")
	ruleOutside     = texts.Rule("DOS-OUTSIDE", lint.Error, lint.Accreditation, "")
	ruleStray       = texts.Rule("DOS-STRAY", lint.Warning, lint.Accreditation, "")
	ruleLitter      = texts.Rule("DOS-LITTER", lint.Warning, lint.Accreditation, "")
	ruleSubfolder   = texts.Rule("DOS-SUBFOLDER", lint.Error, lint.Accreditation, "")
	ruleLink        = texts.Rule("DOS-LINK", lint.Error, lint.Accreditation, "")
	ruleHuge        = texts.Rule("DOS-HUGE", lint.Error, lint.Accreditation, "")
	ruleEmptyFile   = texts.Rule("DOS-EMPTY-FILE", lint.Error, lint.Accreditation, "")
	rulePDFCase     = texts.Rule("DOS-PDF-CASE", lint.Error, lint.Accreditation, "")
	ruleNoPDF       = texts.Rule("DOS-NOT-PDF", lint.Warning, lint.Accreditation, "")
	ruleClash       = texts.Rule("DOS-CLASH", lint.Error, lint.Accreditation, "")
	ruleClosed      = texts.Rule("DOS-CLOSED", lint.Error, lint.Accreditation, "")
	rulePassed      = texts.Rule("DOS-PASSED", lint.Info, lint.Accreditation, "")
	ruleSaid        = texts.Rule("DOS-SAID", lint.Warning, lint.Accreditation, "")
	ruleTooMany     = texts.Rule("DOS-TOO-MANY", lint.Error, lint.Accreditation, "")
)

// maxFile is what GitHub takes as one file.
const maxFile = 100 << 20

// The levels below GATEWAY, by what they are named after.
var levelNames = []string{"commonName", "subject_application_vendor", "subject_application_id", "subject_application_version"}

// dataNames are the fields of data.json with the same values, from the second level on.
var dataNames = []string{"", fieldVendor.name, fieldApplication.name, fieldVersion.name}

// FolderName is a value as the name of a folder; that of a common name keeps its #, as those of real dossiers do.
func FolderName(value string, commonName bool) string {
	if !commonName {
		return sanitised(value)
	}
	parts := strings.Split(value, "#")
	for i := range parts {
		parts[i] = sanitised(parts[i])
	}
	return strings.Join(parts, "#")
}

// sanitised is a value as the name of a folder: blanks become underscores, other characters than letters, digits, full stop, hyphen
// and underscore are left out.
func sanitised(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '_'
		case admitted(r):
			return r
		}
		return -1
	}, strings.TrimSpace(s))
}

func admitted(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune(".-_", r)
}

// layout judges the folder of a dossier: its place, and what is in it. d is its data.json, nil where there is none that can be read.
func (f *Folder) layout(c chosen, d *Data) []lint.Finding {
	j := &layout{Folder: f, chosen: c}
	j.place(d)
	if f.file("") == nil { // else it cannot be read
		j.names()
	}
	j.contents()
	return j.findings
}

type layout struct {
	*Folder
	chosen
	findings []lint.Finding
}

// report adds a finding about a file or folder below the dossier, "" for itself.
func (j *layout) report(r *lint.Rule, name, found, expected string, v lint.Values) {
	f := r.Found(found, expected)
	f.Location, f.Values = lint.Location{Source: lint.SourceFolder, Path: name}, v
	j.findings = append(j.findings, f)
}

// place judges the folders above.
func (j *layout) place(d *Data) {
	if j.Levels == nil {
		j.report(ruleNoGateway, "", "", "", nil)
		return
	}
	if j.Gateway != GatewayFolder {
		j.report(ruleGatewayName, "", j.Gateway, GatewayFolder, nil)
	}
	values := []string{j.Levels[0]}
	if d != nil {
		values = append(values, d.Vendor.Text, d.Application.Text, d.Version.Text)
	}
	if len(j.Levels) != len(levelNames) {
		j.levels(values)
	}
	for i, level := range j.Levels {
		plain := level
		if i == 0 {
			plain = strings.ReplaceAll(level, "#", "") // stands in the names of real dossiers in spite of the rule
		}
		if sanitised(plain) != plain {
			j.report(ruleCharacters, "", level, sanitised(level), nil)
		}
	}
	if !strings.HasPrefix(j.Levels[0], "A1") {
		j.report(ruleCommonName, "", j.Levels[0], "A1#…", nil)
	}
	if len(j.Levels) == len(levelNames) && len(values) == len(levelNames) {
		j.compare(values)
	}
	for _, name := range j.Outside {
		j.report(ruleOutside, filepath.ToSlash(name), filepath.Base(name), "", nil)
	}
}

// levels reports that there are not four, with the one that is missing where that can be told.
func (j *layout) levels(values []string) {
	var lacking []string
	steps := []string{GatewayFolder, j.Levels[0]}
	for i := 1; i < len(levelNames); i++ {
		step := "{" + levelNames[i] + "}"
		if len(values) > i && sanitised(values[i]) != "" {
			if step = sanitised(values[i]); !slices.Contains(j.Levels[1:], step) {
				lacking = append(lacking, levelNames[i])
			}
		}
		steps = append(steps, step)
	}
	if len(lacking) == 0 || len(j.Levels) > len(levelNames) {
		lacking = []string{strings.Join(levelNames, ", ")}
	}
	j.report(ruleLevels, "", strings.Join(append([]string{GatewayFolder}, j.Levels...), "/"), strings.Join(steps, "/"),
		lint.Values{"n": len(j.Levels), "lacking": lint.Known(strings.Join(lacking, ", "))})
}

// compare holds the names of the levels against the software that data.json names.
func (j *layout) compare(values []string) {
	if a, b := sanitised(values[1]), sanitised(values[2]); a != b && a == j.Levels[2] && b == j.Levels[1] {
		j.report(ruleFolderOrder, "", j.Levels[1]+"/"+j.Levels[2], a+"/"+b, nil)
		return
	}
	for i := 1; i < len(levelNames); i++ {
		want := sanitised(values[i])
		if want == "" || want == j.Levels[i] {
			continue
		}
		f := ruleFolderOther.Found(j.Levels[i], want)
		if i == 1 { // three in ten of the real dossiers differ
			f.Severity = lint.Info
		}
		f.Location = lint.Location{Source: lint.SourceFolder}
		f.Values = lint.Values{"level": lint.Known(levelNames[i]), "field": lint.Known(dataNames[i]), "value": values[i]}
		j.findings = append(j.findings, f)
	}
}

// names judges what must be there, by its name.
func (j *layout) names() {
	alone := j.data == "" && j.workbook == "" && j.files == "" && j.versions != "" // a declaration of equivalent versions needs no more
	for _, want := range []struct {
		name, found string
	}{{DataFile, j.data}, {ChecklistFile, j.workbook}, {FilesFolder, j.files}} {
		switch {
		case want.found == want.name || want.found == "" && alone:
		case want.found == "" && j.file(want.name) != nil: // a link, which is told of
		case want.found != "" && want.name == ChecklistFile: // three in ten of the real dossiers keep the template's
			j.report(ruleBookName, want.found, want.found, want.name, nil)
		case want.found != "":
			j.report(ruleFileName, want.found, want.found, want.name, nil)
		case want.name == FilesFolder:
			j.report(ruleNoFiles, "", "", "", lint.Values{"why": texts.Text("no-files-folder", nil)})
		default:
			j.report(ruleMissing, "", "", want.name, nil)
		}
	}
	if j.versions != "" && j.versions != VersionsFile {
		j.report(ruleFileName, j.versions, j.versions, VersionsFile, nil)
	}
	if j.files == "" || len(j.PDFs(j.files)) > 0 {
		return
	}
	why := "no-pdf-in-files"
	for _, x := range j.Files {
		if below := strings.TrimPrefix(x.Name, j.files+"/"); below != x.Name && strings.HasSuffix(strings.ToLower(below), ".pdf") {
			if why = "pdf-elsewhere"; strings.EqualFold(below[:strings.IndexByte(below+"/", '/')], SignedFolder) {
				why = "pdf-signed-only"
				break
			}
		}
	}
	j.report(ruleNoFiles, j.files, "", "", lint.Values{"why": texts.Text(why, nil)})
}

// litter is what systems and programs leave behind.
func litter(name string) bool {
	return slices.Contains([]string{".ds_store", "thumbs.db", "desktop.ini", "__macosx", ".gitkeep", ".idea", ".vscode"}, name) ||
		strings.HasPrefix(name, "~$") || strings.HasPrefix(name, "._") || strings.HasPrefix(name, ".~lock.") ||
		strings.HasSuffix(name, "~") || strings.HasSuffix(name, ".tmp") || strings.HasSuffix(name, ".bak")
}

// contents judges what is there, one by one.
func (j *layout) contents() {
	known := []string{j.data, j.workbook, j.versions, j.files, ErrorsFile}
	lower, skip := map[string]string{}, ""
	for _, x := range j.Files {
		if skip != "" && strings.HasPrefix(x.Name, skip) {
			continue
		}
		name := strings.ToLower(x.base())
		if first, ok := lower[strings.ToLower(x.Name)]; ok {
			j.report(ruleClash, x.Name, x.Name, "", lint.Values{"first": first})
		}
		lower[strings.ToLower(x.Name)] = x.Name
		switch inFiles := j.files != "" && strings.HasPrefix(x.Name, j.files+"/"); {
		case x.Err != nil:
			j.report(ruleClosed, x.Name, "", "", lint.Values{"why": unreadable(x.Err)})
		case !x.Mode.IsRegular() && !x.Mode.IsDir():
			j.report(ruleLink, x.Name, x.base(), "", nil)
		case litter(name):
			j.report(ruleLitter, x.Name, x.base(), "", nil)
			skip = x.Name + "/"
		case x.Mode.IsDir():
			j.folder(x, inFiles)
		case x.Size > maxFile:
			j.report(ruleHuge, x.Name, "", "", lint.Values{"size": int(x.Size >> 20), "most": maxFile >> 20})
		case x.Size == 0:
			j.report(ruleEmptyFile, x.Name, x.base(), "", nil)
		case inFiles:
			j.pdf(x)
		case passed().MatchString(x.Name):
			j.report(rulePassed, x.Name, x.Name, "", nil)
		case slices.Contains(known, x.Name), strings.Contains(x.Name, "/"): // of a folder that was told of
		case isWorkbook(name):
			j.report(ruleWorkbooks, x.Name, x.base(), ChecklistFile, nil)
		default:
			j.report(ruleStray, x.Name, x.base(), "", nil)
		}
	}
	if j.TooMany {
		j.report(ruleTooMany, "", "", "", lint.Values{"n": maxEntries})
	}
}

// passed is the file that the automatic tests leave in the folder of a dossier that they have accepted.
var passed = lazyregexp.New(`^accreditation_\d{4}_\d\d_\d\dT\d\d_\d\d_\d\d\.txt$`)

// folder judges a folder below the dossier.
func (j *layout) folder(x File, inFiles bool) {
	switch {
	case x.Name == j.files:
	case inFiles && strings.EqualFold(x.Name, j.files+"/"+SignedFolder):
		if x.base() != SignedFolder {
			j.report(ruleFileName, x.Name, x.base(), SignedFolder, nil)
		}
	case inFiles:
		j.report(ruleSubfolder, x.Name, x.base(), "", nil)
	case !strings.Contains(x.Name, "/"):
		j.report(ruleStray, x.Name, x.base(), "", nil)
	}
}

// pdf judges the name of a file in FILES.
func (j *layout) pdf(x File) {
	switch name := x.base(); {
	case strings.HasSuffix(name, ".pdf"):
	case strings.HasSuffix(strings.ToLower(name), ".pdf"):
		j.report(rulePDFCase, x.Name, name, name[:len(name)-len(".pdf")]+".pdf", nil)
	default:
		j.report(ruleNoPDF, x.Name, name, "", nil)
	}
}
