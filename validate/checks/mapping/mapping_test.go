package mappingcheck

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/xmltree"
)

func TestTexts(t *testing.T) { assert.Empty(t, texts.Check()) }

func TestReadTime(t *testing.T) {
	at := func(s string) time.Time {
		v, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for value, want := range map[string]timeStamp{
		"2026":                    {digits: 4, sound: true},
		"202601":                  {digits: 6, sound: true},
		"20260115":                {digits: 8, sound: true},
		"20260229":                {digits: 8},
		"19803112":                {digits: 8},
		"2026011510":              {digits: 10, sound: true},
		"202601151030":            {digits: 12, sound: true},
		"202601151030+0100":       {digits: 12, sound: true, zone: true},
		"20260115103000":          {digits: 14, sound: true},
		"20260115103000-0500":     {digits: 14, sound: true, zone: true},
		"20260115103000.123+0100": {digits: 14, sound: true, zone: true},
		"202601151030.5":          {digits: 12},
		"20260115103000+01":       {digits: 14, zone: true},
		"2026011510300":           {digits: 13, epoch: at("2034-03-15T04:58:30.300Z")},
		"20260115106000":          {digits: 14},
		"1768470600000":           {digits: 13, epoch: at("2026-01-15T09:50:00Z")},
		"1612101600":              {digits: 10, epoch: at("2021-01-31T14:00:00Z")}, // reads as a day of 1612
		"1618387200":              {digits: 10, epoch: at("2021-04-14T08:00:00Z")},
		"16180315":                {digits: 8},
		"00010101":                {digits: 8},
		"0":                       {digits: 1},
		"2026-01-15":              {digits: 4, zone: true},
		"15/01/2026":              {digits: 10},
		"":                        {},
	} {
		got := readTime(value)
		assert.True(t, want.epoch.Equal(got.epoch), "%s: %s", value, got.epoch)
		got.epoch, want.epoch = time.Time{}, time.Time{}
		assert.Equal(t, want, got, value)
	}
}

// TestElements looks for what any map minds, in parts of documents.
func TestElements(t *testing.T) {
	const author = `<author><assignedAuthor><id root="2.16.840.1.113883.2.9.4.3.2" extension="X"/>`
	const known = author + `</assignedAuthor></author>`
	for name, c := range map[string]struct {
		cda  string
		want []string
	}{
		"nothing":              {cda: known + `<effectiveTime value="20260115"/><telecom value="tel:1"/><telecom/><section><templateId/><text/></section>`},
		"no author at all":     {cda: `<component/>`},
		"an author by number":  {`<author><assignedAuthor><id root="1.2.3" extension="X"/></assignedAuthor></author>`, []string{"MAP-AUTHOR"}},
		"the second is known":  {cda: `<author><assignedAuthor><id root="1.2.3"/></assignedAuthor></author>` + known},
		"a software house":     {cda: `<author><assignedAuthor><id root="2.16.840.1.113883.2.9.6.3.2" extension="1"/></assignedAuthor></author>`},
		"the organisation's":   {`<author><assignedAuthor><representedOrganization><id root="2.16.840.1.113883.2.9.4.3.2"/></representedOrganization></assignedAuthor></author>`, []string{"MAP-AUTHOR"}},
		"two fiscal codes":     {author + `<id root="2.16.840.1.113883.2.9.4.3.2" extension="Y"/></assignedAuthor></author>`, []string{"MAP-AUTHOR-TWICE"}},
		"two authors":          {cda: known + known},
		"https":                {`<telecom value="https://example.org"/><telecom value="06 1"/>`, []string{"MAP-TELECOM"}},
		"capital letters":      {`<telecom value="TEL:1"/>`, []string{"MAP-TELECOM"}},
		"two templates":        {`<section><templateId/><templateId/></section><act><templateId/><code/><templateId/></act>`, []string{"MAP-TEMPLATES"}},
		"of the document":      {cda: `<templateId/><templateId/>`},
		"a footnote":           {`<section><text><paragraph>x<footnote ID="a">y</footnote><footnoteRef IDREF="a"/></paragraph></text></section>`, []string{"MAP-NARRATIVE", "MAP-FOOTNOTE"}},
		"language and picture": {`<section><text language="it"/></section><section><text><renderMultiMedia/><content language="it"/></text></section>`, []string{"MAP-NARRATIVE", "MAP-NARRATIVE"}},
		"text of an act":       {cda: `<act><text><footnoteRef/></text></act>`},
		"center and width":     {`<effectiveTime><low value="2026"/><width/></effectiveTime><time><center value="2026"/></time>`, []string{"MAP-INTERVAL"}},
		"milliseconds":         {`<birthTime value="1768470600000"/>`, []string{"MAP-TIME"}},
		"quantities":           {cda: `<value><low value="1768470600000"/><center/></value><value value="13"/>`},
		"an interval of times": {`<value xsi:type="IVL_TS"><low value="202613"/></value><value xsi:type="TS" value="1618"/>`, []string{"MAP-TIME", "MAP-TIME"}},
		"without zones":        {`<effectiveTime value="2026011510"/><effectiveTime value="20260115103000"/><time value="202601151030"/>`, []string{"MAP-TIME-ZONE", "MAP-TIME-LOCAL"}},
	} {
		t.Run(name, func(t *testing.T) {
			doc, err := xmltree.Parse([]byte(`<d xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">`+c.cda+`</d>`), xmltree.Limits{})
			require.NoError(t, err)
			h := hinter{doc: doc}
			h.walk()
			h.authors()
			var got []string
			for _, o := range h.found {
				got = append(got, o.f.Rule.ID)
			}
			assert.Equal(t, c.want, got)
		})
	}
}
