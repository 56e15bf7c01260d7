package dossier

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fselint/fselint/dossier/checklist"
	"github.com/fselint/fselint/lint"
)

// Names of what a dossier holds.
const (
	ChecklistFile = checklist.Name
	VersionsFile  = "versions.json"
	ErrorsFile    = "errors.json" // what the automatic tests said of it
	FilesFolder   = "FILES"
	SignedFolder  = "SIGNED" // below FILES
	GatewayFolder = "GATEWAY"
)

// Bounds of a search: a repository of all dossiers has some 50,000 files.
const (
	maxFolders = 100_000
	maxEntries = 50_000 // of one dossier
	maxLevels  = 40     // below where the search begins
)

// Folder is one dossier as it lies on a disk, or in a file system.
type Folder struct {
	tree    tree
	Path    string   // as the user named it, or joined to that
	Levels  []string // names of the folders from below GATEWAY to this one; nil where no GATEWAY is above it
	Gateway string   // the name of that folder, as it is written
	Outside []string // files that lie in the folders above it, up to GATEWAY
	Files   []File   // everything below it, sorted by name
	TooMany bool     // there is more than Files holds
}

// File is a file or folder of a dossier.
type File struct {
	Name string // path below the dossier, with slashes
	Size int64
	Mode fs.FileMode
	Err  error // why a folder cannot be read
}

// base is the name without its folder.
func (f File) base() string { return f.Name[strings.LastIndexByte(f.Name, '/')+1:] }

// folder is the path of the folder that it lies in, "" for the dossier.
func (f File) folder() string { return f.Name[:max(strings.LastIndexByte(f.Name, '/'), 0)] }

// Find returns the dossiers at or below a folder of the disk, in the order of their paths.
func Find(root string) ([]*Folder, error) {
	info, err := os.Stat(root)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return nil, texts.Error("no-folder", lint.Values{"path": root})
	}
	return find(disk{}, root)
}

// FindFS returns the dossiers in a file system, such as that of files that were handed in.
func FindFS(fsys fs.FS) ([]*Folder, error) { return find(files{fsys}, ".") }

func find(t tree, root string) ([]*Folder, error) {
	s := &search{tree: t, outside: map[string][]string{}}
	if err := s.folder(root, 0); err != nil {
		return nil, err
	}
	if len(s.found) == 0 {
		s.found = s.likely
	}
	for _, f := range s.found {
		s.place(f)
		f.list("")
		slices.SortFunc(f.Files, func(a, b File) int { return strings.Compare(a.Name, b.Name) })
	}
	return s.found, nil
}

type search struct {
	tree          tree
	found, likely []*Folder
	folders       int
	outside       map[string][]string // files in folders that are no dossiers, by the folder's absolute path
}

// folder looks for dossiers in a folder and below it.
func (s *search) folder(path string, level int) error {
	if s.folders++; s.folders > maxFolders || level > maxLevels {
		return texts.Error("too-many-folders", lint.Values{"path": path, "n": maxFolders})
	}
	entries, err := s.tree.list(path)
	if err != nil && level == 0 {
		return err
	}
	sure, likely := recognise(entries)
	if sure || err != nil && s.belowGateway(path) { // what cannot be read there may be one
		s.found = append(s.found, &Folder{tree: s.tree, Path: path})
		return nil
	}
	if likely {
		s.likely = append(s.likely, &Folder{tree: s.tree, Path: path})
	}
	for _, e := range entries {
		switch name := e.Name(); {
		case e.IsDir() && name != ".git" && name != "node_modules":
			if err := s.folder(s.tree.join(path, name), level+1); err != nil {
				return err
			}
		case !e.IsDir():
			absolute, err := s.tree.absolute(path)
			if err == nil {
				s.outside[absolute] = append(s.outside[absolute], name)
			}
		}
	}
	return nil
}

func (s *search) belowGateway(path string) bool {
	absolute, err := s.tree.absolute(path)
	return err == nil && slices.Contains(strings.Split(filepath.ToSlash(absolute), "/"), GatewayFolder)
}

// recognise tells whether a folder is a dossier by what is in it; likely where only a workbook says so.
func recognise(entries []fs.DirEntry) (sure, likely bool) {
	for _, e := range entries {
		name := strings.ToLower(e.Name())
		switch {
		case e.IsDir():
			sure = sure || name == strings.ToLower(FilesFolder)
		case strings.HasPrefix(name, "data") && strings.Contains(name, ".json"), name == VersionsFile:
			sure = true
		case strings.Contains(name, "checklist") && strings.HasSuffix(name, ".xlsx"):
			likely = true
		}
	}
	return sure, likely
}

// place works out where below GATEWAY a dossier lies, and what else lies on the way.
func (s *search) place(f *Folder) {
	absolute, err := s.tree.absolute(f.Path)
	if err != nil {
		return
	}
	for dir, levels := absolute, []string(nil); ; {
		name := filepath.Base(dir)
		if strings.EqualFold(name, GatewayFolder) && len(levels) > 0 {
			f.Levels, f.Gateway = levels, name
			break
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return
		}
		levels, dir = append([]string{name}, levels...), parent
	}
	for dir, level := filepath.Dir(absolute), len(f.Levels)-1; level > 0; level-- {
		names := s.outside[dir]
		delete(s.outside, dir) // the first dossier below tells of them
		for _, name := range names {
			f.Outside = append(f.Outside, s.tree.join(dir, name))
		}
		dir = filepath.Dir(dir)
	}
	slices.Sort(f.Outside)
}

// list lists what lies below the dossier; links are not followed.
func (f *Folder) list(below string) {
	entries, err := f.tree.list(f.join(below))
	if err != nil {
		f.Files = append(f.Files, File{Name: below, Mode: fs.ModeDir, Err: err})
		return
	}
	for _, e := range entries {
		if len(f.Files) >= maxEntries {
			f.TooMany = true
			return
		}
		file := File{Name: strings.TrimPrefix(below+"/"+e.Name(), "/"), Mode: e.Type()}
		if info, err := e.Info(); err == nil {
			file.Size = info.Size()
		}
		f.Files = append(f.Files, file)
		if e.IsDir() {
			f.list(file.Name)
		}
	}
}

// file returns a file or folder by its name, nil when there is none.
func (f *Folder) file(name string) *File {
	for i := range f.Files {
		if f.Files[i].Name == name {
			return &f.Files[i]
		}
	}
	return nil
}

// join is the path of a file of the dossier.
func (f *Folder) join(name string) string { return f.tree.join(f.Path, name) }

// PDFs lists the PDFs of a folder of the dossier by their names, whatever the case of their extension.
func (f *Folder) PDFs(folder string) []File {
	var list []File
	for _, x := range f.Files {
		if x.folder() == folder && x.Mode.IsRegular() && strings.HasSuffix(strings.ToLower(x.Name), ".pdf") {
			list = append(list, x)
		}
	}
	return list
}

// chosen are the files that a dossier's parts are read from: those that have the right name, else those that were probably meant.
type chosen struct {
	data, workbook, versions string // names, "" for none
	files                    string // name of the folder FILES as it is written
}

// has reports whether there is a regular file of a name.
func (f *Folder) has(name string) bool {
	x := f.file(name)
	return x != nil && x.Mode.IsRegular()
}

// choose finds the files to read.
func (f *Folder) choose() chosen {
	var c chosen
	for _, x := range f.Files {
		name := strings.ToLower(x.Name)
		switch {
		case strings.Contains(x.Name, "/"):
		case x.Mode.IsDir() && name == strings.ToLower(FilesFolder) && (c.files == "" || x.Name == FilesFolder):
			c.files = x.Name
		case !x.Mode.IsRegular():
		case x.Name == DataFile, c.data == "" && strings.HasPrefix(name, "data") && strings.Contains(name, ".json"):
			c.data = x.Name
		case x.Name == VersionsFile, c.versions == "" && strings.HasPrefix(name, "version") && strings.Contains(name, ".json"):
			c.versions = x.Name
		case x.Name == ChecklistFile, c.workbook == "" && isWorkbook(name):
			c.workbook = x.Name
		}
	}
	return c
}

// isWorkbook tells the files of spreadsheets by their names, in lower case; not those that a program makes beside an open one.
func isWorkbook(name string) bool {
	if strings.HasPrefix(name, "~$") || strings.HasPrefix(name, ".~lock.") {
		return false
	}
	return slices.Contains([]string{".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".numbers", ".csv"}, filepath.Ext(name))
}

// unreadable says why a file cannot be read.
func unreadable(err error) lint.Text {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		err = pe.Err
	}
	return lint.Said(func(lang string) string { return lint.Spoken(err, lang) })
}
