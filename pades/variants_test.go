package pades

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/internal/testkit/padestest"
)

// variant is a crafted document. The expected answers were made with the gateway's own libraries (PDFBox 2.0.27,
// BouncyCastle 1.72, JDK 17); to compare anew, set FSELINT_PADES_OUT to a folder and run TestVariants: it leaves the
// documents there.
type variant struct {
	name     string
	decision Decision
	reason   Reason
	edit     func(o *padestest.Options)
	// then changes the signed document.
	then func(tb testing.TB, pdf []byte) []byte
}

var signingDate = time.Date(2025, 6, 1, 12, 0, 0, 0, time.UTC)

func variantOptions() padestest.Options {
	key, cert := padestest.Identity()
	return padestest.Options{CMS: padestest.CMS{Key: key, Certificate: cert}, Time: signingDate, ContentsSize: 3000}
}

func sampleDocument() []byte {
	return padestest.NewPDF(padestest.File{Name: "cda.xml", Data: []byte(`<ClinicalDocument xmlns="urn:hl7-org:v3"/>`)})
}

func (v variant) build(tb testing.TB) []byte {
	o := variantOptions()
	if v.edit != nil {
		v.edit(&o)
	}
	pdf, err := padestest.Sign(sampleDocument(), o)
	require.NoError(tb, err)
	if v.then != nil {
		pdf = v.then(tb, pdf)
	}
	return pdf
}

func TestVariants(t *testing.T) {
	var all []variant
	for _, list := range [][]variant{fieldVariants(), valueVariants(), rangeVariants(), dateVariants(), attributeVariants(),
		messageVariants(), certificateVariants(), pairVariants()} {
		all = append(all, list...)
	}
	seen := map[string]bool{}
	for _, v := range all {
		require.False(t, seen[v.name], "two variants named %s", v.name)
		seen[v.name] = true
		t.Run(v.name, func(t *testing.T) {
			pdf := v.build(t)
			if dir := os.Getenv("FSELINT_PADES_OUT"); dir != "" {
				require.NoError(t, os.WriteFile(filepath.Join(dir, v.name+".pdf"), pdf, 0o600))
			}
			got := decideBytes(pdf)
			assert.Equal(t, v.decision, got.Decision, got.Detail)
			assert.Equal(t, v.reason, got.Reason, got.Detail)
		})
	}
}

// form makes a variant of the form's structure.
func formVariant(name string, d Decision, r Reason, edit func(f padestest.Form) padestest.Form) variant {
	return variant{name: name, decision: d, reason: r, edit: func(o *padestest.Options) { o.Layout.Form = edit }}
}

// under puts the field below a parent that is alone at the top.
func under(f padestest.Form, parent string) padestest.Form {
	f.AcroForm = fmt.Sprintf("<</Fields[%d 0 R]/SigFlags 3>>", f.Free)
	f.Extra = append(f.Extra, strings.ReplaceAll(parent, "KID", fmt.Sprintf("%d 0 R", f.FieldNumber)))
	f.Field = strings.Replace(f.Field, "/FT/Sig", fmt.Sprintf("/Parent %d 0 R/FT/Sig", f.Free), 1)
	return f
}

func without(text string) func(f padestest.Form) padestest.Form {
	return replacing(text, "")
}

func replacing(old, replacement string) func(f padestest.Form) padestest.Form {
	return func(f padestest.Form) padestest.Form {
		f.Field = strings.Replace(f.Field, old, replacement, 1)
		return f
	}
}

func acroForm(format string) func(f padestest.Form) padestest.Form {
	return func(f padestest.Form) padestest.Form {
		f.AcroForm = strings.NewReplacer("FIELD", fmt.Sprintf("%d 0 R", f.FieldNumber), "FREE", fmt.Sprintf("%d 0 R", f.Free)).Replace(format)
		f.Extra = []string{fmt.Sprintf("[%d 0 R]", f.FieldNumber), "<</FT/Sig/T(leer)>>"}
		return f
	}
}

func fieldVariants() []variant {
	return []variant{
		{name: "good", decision: OK, reason: ReasonOK},
		formVariant("form-indirect", OK, ReasonOK, func(f padestest.Form) padestest.Form {
			f.Extra = []string{f.AcroForm}
			f.AcroForm = fmt.Sprintf("%d 0 R", f.Free)
			return f
		}),
		formVariant("form-array", NotSigned, ReasonNoSignature, acroForm("[FIELD]")),
		formVariant("form-null", NotSigned, ReasonNoSignature, acroForm("null")),
		formVariant("form-missing", NotSigned, ReasonNoSignature, acroForm("")),
		formVariant("fields-missing", NotSigned, ReasonNoSignature, acroForm("<</SigFlags 3>>")),
		formVariant("fields-string", NotSigned, ReasonNoSignature, acroForm("<</Fields(x)>>")),
		formVariant("fields-single-reference", NotSigned, ReasonNoSignature, acroForm("<</Fields FIELD>>")),
		formVariant("fields-indirect", OK, ReasonOK, acroForm("<</Fields FREE>>")),
		formVariant("fields-with-others", OK, ReasonOK, acroForm("<</Fields[null 5(a)[FIELD]99 0 R FIELD]>>")),
		formVariant("fields-twice", OK, ReasonOK, acroForm("<</Fields[FIELD FIELD]>>")),
		formVariant("fields-only-nested-array", NotSigned, ReasonNoSignature, acroForm("<</Fields[[FIELD]]>>")),
		formVariant("xfa", OK, ReasonOK, acroForm("<</XFA(x)/Fields[FIELD]>>")),
		formVariant("need-appearances", OK, ReasonOK, acroForm("<</NeedAppearances true/Fields[FIELD]>>")),
		formVariant("field-direct", OK, ReasonOK, func(f padestest.Form) padestest.Form {
			f.AcroForm = "<</Fields[" + f.Field + "]>>"
			return f
		}),
		formVariant("type-missing", NotSigned, ReasonNoSignature, without("/FT/Sig")),
		formVariant("type-string", OK, ReasonOK, replacing("/FT/Sig", "/FT(Sig)")),
		formVariant("type-text", NotSigned, ReasonNoSignature, replacing("/FT/Sig", "/FT/Tx")),
		formVariant("type-from-page", OK, ReasonOK, func(f padestest.Form) padestest.Form {
			f.Field = strings.Replace(f.Field, "/FT/Sig", "", 1)
			f.Field = strings.Replace(f.Field, fmt.Sprintf("/P %d 0 R", f.PageNumber), fmt.Sprintf("/P %d 0 R", f.Free), 1)
			f.Extra = []string{"<</FT/Sig>>"}
			return f
		}),
		formVariant("type-from-parent", OK, ReasonOK, func(f padestest.Form) padestest.Form {
			f.Field = strings.Replace(f.Field, "/FT/Sig", fmt.Sprintf("/Parent %d 0 R", f.Free), 1)
			f.Extra = []string{"<</FT/Sig>>"}
			return f
		}),
		formVariant("type-parent-circle", ServerError, ReasonException, func(f padestest.Form) padestest.Form {
			f.Field = strings.Replace(f.Field, "/FT/Sig", fmt.Sprintf("/Parent %d 0 R", f.Free), 1)
			f.Extra = []string{fmt.Sprintf("<</Parent %d 0 R>>", f.FieldNumber)}
			return f
		}),
		formVariant("name-missing", OK, ReasonOK, without("/T (Signature1)")),
		formVariant("kids-number", ServerError, ReasonException, replacing("/FT/Sig", "/Kids 5/FT/Sig")),
		formVariant("kids-dictionary", ServerError, ReasonException, replacing("/FT/Sig", "/Kids<<>>/FT/Sig")),
		formVariant("kids-null", OK, ReasonOK, replacing("/FT/Sig", "/Kids null/FT/Sig")),
		formVariant("kids-dangling", OK, ReasonOK, replacing("/FT/Sig", "/Kids 99 0 R/FT/Sig")),
		formVariant("kids-empty", OK, ReasonOK, replacing("/FT/Sig", "/Kids[]/FT/Sig")),
		formVariant("kids-empty-need-appearances", Invalid, ReasonForm, func(f padestest.Form) padestest.Form {
			f = acroForm("<</NeedAppearances true/Fields[FIELD]>>")(f)
			return replacing("/FT/Sig", "/Kids[]/FT/Sig")(f)
		}),
		formVariant("kids-not-fields", OK, ReasonOK, replacing("/FT/Sig", "/Kids[5 null<<>>99 0 R]/FT/Sig")),
		formVariant("kids-name-is-a-name", OK, ReasonOK, replacing("/FT/Sig", "/Kids[<</T/x>>]/FT/Sig")),
		formVariant("kids-named-makes-parent", NotSigned, ReasonNoSignature, replacing("/FT/Sig", "/Kids[<</T(x)>>]/FT/Sig")),
		formVariant("kids-self", NotSigned, ReasonNoSignature, func(f padestest.Form) padestest.Form {
			return replacing("/FT/Sig", fmt.Sprintf("/Kids[%d 0 R]/FT/Sig", f.FieldNumber))(f)
		}),
		formVariant("nested", OK, ReasonNoTopLevel, func(f padestest.Form) padestest.Form { return under(f, "<</T(p)/Kids[KID]>>") }),
		formVariant("nested-type-above", OK, ReasonNoTopLevel, func(f padestest.Form) padestest.Form {
			f = under(f, "<</T(p)/FT/Sig/Kids[KID]>>")
			return without("/FT/Sig")(f)
		}),
		formVariant("nested-twice", OK, ReasonNoTopLevel, func(f padestest.Form) padestest.Form {
			f = under(f, "<</T(p)/Kids[KID]>>")
			f.AcroForm = fmt.Sprintf("<</Fields[%d 0 R]>>", f.Free+1)
			f.Extra = append(f.Extra, fmt.Sprintf("<</T(q)/Kids[%d 0 R]>>", f.Free))
			return f
		}),
		formVariant("nested-circle", OK, ReasonNoTopLevel, func(f padestest.Form) padestest.Form {
			return under(f, fmt.Sprintf("<</T(p)/Kids[KID %d 0 R]>>", f.Free+1)+
				fmt.Sprintf("\nendobj\n%d 0 obj\n<</T(r)/Kids[%d 0 R]>>", f.Free+1, f.Free))
		}),
		formVariant("nested-and-top", OK, ReasonOK, func(f padestest.Form) padestest.Form {
			f = under(f, "<</T(p)/Kids[KID]>>")
			f.AcroForm = fmt.Sprintf("<</Fields[%d 0 R %d 0 R]>>", f.Free, f.FieldNumber)
			return f
		}),
		formVariant("nested-kid-without-name", NotSigned, ReasonNoSignature, func(f padestest.Form) padestest.Form {
			f = under(f, "<</T(p)/Kids[KID]>>")
			return without("/T (Signature1)")(f)
		}),
		formVariant("nested-kid-without-name-typed-parent", NotSigned, ReasonNoSignature, func(f padestest.Form) padestest.Form {
			f = under(f, "<</T(p)/FT/Sig/Kids[KID]>>")
			return without("/T (Signature1)")(f)
		}),
	}
}

func valueVariants() []variant {
	value := func(name string, d Decision, r Reason, v string) variant {
		return formVariant(name, d, r, func(f padestest.Form) padestest.Form {
			return replacing(fmt.Sprintf("/V %d 0 R", f.SignatureNumber), v)(f)
		})
	}
	return []variant{
		value("value-missing", NotSigned, ReasonNoSignature, ""),
		value("value-null", NotSigned, ReasonNoSignature, "/V null"),
		value("value-dangling", NotSigned, ReasonNoSignature, "/V 99 0 R"),
		value("value-number", ServerError, ReasonException, "/V 7"),
		value("value-array", ServerError, ReasonException, "/V[]"),
		value("value-name", ServerError, ReasonException, "/V/x"),
		value("value-empty-dictionary", Invalid, ReasonGap, "/V<<>>"),
		formVariant("value-inherited", NotSigned, ReasonNoSignature, func(f padestest.Form) padestest.Form {
			f = under(f, fmt.Sprintf("<</T(p)/V %d 0 R/Kids[KID]>>", f.SignatureNumber))
			return without(fmt.Sprintf("/V %d 0 R", f.SignatureNumber))(f)
		}),
		formVariant("empty-field-first", Invalid, ReasonEmptyField, func(f padestest.Form) padestest.Form {
			f.AcroForm = fmt.Sprintf("<</Fields[%d 0 R %d 0 R]>>", f.Free, f.FieldNumber)
			f.Extra = []string{"<</FT/Sig/T(leer)>>"}
			return f
		}),
		formVariant("empty-field-last", Invalid, ReasonEmptyField, func(f padestest.Form) padestest.Form {
			f.AcroForm = fmt.Sprintf("<</Fields[%d 0 R %d 0 R]>>", f.FieldNumber, f.Free)
			f.Extra = []string{"<</FT/Sig/T(leer)/V null>>"}
			return f
		}),
		formVariant("empty-field-nested", OK, ReasonOK, func(f padestest.Form) padestest.Form {
			f.AcroForm = fmt.Sprintf("<</Fields[%d 0 R %d 0 R]>>", f.FieldNumber, f.Free)
			f.Extra = []string{"<</T(p)/Kids[<</FT/Sig/T(leer)>>]>>"}
			return f
		}),
		formVariant("number-value-nested", ServerError, ReasonException, func(f padestest.Form) padestest.Form {
			f.AcroForm = fmt.Sprintf("<</Fields[%d 0 R %d 0 R]>>", f.FieldNumber, f.Free)
			f.Extra = []string{"<</T(p)/Kids[<</FT/Sig/T(leer)/V 3>>]>>"}
			return f
		}),
	}
}

// ranges makes a variant of the byte range: text is what is written, with OPEN, CLOSED, SIZE and REST replaced.
func ranges(name string, d Decision, r Reason, text string, signed func(open, closed, size int) []int) variant {
	return variant{name: name, decision: d, reason: r, edit: func(o *padestest.Options) {
		o.Layout.Ranges = func(open, closed, size int) ([]int, string) {
			covered := []int{0, open, closed, size - closed}
			if signed != nil {
				covered = signed(open, closed, size)
			}
			return covered, strings.NewReplacer("OPEN", fmt.Sprint(open), "CLOSED", fmt.Sprint(closed), "SIZE", fmt.Sprint(size),
				"REST", fmt.Sprint(size-closed)).Replace(text)
		}
	}}
}

func rangeVariants() []variant {
	digits := func(name string, d Decision, r Reason, edit func(h []byte) []byte) variant {
		return variant{name: name, decision: d, reason: r, edit: func(o *padestest.Options) { o.Layout.Hex = edit }}
	}
	return []variant{
		ranges("range-reals", OK, ReasonOK, "[0.9 OPEN.5 CLOSED.0 REST.]", nil),
		ranges("range-indirect-numbers", Invalid, ReasonRanges, "[0 OPEN 1 0 R REST]", nil),
		ranges("range-name-inside", Invalid, ReasonGap, "[0 /a CLOSED REST]", nil),
		ranges("range-three", OK, ReasonOK, "[0 OPEN CLOSED]", func(open, _, _ int) []int { return []int{0, open} }),
		ranges("range-five", OK, ReasonOK, "[0 OPEN CLOSED REST 7]", nil),
		ranges("range-empty", Invalid, ReasonGap, "[]", nil),
		ranges("range-string", Invalid, ReasonGap, "(x)", nil),
		ranges("range-wraps", OK, ReasonOK, "[4294967296 OPEN CLOSED REST]", nil),
		ranges("range-beyond-end", OK, ReasonOK, "[0 OPEN CLOSED 2000000]", nil),
		ranges("range-overflows", Invalid, ReasonRanges, "[0 OPEN CLOSED 2147483647]", nil),
		ranges("range-negative-start", Invalid, ReasonGap, "[-50 40 CLOSED REST]", nil),
		ranges("range-negative-length", Invalid, ReasonGap, "[100 -50 CLOSED REST]", nil),
		ranges("range-second-behind-end", Invalid, ReasonGap, "[0 OPEN 9999999 REST]", nil),
		ranges("range-overlaps", OK, ReasonOK, "[0 OPEN CLOSED REST 10 SIZE]", nil),
		ranges("range-offset-10", OK, ReasonOK, "[10 100 CLOSED REST]", func(open, closed, size int) []int {
			return []int{10, open - 10, closed, size - closed}
		}).withGap(),
		ranges("range-gap-late", Invalid, ReasonCMS, "[0 OPEN OPEN REST]", nil),
		digits("digits-upper", OK, ReasonOK, bytes.ToUpper),
		digits("digits-plus", OK, ReasonOK, func(h []byte) []byte { h[len(h)-2] = '+'; return h }),
		digits("digits-minus-at-tag", Invalid, ReasonCMS, func(h []byte) []byte { h[0] = '-'; return h }),
		digits("digits-blank-last", OK, ReasonOK, func(h []byte) []byte { h[len(h)-1] = ' '; return h }),
		digits("digits-blank-inside", Invalid, ReasonGap, func(h []byte) []byte { h[len(h)-9] = ' '; return h }),
		digits("digits-bracket-at-1024", OK, ReasonOK, func(h []byte) []byte { h[5*1024] = '<'; return h }),
		digits("digits-all-zero", Invalid, ReasonCMS, func(h []byte) []byte { return bytes.Repeat([]byte("0"), len(h)) }),
	}
}

// withGap writes the true gap where a text could not say it.
func (v variant) withGap() variant {
	inner := v.edit
	v.edit = func(o *padestest.Options) {
		inner(o)
		o.Layout.Ranges = func(open, closed, size int) ([]int, string) {
			return []int{10, open - 10, closed, size - closed}, fmt.Sprintf("[10 %d %d %d]", open-10, closed, size-closed)
		}
	}
	return v
}

func dateVariants() []variant {
	m := func(name string, d Decision, r Reason, text string) variant {
		return variant{name: name, decision: d, reason: r, edit: func(o *padestest.Options) { o.M = text }}
	}
	return []variant{
		m("date-hex", OK, ReasonOK, "<443a32303235>"),
		m("date-utf16", OK, ReasonOK, `(\376\377\000D\000:\0002\0000\0002\0005)`),
		m("date-name", Invalid, ReasonDate, "/D:2025"),
		m("date-number", Invalid, ReasonDate, "2025"),
		m("date-empty", Invalid, ReasonDate, "()"),
		m("date-blank", Invalid, ReasonDate, "(  )"),
		m("date-null", Invalid, ReasonDate, "null"),
		m("date-february-30", Invalid, ReasonDate, "(D:20250230)"),
		m("date-escaped", OK, ReasonOK, `(D\0722025\060601)`),
		{name: "date-missing", decision: Invalid, reason: ReasonDate, edit: func(o *padestest.Options) { o.Time = time.Time{} }},
		{name: "date-before-digest", decision: Invalid, reason: ReasonDate, edit: func(o *padestest.Options) {
			o.M = "(x)"
			o.CMS.Digest = func([]byte) []byte { return make([]byte, 32) }
		}},
	}
}

func pairVariants() []variant {
	wrong := func(o *padestest.Options) { o.CMS.Edit = func(s []byte) []byte { s[9] ^= 1; return s } }
	second := func(edit func(o *padestest.Options)) func(testing.TB, []byte) []byte {
		return func(tb testing.TB, pdf []byte) []byte {
			o := variantOptions()
			o.Field = "Signature2"
			if edit != nil {
				edit(&o)
			}
			out, err := padestest.Sign(pdf, o)
			require.NoError(tb, err)
			return out
		}
	}
	noDate := func(o *padestest.Options) { o.M = "(x)" }
	return []variant{
		{name: "two-good", decision: OK, reason: ReasonOK, then: second(nil)},
		{name: "two-wrong-good", decision: OK, reason: ReasonOK, edit: wrong, then: second(nil)},
		{name: "two-good-wrong", decision: Invalid, reason: ReasonSignatureWrong, then: second(wrong)},
		{name: "two-undated-good", decision: Invalid, reason: ReasonDate, edit: noDate, then: second(nil)},
		{name: "two-wrong-undated", decision: Invalid, reason: ReasonDate, edit: wrong, then: second(noDate)},
		{name: "updated-after", decision: OK, reason: ReasonOK, then: func(_ testing.TB, pdf []byte) []byte {
			return append(pdf, "% something\n"...)
		}},
		{name: "altered-after", decision: Invalid, reason: ReasonDigestMismatch, then: func(_ testing.TB, pdf []byte) []byte {
			return bytes.Replace(pdf, []byte("ClinicalDocument"), []byte("clinicalDocument"), 1)
		}},
	}
}
