package schematron_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/fselint/fselint/cda/schematron"
)

// FuzzRead reads, compiles and runs arbitrary schemas: none may crash, and what does not compile has a place.
func FuzzRead(f *testing.F) {
	for _, content := range []string{
		`<pattern><rule context="x:a[@k]"><assert test="count(x:b) = 1 and $v">E-1| <name/> <value-of select="@k"/></assert></rule></pattern><let name="v" value="1"/>`,
		`<pattern abstract="true" id="p"><rule context="$n"><assert test="$n">$n</assert></rule></pattern><pattern id="q" is-a="p"><param name="n" value="x:r"/></pattern>`,
		`<pattern><rule abstract="true" id="k"><report test="1"/></rule><rule context="x:b"><extends rule="k"/></rule></pattern>`,
		`<pattern><rule context="x:r"><let name="v"><xsl:for-each select="*"><xsl:value-of select="name()"/></xsl:for-each></let><assert test="$v"/></rule></pattern>`,
		`<phase id="a"><active pattern="b"/></phase><pattern id="b"><include href="#b"/></pattern>`,
		`<include href="f.sch"/><diagnostics><diagnostic id="d">x</diagnostic></diagnostics>`,
	} {
		f.Add([]byte(wrap(content)))
	}
	doc := parse(f, sample)
	f.Fuzz(func(t *testing.T, src []byte) {
		opt := schematron.ReadOptions{Name: "f.sch", Include: func(string) ([]byte, error) { return src, nil }}
		s, err := schematron.Compile(src, opt)
		if err != nil {
			var e *schematron.Error
			if !errors.As(err, &e) || e.Pos.Line < 1 || e.Error() == "" {
				t.Fatalf("no place: %v", err)
			}
			return
		}
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		res, err := s.Run(ctx, doc)
		if err == nil && res.Err == nil && len(res.Failures)+len(res.Reports) > 0 && res.Fired == 0 {
			t.Fatal("a hit without a rule that fired")
		}
	})
}
