package revision_test

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/cda/pdfwrite"
	"github.com/fselint/fselint/internal/testkit/padestest"
	"github.com/fselint/fselint/pades/revision"
)

// family makes updates of a signed document that has a bit of everything that is shown or embedded: for every kind of dictionary
// and every key, an entry added, changed, pointed to something else, given a second name, or shared with something that counts.
type family struct {
	base map[int]string
}

// kinds are the dictionaries with the keys that are tried beside those that they have.
var kinds = map[int][]string{
	1: {"AA", "AF", "Collection", "DSS", "Extensions", "Legal", "Perms", "Requirements", "SpiderInfo", "Threads", "URI", "ViewerPreferences",
		"P", "Parent", "Version", "Lang", "PageMode", "NeedsRendering", "OutputIntents", "DPartRoot"},
	2:  {"Rotate", "CropBox", "Contents", "Annots", "P", "Metadata"},
	3:  {"AA", "B", "CropBox", "UserUnit", "Rotate", "Thumb", "Trans", "Dur", "Group", "PieceInfo", "Tabs", "LastModified", "P", "Kids", "AF", "VP"},
	7:  {"P", "Parent", "Pattern", "Shading", "ProcSet", "PieceInfo", "Metadata"},
	12: {"P", "Group", "OC", "Ref", "PieceInfo", "LastModified", "StructParents", "Matrix"},
	14: {"P", "Widths", "FontDescriptor", "ToUnicode"},
	21: {"A", "AA", "OC", "Popup", "Parent", "BS", "Border", "C", "F", "IRT", "StructParent", "M", "NM", "Contents"},
	24: {"A", "PA", "H", "P"},
	25: {"A", "AA", "DV", "Ff", "MK", "DA", "Parent", "Kids", "M", "MaxLen", "Q", "TU"},
	27: {"MK", "Ff", "DV", "AA"},
	10: {"XFA", "NeedAppearances", "CO", "DR", "DA", "Q", "SigFlags"},
	20: {"JavaScript", "Pages", "Dests", "AP", "XFAResources", "Parent", "P"},
	33: {"P", "RF", "AFRelationship", "CI", "Desc", "Thumb"},
	34: {"Params", "Subtype", "Filter", "DecodeParms", "F", "P"},
	40: {"RoleMap", "ClassMap", "IDTree", "ParentTreeNextKey", "Namespaces"},
	41: {"ActualText", "Alt", "E", "Lang", "T", "A", "C", "R", "ID"},
	42: {"ActualText", "Alt", "E", "Lang", "T", "A", "Pg"},
	50: {"D", "Configs"},
	61: {"Kids", "Limits", "P"},
}

func form(entries, data string) string {
	return fmt.Sprintf("<</Type/XObject/Subtype/Form%s/Length %d>>\nstream\n%s\nendstream", entries, len(data), data)
}

func content(data string) string {
	return fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(data), data)
}

func newFamily() *family {
	return &family{map[int]string{
		1: "<</Type/Catalog/Pages 2 0 R/AcroForm 10 0 R/Names 20 0 R/Outlines 30 0 R/StructTreeRoot 40 0 R/OCProperties 50 0 R/Metadata 51 0 R" +
			"/Dests 52 0 R/OpenAction[3 0 R/Fit]/MarkInfo<</Marked true>>/PieceInfo 53 0 R/PageLabels 54 0 R>>",
		2: "<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2/MediaBox[0 0 200 200]/Resources 6 0 R>>",
		3: "<</Type/Page/Parent 2 0 R/Contents 5 0 R/Resources 7 0 R/StructParents 0/Annots[21 0 R 24 0 R 25 0 R 27 0 R 31 0 R]/Metadata 55 0 R>>",
		4: "<</Type/Page/Parent 2 0 R/Contents[8 0 R 9 0 R]>>",
		5: content("/P <</MCID 0>> BDC BT /F1 14 Tf 10 170 Td (PAGARE 10) Tj ET EMC q /GS gs 40 0 0 40 10 100 cm /Im Do Q " +
			"/OC /Layer BDC q 1 0 0 1 100 100 cm /Fm Do Q EMC"),
		6:  "<</Font<</F1 14 0 R>>/XObject<</Fm 12 0 R>>>>",
		7:  "<</Font<</F1 14 0 R>>/XObject<</Fm 12 0 R/Im 13 0 R>>/ExtGState<</GS 16 0 R>>/Properties<</Layer 18 0 R>>/ColorSpace<</CS 17 0 R>>>>",
		8:  content("BT /F1 14 Tf 10 150 Td (SECONDA) Tj ET"),
		9:  content("q 1 0 0 1 20 20 cm /Fm Do Q"),
		10: "<</Fields[25 0 R 27 0 R]/DA(/F1 0 Tf 0 g)/DR 6 0 R>>",
		11: "<</Font<</F1 14 0 R>>>>",
		12: form("/BBox[0 0 90 30]/Resources 11 0 R", "1 0 0 rg 0 0 80 8 re f BT /F1 10 Tf 2 12 Td (MODULO) Tj ET"),
		13: "<</Type/XObject/Subtype/Image/Width 2/Height 2/BitsPerComponent 8/ColorSpace 17 0 R/Length 4>>\nstream\n\x00\x01\x01\x00\nendstream",
		14: "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding 15 0 R>>",
		15: "<</Type/Encoding/BaseEncoding/WinAnsiEncoding>>",
		16: "<</Type/ExtGState/ca 1>>",
		17: "[/Indexed/DeviceRGB 1<FF00000000FF>]",
		18: "<</Type/OCG/Name(Strato)>>",
		20: "<</EmbeddedFiles 60 0 R>>",
		21: "<</Type/Annot/Subtype/Stamp/Rect[10 50 60 70]/P 3 0 R/F 4/AP 22 0 R>>",
		22: "<</N 23 0 R>>",
		23: form("/BBox[0 0 50 20]/Resources 11 0 R", "0 1 0 rg 0 0 50 20 re f 0 g BT /F1 8 Tf 2 5 Td (TIMBRO) Tj ET"),
		24: "<</Type/Annot/Subtype/Link/Rect[100 50 150 70]/Border[0 0 1]/Dest[4 0 R/Fit]/P 3 0 R>>",
		25: "<</Type/Annot/Subtype/Widget/FT/Tx/T(nota)/V(valore)/Rect[10 10 90 30]/F 4/P 3 0 R/AP 26 0 R>>",
		26: "<</N 28 0 R>>",
		27: "<</Type/Annot/Subtype/Widget/FT/Btn/T(casella)/V/On/AS/On/Rect[100 10 120 30]/F 4/P 3 0 R/AP<</N<</On 29 0 R/Off 19 0 R>>>>>>",
		19: form("/BBox[0 0 20 20]", "0 G 1 1 18 18 re S"),
		28: form("/BBox[0 0 80 20]/Resources 11 0 R", "/Tx BMC BT /F1 10 Tf 2 5 Td (valore) Tj ET EMC"),
		29: form("/BBox[0 0 20 20]", "0 0 1 rg 1 1 18 18 re f"),
		30: "<</Type/Outlines/First 32 0 R/Last 32 0 R/Count 1>>",
		31: "<</Type/Annot/Subtype/FileAttachment/Rect[150 10 170 30]/FS 35 0 R/P 3 0 R/Contents(nota)>>",
		32: "<</Title(Voce)/Parent 30 0 R/Dest[3 0 R/Fit]>>",
		33: "<</Type/Filespec/F(cda.xml)/UF(cda.xml)/EF<</F 34 0 R>>>>",
		// the length is wrong: PDFBox repairs it, poppler believes it
		34: "<</Type/EmbeddedFile/Length 72>>\nstream\n<ClinicalDocument xmlns=\"urn:hl7-org:v3\"><title>10</title></ClinicalDocument>\nendstream",
		35: "<</Type/Filespec/F(nota.txt)/UF(nota.txt)/EF<</F 36 0 R>>>>",
		36: "<</Type/EmbeddedFile/Length 4>>\nstream\nnota\nendstream",
		40: "<</Type/StructTreeRoot/K 41 0 R/ParentTree 43 0 R/ParentTreeNextKey 1>>",
		41: "<</Type/StructElem/S/Document/P 40 0 R/K[42 0 R]>>",
		42: "<</Type/StructElem/S/P/P 41 0 R/Pg 3 0 R/K 0>>",
		43: "<</Nums[0[42 0 R]]>>",
		50: "<</OCGs[18 0 R]/D<</Order[18 0 R]/ON[18 0 R]>>>>",
		51: content("<x/>"), 55: content("<y/>"),
		52: "<</uno[3 0 R/Fit]/due[4 0 R/Fit]>>",
		53: "<</App<</LastModified(D:20260101)/Private 56 0 R>>>>",
		54: "<</Nums[0<</S/D>>]>>",
		56: content("0 0 1 rg 0 0 200 200 re f"),
		60: "<</Kids[61 0 R]>>",
		61: "<</Names[(cda.xml)33 0 R(nota.txt)35 0 R]/Limits[(cda.xml)(nota.txt)]>>",
	}}
}

// counts are the objects whose other content shows or embeds something else, with that content.
var counts = map[int]string{
	5:  content("BT /F1 14 Tf 10 170 Td (PAGARE 9999) Tj ET"),
	8:  content("BT /F1 14 Tf 10 150 Td (ALTRO) Tj ET"),
	12: form("/BBox[0 0 90 30]/Resources 11 0 R", "0 0 1 rg 0 0 80 30 re f"),
	14: "<</Type/Font/Subtype/Type1/BaseFont/Courier>>",
	17: "[/Indexed/DeviceRGB 1<00FF00FFFF00>]",
	23: form("/BBox[0 0 50 20]/Resources 11 0 R", "1 1 0 rg 0 0 50 20 re f"),
	28: form("/BBox[0 0 80 20]/Resources 11 0 R", "/Tx BMC BT /F1 10 Tf 2 5 Td (altro) Tj ET EMC"),
	33: "<</Type/Filespec/F(cda.xml)/UF(cda.xml)/EF<</F 36 0 R>>>>",
	34: "<</Type/EmbeddedFile/Length 4>>\nstream\n<b/>\nendstream",
	36: "<</Type/EmbeddedFile/Length 4>>\nstream\nNOTA\nendstream",
	15: "<</Type/Encoding/BaseEncoding/WinAnsiEncoding/Differences[48/nine/eight/seven]>>",
}

// values are what is put under a key: new objects and plain values.
func values(u *pdfwrite.Update) []types.Object {
	ref := func(text string) types.Object {
		num := u.Reserve()
		u.Raw(num, []byte(text))
		return *types.NewIndirectRef(num, 0)
	}
	return []types.Object{
		ref(content("BT /F1 24 Tf 10 100 Td (NUOVO) Tj ET 1 0 1 rg 0 0 200 100 re f")),
		ref(form("/BBox[0 0 200 200]", "0 1 1 rg 0 0 200 200 re f")),
		ref("<</Type/Filespec/F(cda.xml)/UF(cda.xml)/EF<</F 36 0 R>>>>"),
		ref("<</F1<</Type/Font/Subtype/Type1/BaseFont/Symbol>>/N 13 0 R/Fm 13 0 R/S/JavaScript/JS(1)>>"),
		types.Integer(2), types.Integer(90), types.Boolean(true), types.Name("Off"), types.Name("ASCIIHexDecode"), types.StringLiteral("altro testo"),
		*types.NewIndirectRef(9999, 0),
		types.Array{types.Integer(0), types.Integer(0), types.Integer(50), types.Integer(50)},
		types.Array{*types.NewIndirectRef(4, 0), *types.NewIndirectRef(5, 0), *types.NewIndirectRef(12, 0), *types.NewIndirectRef(25, 0)},
		nil,
	}
}

// made is one update of one signed document.
type made struct {
	name           string
	signed, update []byte
}

// all makes every update, or of every so many of them one.
func (fam *family) all(t *testing.T, every int) []made {
	t.Helper()
	var out []made
	n := 0
	take := func() bool { n++; return (n-1)%every == 0 }
	plain := fam.sign(t, nil)
	existing := slices.Sorted(maps.Keys(fam.base))
	for _, num := range slices.Sorted(maps.Keys(kinds)) {
		for _, key := range fam.keys(t, plain, num) {
			name := fmt.Sprintf("%d/%s", num, key)
			for i := range 14 {
				if take() {
					out = append(out, made{fmt.Sprintf("value %d of %s", i, name), plain, edit(t, plain, num, key, func(u *pdfwrite.Update) types.Object { return values(u)[i] })})
				}
			}
			for _, to := range []int{existing[(num*7+len(key))%len(existing)], 5, 25, 33, 53} {
				if take() {
					point := func(*pdfwrite.Update) types.Object { return *types.NewIndirectRef(to, 0) }
					out = append(out, made{fmt.Sprintf("%s to %d", name, to), plain, edit(t, plain, num, key, point)})
				}
			}
			for _, victim := range slices.Sorted(maps.Keys(counts)) {
				if victim != num && take() {
					alias := func(u *pdfwrite.Update) types.Object {
						u.Raw(victim, []byte(counts[victim]))
						return *types.NewIndirectRef(victim, 0)
					}
					out = append(out, made{fmt.Sprintf("%s as %d, which is changed", name, victim), plain, edit(t, plain, num, key, alias)})
				}
				if victim != num && !own(t, plain, num, key) && take() {
					shared := fam.sign(t, func(base map[int]string) {
						i := strings.Index(base[num], "<<") + 2
						base[num] = base[num][:i] + fmt.Sprintf("/%s %d 0 R", key, victim) + base[num][i:]
					})
					out = append(out, made{fmt.Sprintf("%s shares %d, which is changed", name, victim), shared, update(t, shared, map[int]string{victim: counts[victim]})})
				}
			}
		}
	}
	return out
}

func (fam *family) sign(t testing.TB, change func(map[int]string)) []byte {
	t.Helper()
	base := maps.Clone(fam.base)
	if change != nil {
		change(base)
	}
	objects := make([]string, slices.Max(slices.Collect(maps.Keys(base))))
	for i := range objects {
		if objects[i] = base[i+1]; objects[i] == "" {
			objects[i] = "null"
		}
	}
	return sign(t, padestest.Assemble(objects...), nil)
}

// own says whether an object of the signed document has a key.
func own(t *testing.T, signed []byte, num int, key string) bool {
	return dictionary(t, openData(t, signed), num)[key] != nil
}

// keys are those of an object and those tried besides.
func (fam *family) keys(t *testing.T, signed []byte, num int) []string {
	keys := append(slices.Collect(maps.Keys(dictionary(t, openData(t, signed), num))), kinds[num]...)
	slices.Sort(keys)
	return slices.Compact(keys)
}

// dictionary is that of an object; the signer has put the form into the catalog.
func dictionary(t *testing.T, f *pdffile.File, num int) types.Dict {
	var o types.Object = *types.NewIndirectRef(num, 0)
	if num == 10 {
		o = f.Catalog()["AcroForm"]
	}
	d, ok := f.Dict(o)
	require.True(t, ok, "object %d", num)
	return d
}

func openData(t *testing.T, data []byte) *pdffile.File {
	t.Helper()
	f, err := pdffile.Open(data, pdffile.Limits{})
	require.NoError(t, err)
	return f
}

// edit appends an update in which one entry of an object is another one.
func edit(t *testing.T, signed []byte, num int, key string, value func(*pdfwrite.Update) types.Object) []byte {
	t.Helper()
	f := openData(t, signed)
	u, err := pdfwrite.New(f)
	require.NoError(t, err)
	o := f.Deref(*types.NewIndirectRef(num, 0))
	v := value(u)
	set := func(d types.Dict) types.Dict {
		d = maps.Clone(d)
		d[key] = v
		if v == nil {
			delete(d, key)
		}
		return d
	}
	if num == 10 {
		root := maps.Clone(f.Catalog())
		root["AcroForm"] = set(dictionary(t, f, num))
		u.Set(1, root)
	}
	switch x := o.(type) {
	case types.Dict:
		u.Set(num, set(x))
	case types.StreamDict:
		x.Dict = set(x.Dict)
		u.Set(num, x)
	}
	return u.Bytes()
}

// intact says whether the analysis finds nothing against a document.
func intact(t *testing.T, data []byte) bool {
	t.Helper()
	f, err := pdffile.Open(data, pdffile.Limits{})
	if err != nil {
		return false
	}
	r := revision.Analyze(f, []revision.Signed{{Field: "Signature1", Value: 62}}) // the object behind the last of the family
	return !changed(r) && !untold(r)
}

// shown is what poppler makes of a document: pixels, text, and embedded files.
func shown(t *testing.T, data []byte) [3]string {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "a.pdf")
	require.NoError(t, os.WriteFile(file, data, 0o600))
	run := func(name string, args ...string) []byte {
		out, err := exec.Command(name, args...).Output()
		var status *exec.ExitError
		if err != nil && !errors.As(err, &status) {
			t.Fatal(err)
		}
		return out
	}
	files := filepath.Join(dir, "files")
	require.NoError(t, os.Mkdir(files, 0o700))
	sum := sha256.New()
	sum.Write(run("pdfdetach", "-list", file))
	run("pdfdetach", "-saveall", "-o", files, file)
	_ = filepath.WalkDir(files, func(path string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			content, _ := os.ReadFile(path)
			fmt.Fprintf(sum, "%s %x\n", filepath.Base(path), sha256.Sum256(content))
		}
		return nil
	})
	return [3]string{
		fmt.Sprintf("%x", sha256.Sum256(run("pdftoppm", "-r", "36", file))), string(run("pdftotext", file, "-")) + string(run("pdfinfo", "-struct-text", file)),
		fmt.Sprintf("%x", sum.Sum(nil)),
	}
}

// TestFamily holds the analysis against poppler as an independent witness: where pages, text or files differ, nothing is intact.
// The full number takes some minutes and runs under FSELINT_HEAVY=1.
func TestFamily(t *testing.T) {
	if _, err := exec.LookPath("pdftoppm"); err != nil {
		t.Skip("poppler-utils is not installed")
	}
	every := 149
	if os.Getenv("FSELINT_HEAVY") == "1" {
		every = 3
	}
	fam := newFamily()
	updates := fam.all(t, every)
	rand.Shuffle(len(updates), func(i, j int) { updates[i], updates[j] = updates[j], updates[i] })
	before := map[[32]byte][3]string{}
	told, differ, kept := 0, 0, 0
	for _, m := range updates {
		key := sha256.Sum256(m.signed)
		if _, known := before[key]; !known {
			require.True(t, intact(t, m.signed), m.name)
			before[key] = shown(t, m.signed)
		}
		now := shown(t, m.update)
		quiet := intact(t, m.update)
		if quiet {
			kept++
		} else {
			told++
		}
		if now != before[key] {
			differ++
			if !assert.False(t, quiet, "%s: poppler shows another document", m.name) {
				_ = os.WriteFile(filepath.Join(os.TempDir(), "family-"+strings.NewReplacer("/", "_", " ", "_").Replace(m.name)+".pdf"), m.update, 0o600)
			}
		}
	}
	t.Logf("%d updates: poppler sees %d differ, %d are told, %d are intact", len(updates), differ, told, kept)
}
