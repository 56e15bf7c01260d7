package vocabulary_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/internal/near"
	"github.com/fselint/fselint/schemas/vocabulary"
)

func day(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return t
}

// sample manages a handful of invented dictionaries.
func sample() *vocabulary.Set {
	tables := map[string]string{
		"1.2.1": "version,code,description\n,A,Alpha\n,B,Beta\n,A10.1,Alpha ten\n,12.5,Twelve\n,XY-7,Cross\n",
		"1.2.2": "version,code,description\n1.0,A,Old alpha\n2.0,A,New alpha\n2.0,C,Gamma\n",
		"1.2.9": "version,code,description\n,#WHITELIST#,all\n",
	}
	list := []vocabulary.Dictionary{
		{System: "1.2.1"},
		{System: "1.2.2", Version: "1.0", Released: day("2020-01-01")},
		{System: "1.2.2", Version: "2.0", Released: day("2022-01-01")},
		{System: "1.2.3", Version: "5"}, // codes absent
		{System: "1.2.4", Version: "7"}, // codes unreadable
		{System: "1.2.9", AllowListed: true},
		{System: "1.999.9", AllowListed: true},
	}
	return vocabulary.NewSet(list, func(system string, _ bool) (*vocabulary.Table, error) {
		if system == "1.2.4" {
			return nil, errors.New("unreadable")
		}
		if csv, ok := tables[system]; ok {
			return vocabulary.ReadCSV([]byte(csv))
		}
		return nil, nil
	})
}

func code(code, system, version string) vocabulary.Code {
	return vocabulary.Code{Code: code, System: system, Version: version}
}

func TestJudge(t *testing.T) {
	const notListed = "Almeno uno dei seguenti vocaboli non è censito: "
	type problems = []vocabulary.Problem
	for name, c := range map[string]struct {
		codes    []vocabulary.Code
		failed   vocabulary.Step
		message  string
		problems problems
	}{
		"nothing to judge": {},
		"known codes": {codes: []vocabulary.Code{
			code("A", "1.2.1", ""), code("A", "1.2.2", "1.0"), code("A", "1.2.2", "2.0"), code("C", "1.2.2", ""),
		}},
		"allow-listed whatever the code, even with a blocked arc": {codes: []vocabulary.Code{
			code("nonsense", "1.2.9", "88"), code("", "1.2.9", ""), code("Z", "1.999.9", ""),
		}},
		"unknown systems pass": {codes: []vocabulary.Code{code("Z", "9.9", "1"), code("", "", ""), code("Z", " 1.2.1", "")}},
		"blocked": {
			codes: []vocabulary.Code{
				code("Z", "1.2.1", ""), code("A", "2.16.999", ""), code("A", "9999.1", ""), code("A", "2.16.999", "3"), code("A", "1.1999.99990", ""),
			},
			failed:  vocabulary.StepBlockList,
			message: "È stato trovato almeno un dizionario presente in Blocklist: [2.16.999, 9999.1]",
			problems: problems{
				{Step: vocabulary.StepCode, Code: 0}, {Step: vocabulary.StepBlockList, Code: 1},
				{Step: vocabulary.StepBlockList, Code: 2}, {Step: vocabulary.StepBlockList, Code: 3},
			},
		},
		"unmanaged versions": {
			codes: []vocabulary.Code{
				code("Z", "1.2.1", ""), code("A", "1.2.2", "3.0"), code("A", "1.2.1", "1"), code("Z", "1.2.2", "3.0"), code("A", "1.2.3", "4"),
			},
			failed:  vocabulary.StepVersion,
			message: "È stata trovata almeno una versione non gestita di un dizionario: [1.2.2 v3.0, 1.2.1 v1, 1.2.3 v4]",
			problems: problems{
				{Step: vocabulary.StepCode, Code: 0},
				{Step: vocabulary.StepVersion, Code: 1, Version: "3.0"},
				{Step: vocabulary.StepVersion, Code: 2, Version: "1"},
				{Step: vocabulary.StepVersion, Code: 3, Version: "3.0"},
				{Step: vocabulary.StepCode, Code: 3, Version: "2.0", Hidden: true},
				{Step: vocabulary.StepVersion, Code: 4, Version: "4"},
			},
		},
		"unknown and absent codes": {
			codes: []vocabulary.Code{
				code("C", "1.2.2", "1.0"), code("a", "1.2.1", ""), code("", "1.2.1", ""), code("A ", "1.2.1", ""), code("a", "1.2.1", ""),
				code("null", "1.2.1", ""), code("", "1.2.3", ""),
			},
			failed:  vocabulary.StepCode,
			message: notListed + "[CodeSystem: 1.2.3 v5, Codes: null], [CodeSystem: 1.2.1, Codes: null, a, A , null], [CodeSystem: 1.2.2 v1.0, Codes: C]",
			problems: problems{
				{Step: vocabulary.StepCode, Code: 0, Version: "1.0"}, {Step: vocabulary.StepCode, Code: 1},
				{Step: vocabulary.StepCode, Code: 2}, {Step: vocabulary.StepCode, Code: 3}, {Step: vocabulary.StepCode, Code: 4},
				{Step: vocabulary.StepCode, Code: 5}, {Step: vocabulary.StepCode, Code: 6, Version: "5"},
			},
		},
		"filled in versions move to the end": {
			codes: []vocabulary.Code{
				code("X", "1.2.2", ""), code("Y", "1.2.2", "2.0"), code("X", "1.2.2", "2.0"), code("", "1.2.2", ""), code("Z", "1.2.2", "2.0"),
			},
			failed: vocabulary.StepCode,
			// Absent codes keep their place as well.
			message: notListed + "[CodeSystem: 1.2.2 v2.0, Codes: Y, null, Z, X]",
		},
	} {
		t.Run(name, func(t *testing.T) {
			o := sample().Judge(c.codes)
			assert.Equal(t, c.failed == vocabulary.StepNone, o.OK)
			assert.Equal(t, c.failed, o.Failed)
			if name != "unknown and absent codes" {
				assert.Equal(t, c.message, o.Message)
			} else {
				assert.ElementsMatch(t, groupsOf(c.message), groupsOf(o.Message))
			}
			if c.problems != nil {
				assert.Equal(t, c.problems, o.Problems)
			}
		})
	}
}

func groupsOf(message string) []string { return bracketed.FindAllString(message, -1) }

func TestJudgeGroups(t *testing.T) {
	o := sample().Judge([]vocabulary.Code{
		code("A", "1.2.3", ""), code("A", "9.9", ""), code("A", "1.2.4", ""), code("B", "1.2.9", ""), code("B", "1.2.3", "5"), code("C", "", ""),
	})
	assert.True(t, o.OK)
	assert.Equal(t, []vocabulary.Group{{System: "9.9", Codes: []int{1}}, {Codes: []int{5}}}, o.Unknown)
	assert.Equal(t, []vocabulary.Group{{System: "1.2.9", Codes: []int{3}}}, o.AllowListed)
	require.Len(t, o.Unchecked, 2)
	assert.Equal(t, []int{0, 4}, o.Unchecked[0].Codes)
	assert.ErrorIs(t, o.Unchecked[0].Err, vocabulary.ErrNoCodes)
	assert.ErrorContains(t, o.Unchecked[1].Err, "unreadable")
}

// TestCodesThatWereLost: a file without codes, or without those of the version that is looked up, refuses nothing.
func TestCodesThatWereLost(t *testing.T) {
	for name, c := range map[string]struct {
		version, file string
		want          error
	}{
		"a header alone":          {"", "version,code,description\n", vocabulary.ErrNoCodes},
		"rows of nothing":         {"", "version,code,description,release_date\n\"\",,,\n\"\",,\n", vocabulary.ErrNoCodes},
		"another version":         {"2.82", "version,code\n2.83,A\n", vocabulary.ErrNoVersion},
		"no version where one is": {"2.82", "version,code\n\"\",A\n", vocabulary.ErrNoVersion},
		"the version":             {"2.83", "version,code\n2.83,A\n", nil},
		"any version":             {"", "version,code\n2.83,A\n", nil},
	} {
		t.Run(name, func(t *testing.T) {
			set := vocabulary.NewSet([]vocabulary.Dictionary{{System: "1.2.3", Version: c.version}}, func(string, bool) (*vocabulary.Table, error) {
				return vocabulary.ReadCSV([]byte(c.file))
			})
			assert.ErrorIs(t, set.Checks("1.2.3", c.version), c.want)
			o := set.Judge([]vocabulary.Code{code("A", "1.2.3", ""), code("A", "1.2.3", c.version), code("B", "1.2.3", "")})
			if c.want == nil {
				assert.Equal(t, []vocabulary.Problem{{Step: vocabulary.StepCode, Code: 2, Version: c.version}}, o.Problems)
				return
			}
			assert.Empty(t, o.Problems)
			require.Len(t, o.Unchecked, 1)
			assert.Equal(t, []int{0, 1, 2}, o.Unchecked[0].Codes)
			assert.ErrorIs(t, o.Unchecked[0].Err, c.want)
		})
	}
}

func TestNoDictionaries(t *testing.T) {
	o := vocabulary.NewSet(nil, nil).Judge(nil)
	assert.Equal(t, vocabulary.StepDictionaries, o.Failed)
	assert.Equal(t, "VA-13", o.Failed.ErrorID())
	assert.Equal(t, "Non è stato trovato alcun dizionario gestito su FSE", o.Message)
}

func TestNewestVersion(t *testing.T) {
	for name, c := range map[string]struct {
		list []vocabulary.Dictionary
		want string
	}{
		"by release":             {[]vocabulary.Dictionary{{Version: "1", Released: day("2022-01-01")}, {Version: "2", Released: day("2021-01-01")}}, "1"},
		"undated come last":      {[]vocabulary.Dictionary{{Version: "1", Released: day("2022-01-01")}, {Version: "2", Created: day("2025-01-01")}}, "1"},
		"equal: the first":       {[]vocabulary.Dictionary{{Version: "1", Released: day("2022-01-01")}, {Version: "2", Released: day("2022-01-01")}}, "1"},
		"by creation":            {[]vocabulary.Dictionary{{Version: "1", Created: day("2022-01-01")}, {Version: "2", Created: day("2023-01-01"), Released: day("2000-01-01")}}, "2"},
		"undated: the last":      {[]vocabulary.Dictionary{{Version: "1"}, {Version: "2", Released: day("2023-01-01")}, {Version: "3"}}, "3"},
		"the newest may be none": {[]vocabulary.Dictionary{{Version: "1", Released: day("2022-01-01")}, {Version: "", Released: day("2023-01-01")}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			for i := range c.list {
				c.list[i].System = "1.2"
			}
			_, got := vocabulary.NewSet(c.list, nil).Versions("1.2")
			assert.Equal(t, c.want, got)
		})
	}
}

func TestBlocked(t *testing.T) {
	for system, want := range map[string]bool{
		"": false, "999": true, "9999": true, "1.999": true, "1.9999.2": true, "1.1999.2": false, "1.9990": false,
		"2.16.840.1.113883.2.9.2.99999": false, "1.999 ": false, "1..999": true, "a.999.b": true,
	} {
		assert.Equal(t, want, vocabulary.Blocked(system), system)
	}
}

func suggest(code, display string, l near.Likeness, distance int) []vocabulary.Suggestion {
	return []vocabulary.Suggestion{{Match: near.Match{Value: code, Likeness: l, Distance: distance}, Display: display}}
}

func TestNear(t *testing.T) {
	set := sample()
	for name, c := range map[string]struct {
		system, version, code string
		want                  []vocabulary.Suggestion
	}{
		"case":              {"1.2.1", "", "a10.1", suggest("A10.1", "Alpha ten", near.Case, 0)},
		"blanks":            {"1.2.1", "", " a 10.1", suggest("A10.1", "Alpha ten", near.Blanks, 0)},
		"dot":               {"1.2.1", "", "125", suggest("12.5", "Twelve", near.Punctuation, 0)},
		"dash":              {"1.2.1", "", "XY7", suggest("XY-7", "Cross", near.Punctuation, 0)},
		"swapped":           {"1.2.1", "", "YX-7", suggest("XY-7", "Cross", near.Edit, 1)},
		"start":             {"1.2.1", "", "12.5aaaaaaa", suggest("12.5", "Twelve", vocabulary.LikeStart, 0)},
		"other version":     {"1.2.2", "1.0", "c", nil},
		"newest version":    {"1.2.2", "", "c", suggest("C", "Gamma", near.Case, 0)},
		"too short to edit": {"1.2.1", "", "Q", nil},
		"no codes":          {"1.2.3", "", "Q1", nil},
		"not managed":       {"8.8", "", "Q1", nil},
		"nothing":           {"1.2.1", "", "", nil},
	} {
		t.Run(name, func(t *testing.T) {
			got := set.Near(c.system, c.version, c.code)
			if len(c.want) == 0 {
				assert.Empty(t, got)
			} else {
				assert.Equal(t, c.want, got)
			}
			assert.Equal(t, got, set.Near(c.system, c.version, c.code), "remembered")
		})
	}
	display, found := set.Display("1.2.2", "", "A")
	assert.True(t, found)
	assert.Equal(t, "New alpha", display)
	_, found = set.Display("8.8", "", "A")
	assert.False(t, found)
}

func TestExtract(t *testing.T) {
	const chronic, clinical, smoking = "2.16.840.1.113883.2.9.10.1.4.3.4.5", "2.16.840.1.113883.2.9.77.22.11.7", "1.3.6.1.4.1.12009.10.1.1356"
	type triple = [3]string
	for name, c := range map[string]struct {
		xml  string
		want []triple
	}{
		"anywhere":       {`<a><b code="1" codeSystem="s" codeSystemVersion="v"/><c codeSystem="t"><d code="2"/></c></a>`, []triple{{"1", "s", "v"}, {"", "t", ""}}},
		"empty":          {`<a code="" codeSystem="" codeSystemVersion=""/>`, []triple{{}}},
		"case of names":  {`<a CODE="1" codesystem="s" CodeSystemVERSION="v"/>`, []triple{{"1", "s", "v"}}},
		"first of equal": {`<a code="1" Code="2" codeSystem="s" codesystem="t"/>`, []triple{{"1", "s", ""}}},
		"prefixed":       {`<a xmlns:x="u"><x:b code="1" codeSystem="s"/><c code="1" x:codeSystem="s"/></a>`, []triple{{"1", "s", ""}}},
		"white space":    {"<a code='\t1\n&amp;\r\n2' codeSystem=' s '/>", []triple{{"\t1\n&\r\n2", " s ", ""}}},
		"substituted": {`<observation><value code="L1" codeSystem="x"/><code code=" 89261-2 " codeSystem="y"/><value code="L2" codeSystemVersion="2.7"/></observation><value codeSystem="x"/>`,
			[]triple{{"L1", chronic, ""}, {" 89261-2 ", "y", ""}, {"L2", chronic, "2.7"}, {"", "x", ""}}},
		"value without attributes": {`<observation><code code="72166-2"/><value/></observation>`, []triple{{"", smoking, ""}}},
		"descendants":              {`<observation><code code="72166-2"/><e><observation><value codeSystem="x"/></observation></e></observation>`, []triple{{"", smoking, ""}}},
		"nested, inner later in the list": {`<observation><code code="89261-2"/><e><observation><code code="33999-4"/><value/></observation><value/></e></observation>`,
			[]triple{{"", clinical, ""}, {"", chronic, ""}}},
		"nested, outer later in the list": {`<observation><code code="33999-4"/><e><observation><code code="89261-2"/><value/></observation></e></observation>`, []triple{{"", clinical, ""}}},
		"not a child":                     {`<observation><e><code code="72166-2"/></e><value codeSystem="x"/></observation>`, []triple{{"", "x", ""}}},
		"prefixed observation":            {`<x:observation xmlns:x="u"><code code="72166-2"/><value codeSystem="x"/></x:observation>`, []triple{{"", "x", ""}}},
		"prefixed value":                  {`<observation xmlns:x="u"><code code="72166-2"/><x:value codeSystem="x"/></observation>`, []triple{{"", "x", ""}}},
		"case of elements":                {`<OBSERVATION><Code code="72166-2"/><VALUE/></OBSERVATION>`, []triple{{"", smoking, ""}}},
	} {
		t.Run(name, func(t *testing.T) {
			doc, err := xmltree.Parse([]byte("<ClinicalDocument>"+c.xml+"</ClinicalDocument>"), xmltree.Limits{})
			require.NoError(t, err)
			var got []triple
			for _, code := range vocabulary.Extract(doc, nil) {
				got = append(got, triple{code.Code, code.System, code.Version})
				if code.CodeAttr != xmltree.NoAttr {
					assert.Equal(t, code.Element, doc.Owner(code.CodeAttr))
				}
				assert.Equal(t, code.Substituted, code.SystemAttr == xmltree.NoAttr || doc.Value(code.SystemAttr) != code.System && code.Original != "")
			}
			assert.Equal(t, c.want, got)
		})
	}
}

// TestRepair gives a table of a damaged index first: the codes must come from their source.
func TestRepair(t *testing.T) {
	path := sampleIndex(t)
	damageBlob(t, path)
	ix, err := openIndex(path)
	require.NoError(t, err)
	defer ix.Close()
	var asked []bool
	set := vocabulary.NewSet([]vocabulary.Dictionary{{System: "1.2"}}, func(system string, fresh bool) (*vocabulary.Table, error) {
		asked = append(asked, fresh)
		if !fresh {
			return ix.Table(system), nil
		}
		return vocabulary.ReadCSV([]byte("version,code,description\n1,A,sound\n"))
	})
	for range 2 {
		o := set.Judge([]vocabulary.Code{code("A", "1.2", "")})
		assert.True(t, o.OK)
		assert.Empty(t, o.Unchecked)
	}
	display, _ := set.Display("1.2", "", "A")
	assert.Equal(t, "sound", display)
	assert.Equal(t, []bool{false, true}, asked)
}

func TestAll(t *testing.T) {
	values := func(system, version string, most int) []string {
		var list []string
		for _, s := range sample().All(system, version, most) {
			list = append(list, s.Value+" "+s.Display)
		}
		return list
	}
	assert.Equal(t, []string{"A New alpha", "C Gamma"}, values("1.2.2", "", 5))
	assert.Equal(t, []string{"A Old alpha"}, values("1.2.2", "1.0", 5))
	assert.Len(t, values("1.2.1", "", 5), 5)
	assert.Empty(t, values("1.2.1", "", 4), "too many")
	assert.Empty(t, values("1.2.3", "", 5), "without codes")
	assert.Empty(t, values("9.9", "", 5))
}
