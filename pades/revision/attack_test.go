package revision_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"fselint/internal/sample/attack"
	"fselint/pades/padestest"
	"fselint/pades/revision"
)

func samples(tb testing.TB) []attack.Sample {
	tb.Helper()
	key, cert := padestest.Identity()
	all, err := attack.All(padestest.Options{
		CMS:  padestest.CMS{Key: key, Certificate: cert},
		Time: time.Date(2026, 1, 15, 10, 30, 0, 0, time.UTC),
	})
	require.NoError(tb, err)
	return all
}

func TestAttacks(t *testing.T) {
	for _, s := range samples(t) {
		t.Run(s.Name, func(t *testing.T) {
			r := analyze(t, s.Data)
			require.NotEmpty(t, r.Signatures)
			first := r.Signatures[0]
			t.Logf("state %s (%s) tail %s policy %+v cda %+v", first.State, first.Detail, first.Tail, first.Policy, first.CDA)
			for _, x := range first.Flaws {
				t.Logf("flaw %+v", x)
			}
			for _, x := range first.Changes {
				t.Logf("change %+v", x)
			}
			for _, x := range first.Attacks {
				t.Logf("attack %+v", x)
			}
			var kinds []string
			for _, a := range first.Attacks {
				kinds = append(kinds, string(a.Kind))
			}
			if s.Attack == "" {
				assert.Empty(t, kinds)
			} else {
				assert.Equal(t, []string{s.Attack}, kinds)
			}
			for _, c := range r.Signatures[1:] {
				assert.Equal(t, revision.Covered, c.State)
				assert.Empty(t, c.Refused())
			}
		})
	}
}
