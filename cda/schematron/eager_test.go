package schematron_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestEager checks when an error in the value of a let shows although no test needs the value. The expectations are what
// Saxon-HE 9.9 does with the stylesheet of the schema.
func TestEager(t *testing.T) {
	const fails = "error XPTY0004"
	for _, tc := range []struct{ name, steps, want string }{
		{"used twice, one item at most", `<let name="a" value="string(x:a)"/><assert test="@i = 1 or $a">A<value-of select="$a"/></assert>`, fails},
		{"used twice by one test", `<let name="a" value="string(x:a)"/><assert test="@i = 1 or $a = '' or $a = 'b'"/>`, fails},
		{"used once", `<let name="a" value="string(x:a)"/><assert test="@i = 1 or $a"/>`, ""},
		{"used once, in a text", `<let name="a" value="string(x:a)"/><assert test="@i = 1">A<value-of select="$a"/></assert>`, ""},
		{"used once, in a predicate", `<let name="a" value="string(x:a)"/><assert test="@i = 1 or x:b[@k = $a]"/>`, fails},
		{"used once, after a slash", `<let name="a" value="string(x:a)"/><assert test="@i = 1 or x:b/string($a)"/>`, fails},
		{"used once, over and over", `<let name="a" value="string(x:a)"/><assert test="@i = 1 or (some $b in x:a satisfies $b = $a)"/>`, fails},
		{"used once, as what is gone through", `<let name="a" value="string(x:a)"/><assert test="@i = 1 or (some $b in $a satisfies $b = 'c')"/>`, ""},
		{"never used", `<let name="a" value="string(x:a)"/><assert test="@i = 1"/>`, ""},
		{"used by what is never used", `<let name="a" value="string(x:a)"/><let name="b" value="concat($a, $a)"/><assert test="@i = 1"/>`, ""},
		{"used twice by what is used once", `<let name="a" value="string(x:a)"/><let name="b" value="concat($a, $a)"/><assert test="@i = 1 or $b"/>`, fails},
		{"a second name that is used twice", `<let name="a" value="string(x:a)"/><let name="b" value="$a"/><assert test="@i = 1 or $b = '' or $b"/>`, fails},
		{"any number of items", `<let name="a" value="for $b in x:a return string(../x:a)"/><assert test="@i = 1 or $a = 2 or $a = 3"/>`, ""},
		{"a list", `<let name="a" value="(string(x:a), string(x:b))"/><assert test="@i = 1 or $a = '' or $a = 'b'"/>`, ""},
		{"a list with a literal", `<let name="a" value="(string(x:a), 'b')"/><assert test="@i = 1 or $a = '' or $a = 'b'"/>`, fails},
		{"no item, compared with what fails", `<let name="a" value="@none"/><assert test="not($a = string(x:a))"/>`, ""},
		{"the same, used twice", `<let name="a" value="@none"/><assert test="not($a = string(x:a)) or $a"/>`, ""},
		{"no items of perhaps many, compared with what fails", `<let name="a" value="x:none"/><assert test="not($a = string(x:a))"/>`, fails},
		{"the same, used twice, one item chosen", `<let name="a" value="x:none[1]"/><assert test="not($a = string(x:a)) or $a"/>`, ""},
		{"the same behind another", `<let name="b" value="x:none[1]"/><let name="a" value="if (@i = 2) then $b else $b"/><assert test="not($a = string(x:a)) or $a"/>`, ""},
		{"a condition that fails, with single outcomes", `<let name="b" value="@i"/><let name="a" value="if (string(x:a) = $b) then $b else $b"/><assert test="$b = 1 or $a = 2 or $a = 3"/>`, fails},
		{"the name given anew", `<let name="a" value="string(x:a)"/><let name="a" value="1"/><assert test="@i = 1 or $a = 2 or $a = 3"/>`, ""},
		{"used twice, built by a body", `<let name="a"><xsl:value-of select="string(x:a)"/></let><assert test="@i = 1 or $a = '' or $a = 'b'"/>`, fails},
		{"used once, built by a body", `<let name="a"><xsl:value-of select="string(x:a)"/></let><assert test="@i = 1 or $a = ''"/>`, ""},
		{"used by a body over and over", `<let name="a" value="string(x:a)"/><let name="b"><xsl:for-each select="x:b"><xsl:value-of select="$a"/></xsl:for-each></let>
			<assert test="@i = 1 or $b = '' or $b = 'b'"/>`, fails},
	} {
		t.Run(tc.name, func(t *testing.T) {
			want := []string{"fired 1"}
			if tc.want != "" {
				want = []string{tc.want}
			}
			s := compile(t, `<pattern><rule context="x:r">`+tc.steps+`</rule></pattern>`)
			assert.Equal(t, want, lines(t, s, parse(t, sample)))
		})
	}
}

func TestGlobalsAreLazy(t *testing.T) {
	for steps, want := range map[string]string{
		`<assert test="@i = 1 or $g = '' or $g = 'b'"/>`:                                 "fired 1",
		`<let name="a" value="$g"/><assert test="@i = 1 or $a = '' or $a = 'b'"/>`:       "fired 1",
		`<let name="a" value="$g"/><assert test="@i = 1 or x:none[@k = $a]"/>`:           "error XPTY0004",
		`<let name="a" value="concat($g, '')"/><assert test="@i = 1 or $a = '' or $a"/>`: "error XPTY0004",
	} {
		s := compile(t, `<let name="g" value="string(x:r/x:a)"/><pattern><rule context="x:r">`+steps+`</rule></pattern>`)
		assert.Equal(t, []string{want}, lines(t, s, parse(t, sample)), steps)
	}
}
