package dossier

import (
	"strconv"
	"strings"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/rawjson"
	"github.com/fselint/fselint/metadata/registry"
)

// The rules of versions.json.
var (
	ruleVersionOf    = texts.Rule("DOS-VERSIONS-SOFTWARE", lint.Error, lint.Accreditation, "")
	ruleReleaseForm  = texts.Rule("DOS-VERSIONS-RELEASE", lint.Error, lint.Accreditation, "")
	ruleReleaseSelf  = texts.Rule("DOS-VERSIONS-SELF", lint.Warning, lint.Accreditation, "")
	ruleReleaseTwice = texts.Rule("DOS-VERSIONS-TWICE", lint.Warning, lint.Accreditation, "")
	ruleNoReleases   = texts.Rule("DOS-VERSIONS-NONE", lint.Error, lint.Accreditation, "")
	ruleNotListed    = texts.Rule("DOS-VERSIONS-NOT-ACCREDITED", lint.Error, lint.Accreditation, "")
	ruleListed       = texts.Rule("DOS-VERSIONS-LISTED", lint.Info, lint.Accreditation, "")
)

var (
	fieldReleases = field{
		name: "equiv_releases", required: true,
		also: []string{"equivreleases", "equivalentreleases", "equivversions", "versions", "releases", "equivalentversions"},
	}
	versionsFields = []field{fieldVendor, fieldApplication, fieldVersion, fieldTS, fieldReleases, fieldEmail}
)

// Versions is versions.json: versions that the vendor declares to be equivalent to an accredited one.
type Versions struct {
	Vendor, Application, Version, TS Value
	Releases                         []Value
	Findings                         []lint.Finding // what is wrong with the file by itself
}

// ReadVersions reads versions.json. It never fails: Findings say what is wrong.
func ReadVersions(data []byte) *Versions {
	r := &dataReading{}
	root := r.root(data)
	if root == nil {
		return &Versions{Findings: r.findings}
	}
	in, v := r.object(root, "", versionsFields), &Versions{}
	v.Vendor, v.Application, v.Version = r.text(in, "", fieldVendor), r.text(in, "", fieldApplication), r.text(in, "", fieldVersion)
	if v.TS = r.text(in, "", fieldTS); v.TS.Given() {
		r.time(v.TS)
	}
	if list := in[fieldReleases.name]; list != nil {
		v.Releases = r.releases(list, v.Version.Text)
	}
	v.Findings = r.findings
	return v
}

func (r *dataReading) releases(list *rawjson.Value, own string) []Value {
	at := r.value(list, "/"+fieldReleases.name)
	if list.Kind != rawjson.Array {
		if list.Kind != rawjson.Invalid {
			r.wrongType(at, fieldReleases, "array")
		}
		return nil
	}
	if len(list.Items) == 0 {
		r.found(at, ruleNoReleases, "", nil)
	}
	seenBefore := map[string]bool{}
	var releases []Value
	for i := range list.Items {
		v := r.value(&list.Items[i], rawjson.Pointer(at.Pointer, strconv.Itoa(i)))
		switch text := seen(v.Text); {
		case v.Kind == rawjson.Invalid:
		case v.Kind != rawjson.String || text == "":
			r.found(v, ruleReleaseForm, "", lint.Values{"kind": lint.Known(v.Kind.String())})
		case text != v.Text:
			r.found(v, ruleInvisible, text, lint.Values{"name": lint.Known(fieldReleases.name)})
		case text == own:
			r.found(v, ruleReleaseSelf, "", nil)
		case seenBefore[text]:
			r.found(v, ruleReleaseTwice, "", nil)
		default:
			seenBefore[text] = true
			releases = append(releases, v)
		}
	}
	return releases
}

// against holds a declaration against the folder that it lies in, the data.json beside it and the registry of accredited software.
func (v *Versions) against(f *Folder, d *Data, r *registry.Registry) []lint.Finding {
	var fs []lint.Finding
	for i, own := range []Value{v.Vendor, v.Application, v.Version} {
		if own.Text == "" {
			continue
		}
		add := func(want string, where lint.Text) {
			fs = append(fs, own.finding(ruleVersionOf, want, lint.Values{"name": lint.Known(own.name()), "where": where}))
		}
		if d != nil {
			if other := []Value{d.Vendor, d.Application, d.Version}[i]; other.Text != "" && !equivalent(other.Text, own.Text) {
				add(other.Text, lint.Known(DataFile).Text())
				continue
			}
		}
		if len(f.Levels) == len(levelNames) && i > 0 && !equivalent(sanitised(own.Text), f.Levels[i+1]) {
			add(f.Levels[i+1], texts.Text("the-folder", nil))
		}
	}
	return append(fs, v.accredited(r)...)
}

// equivalent compares as the script does that takes declarations over: without blanks around, and whatever the case.
func equivalent(a, b string) bool {
	return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b))
}

// accredited looks the version up that others are declared to be equivalent to.
func (v *Versions) accredited(r *registry.Registry) []lint.Finding {
	if r == nil || v.Vendor.Text == "" || v.Application.Text == "" || v.Version.Text == "" {
		return nil
	}
	m := r.Match(v.Vendor.Text, v.Application.Text, v.Version.Text)
	if !m.Found() {
		near := ""
		if len(m.NearMisses) > 0 {
			row := m.NearMisses[0].Row
			near = strings.Join([]string{row.Vendor, row.Application, row.Version}, " / ")
		}
		f := ruleNotListed.Found(strings.Join([]string{v.Vendor.Text, v.Application.Text, v.Version.Text}, " / "), near)
		f.Location = v.Version.Location()
		return []lint.Finding{f}
	}
	var fs []lint.Finding
	for _, release := range v.Releases {
		if r.Match(v.Vendor.Text, v.Application.Text, release.Text).Found() {
			fs = append(fs, release.finding(ruleListed, "", nil))
		}
	}
	return fs
}
