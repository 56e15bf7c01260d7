package atomic_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/cda/xpath/atomic"
)

func cast(t *testing.T, s, typ string) (atomic.Value, error) {
	t.Helper()
	to, ok := atomic.TypeByName(typ)
	require.True(t, ok, typ)
	return atomic.Cast(atomic.Untyped(s), to)
}

func TestLexicalForms(t *testing.T) {
	for _, r := range []struct{ typ, in, want string }{ // want "" means FORG0001
		{"double", " 1 ", "1"}, {"double", "1e3", "1000"}, {"double", "-1.5E-10", "-1.5E-10"}, {"double", "123456789", "1.23456789E8"}, {"double", ".5", "0.5"}, {"double", "5.", "5"},
		{"double", "1e400", "INF"}, {"double", "1e-400", "0"}, {"double", "-0", "-0"}, {"double", "NaN", "NaN"}, {"double", "", ""}, {"double", ".", ""}, {"double", "e5", ""}, {"double", "1e", ""}, {"double", "1e+", ""},
		{"double", "0x10", ""}, {"double", "1_0", ""}, {"double", "inf", ""}, {"double", "nan", ""}, {"double", "1 2", ""}, {"double", "+-1", ""}, {"double", "1e1.5", ""}, {"double", "\u00a01", ""}, {"double", "１", ""}, {"double", "0.000001", "0.000001"}, {"double", "999999", "999999"}, {"double", "1000000", "1.0E6"},
		{"float", "1.1", "1.1"}, {"float", "16777217", "1.6777216E7"}, {"float", "3.5e38", "INF"},
		{"decimal", "+007.500", "7.5"}, {"decimal", "-0.0", "0"}, {"decimal", "1e1", ""}, {"decimal", "1.2.3", ""}, {"decimal", "-.5", "-0.5"}, {"decimal", "100", "100"}, {"decimal", "INF", ""},
		{"integer", "-0012", "-12"}, {"integer", "1.0", ""}, {"integer", "123456789012345678901234567890", "123456789012345678901234567890"}, {"integer", "", ""}, {"integer", "+", ""},
		{"long", "9223372036854775807", "9223372036854775807"}, {"long", "9223372036854775808", ""}, {"unsignedByte", "256", ""}, {"negativeInteger", "0", ""}, {"negativeInteger", "-99999999999999999999", "-99999999999999999999"}, {"nonPositiveInteger", "99999999999999999999", ""},
		{"boolean", " true ", "true"}, {"boolean", "0", "false"}, {"boolean", "TRUE", ""},
		{"date", "2024-02-29", "2024-02-29"}, {"date", "2023-02-29", ""}, {"date", "2000-02-29", "2000-02-29"}, {"date", "1900-02-29", ""}, {"date", "2024-2-9", ""}, {"date", "2024-01-01Z", "2024-01-01Z"}, {"date", "2024-01-01+14:00", "2024-01-01+14:00"}, {"date", "2024-01-01+14:01", ""}, {"date", "02024-01-01", ""}, {"date", "20240101", ""}, {"date", "2024-01-01T00:00:00", ""}, {"date", "2024-00-01", ""}, {"date", "-0001-01-01", "-0001-01-01"},
		{"dateTime", "2024-01-01T10:20:30.123456789Z", "2024-01-01T10:20:30.123456789Z"}, {"dateTime", "2024-12-31T24:00:00", "2025-01-01T00:00:00"}, {"dateTime", "2024-12-31T24:00:01", ""}, {"dateTime", "2024-01-01T10:20:60", ""}, {"dateTime", "2024-01-01T10:20", ""}, {"dateTime", "2024-01-01T10:20:30.", ""}, {"dateTime", "2024-01-01 10:20:30", ""},
		{"time", "24:00:00", "00:00:00"}, {"time", "10:00:00.50-05:30", "10:00:00.5-05:30"}, {"time", "1:00:00", ""},
		{"gYearMonth", "2024-05", "2024-05"}, {"gYear", "24", ""}, {"gMonth", "--05", "--05"}, {"gMonthDay", "--02-29", "--02-29"}, {"gDay", "---32", ""},
		{"duration", "P1Y2M3DT4H5M6.5S", "P1Y2M3DT4H5M6.5S"}, {"duration", "-P1D", "-P1D"}, {"duration", "P", ""}, {"duration", "PT", ""}, {"duration", "P1DT", ""}, {"duration", "P1S", ""}, {"duration", "PT1.S", ""}, {"duration", "PT.5S", ""}, {"duration", "P1M1Y", ""}, {"duration", "P99999999999999999Y", ""}, {"duration", "P-1D", ""}, {"yearMonthDuration", "P0Y", "P0M"}, {"dayTimeDuration", "-PT0.001S", "-PT0.001S"}, {"dayTimeDuration", "P1M", ""},
		{"hexBinary", "0aFF", "0AFF"}, {"hexBinary", "0a F", ""}, {"base64Binary", "AQ ID", "AQID"}, {"base64Binary", "AQI", ""}, {"base64Binary", "AQJ=", ""}, {"base64Binary", "", " "},
		{"normalizedString", "a\tb", "a b"}, {"token", "  a \n b ", "a b"}, {"NMTOKEN", "1-a", "1-a"}, {"NMTOKEN", "a b", ""}, {"Name", "a:b", "a:b"}, {"NCName", "a:b", ""}, {"language", "it-IT-x", "it-IT-x"}, {"language", "toolonglanguage", ""}, {"anyURI", " http://x/ y ", "http://x/ y"},
	} {
		v, err := cast(t, r.in, r.typ)
		if r.want == "" {
			var e *atomic.Error
			if assert.ErrorAs(t, err, &e, "%s %q gives %s", r.typ, r.in, v) {
				assert.Equal(t, "FORG0001", e.Code)
			}
			continue
		}
		if assert.NoError(t, err, "%s %q", r.typ, r.in) && r.want != " " {
			assert.Equal(t, r.want, v.String(), "%s %q", r.typ, r.in)
			again, err := cast(t, v.String(), r.typ)
			require.NoError(t, err)
			assert.Equal(t, r.want, again.String())
		}
	}
}

func TestNumbersAreBounded(t *testing.T) {
	long := make([]byte, atomic.MaxDigits+1)
	for i := range long {
		long[i] = '9'
	}
	_, err := cast(t, string(long), "integer")
	require.Error(t, err)
	v, err := cast(t, string(long[:atomic.MaxDigits]), "integer")
	require.NoError(t, err)
	for range 3 {
		if v, err = atomic.Arithmetic(atomic.Mul, v, v, 0); err != nil {
			break
		}
	}
	var e *atomic.Error
	require.ErrorAs(t, err, &e)
	assert.Equal(t, "FOAR0002", e.Code)
}

func TestCalendarMatchesGo(t *testing.T) {
	for day := -800_000; day < 3_000_000; day += 997 {
		want := time.Unix(int64(day)*86400, 0).UTC()
		if want.Year() < 1 || want.Year() > 9999 {
			continue
		}
		v, err := cast(t, want.Format("2006-01-02"), "date")
		require.NoError(t, err)
		next, err := atomic.Arithmetic(atomic.Add, v, must(cast(t, "P1DT1S", "dayTimeDuration")), 0)
		require.NoError(t, err)
		assert.Equal(t, want.AddDate(0, 0, 1).Format("2006-01-02"), next.String())
	}
}

func must(v atomic.Value, err error) atomic.Value {
	if err != nil {
		panic(err)
	}
	return v
}

func TestRounding(t *testing.T) {
	for _, r := range []struct {
		in   string
		want [4]string // floor, ceiling, round, half to even
	}{
		{"2.5", [4]string{"2", "3", "3", "2"}}, {"-2.5", [4]string{"-3", "-2", "-2", "-2"}}, {"3.5", [4]string{"3", "4", "4", "4"}}, {"-0.4", [4]string{"-1", "0", "0", "0"}}, {"7", [4]string{"7", "7", "7", "7"}},
		{"12345678901234567890.5", [4]string{"12345678901234567890", "12345678901234567891", "12345678901234567891", "12345678901234567890"}},
	} {
		v := must(cast(t, r.in, "decimal"))
		assert.Equal(t, r.want, [4]string{atomic.Floor(v).String(), atomic.Ceiling(v).String(), atomic.Round(v).String(), atomic.RoundHalfToEven(v, 0).String()}, r.in)
	}
	assert.Equal(t, "4503599627370497", must(atomic.Cast(atomic.Round(atomic.FromFloat(4503599627370497)), atomic.Decimal)).String())
	assert.True(t, atomic.Round(atomic.FromFloat(math.NaN())).IsNaN())
}

func FuzzCast(f *testing.F) {
	for _, s := range []string{"1", "-1.5e7", "2024-02-29T10:00:00Z", "P1Y2M", "--02-29", "AQID", "true", "it-IT", "---01+14:00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for typ := atomic.UntypedAtomic; typ < atomic.QName; typ++ {
			v, err := atomic.Cast(atomic.Untyped(s), typ)
			if err != nil {
				continue
			}
			again, err := atomic.Cast(atomic.Untyped(v.String()), typ)
			if err != nil {
				t.Fatalf("%s %q gives %q, which is none: %v", typ, s, v, err)
			}
			if v.String() != again.String() {
				t.Fatalf("%s %q gives %q, then %q", typ, s, v, again)
			}
			for other := atomic.UntypedAtomic; other < atomic.QName; other++ {
				_, _ = atomic.Cast(v, other)
			}
		}
	})
}
