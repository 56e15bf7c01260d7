package certificate

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/codelist"
	"github.com/fselint/fselint/metadata/fiscalcode"
)

const tuscany = "090"

// Judge says what is wrong with a common name. In the profile of Tuscany it must have the form of private facilities, in production
// on pain of refusal; else any form in use nationally will do.
func (cn CN) Judge(p fse.Profile, e fse.Environment) []lint.Finding {
	if findings := cn.judgeCharacters(); len(findings) > 0 {
		return findings
	}
	findings := cn.judgeHead()
	switch {
	case len(findings) > 0:
	case cn.Form == RTPrivati:
		findings = cn.judgeRT(p)
	case p == fse.Toscana:
		findings = []lint.Finding{cn.otherForm()}
	default:
		findings = cn.judgeSeparators()
	}
	return tolerant(findings, p, e)
}

// tolerant makes warnings of errors in the form where Tuscany takes other forms too: the supplier's certificate is used there until
// production.
func tolerant(findings []lint.Finding, p fse.Profile, e fse.Environment) []lint.Finding {
	if p != fse.Toscana || e == fse.Production {
		return findings
	}
	for i := range findings {
		switch findings[i].Rule {
		case CNRegion, CNVAT, CNVATEmpty, CNDomain, CNDomainNew, CNMunicipality:
		default:
			findings[i].Severity = min(findings[i].Severity, lint.Warning)
		}
	}
	return findings
}

// judgeCharacters finds what stands in no common name of any form.
func (cn CN) judgeCharacters() []lint.Finding {
	if cn.Text == "" {
		return []lint.Finding{about(CNEmpty, "", "", "")}
	}
	pos := 0
	for _, r := range cn.Text {
		if lint.Invisible(r) {
			// Names of suppliers hold blanks; around the name, or invisible, they are a slip in every form.
			if inside := pos > 0 && pos < utf8.RuneCountInString(cn.Text)-1; r != ' ' || !inside || cn.Form == NoForm {
				return []lint.Finding{about(CNBlank, "", string(r), "").At("", pos)}
			}
		}
		pos++
	}
	if pos > maxCN {
		return []lint.Finding{about(CNLong, "", strconv.Itoa(pos), strconv.Itoa(maxCN))}
	}
	return nil
}

// judgeSeparators finds, in the forms that put one "#" between region and name, any further one: the CA makes no such certificate.
func (cn CN) judgeSeparators() []lint.Finding {
	parts := strings.SplitAfterN(cn.Text, "#", 4)
	if len(parts) < 4 {
		return nil
	}
	third := utf8.RuneCountInString(strings.Join(parts[:3], "")) - 1
	return []lint.Finding{about(CNSecondHash, "", "#", "").At("", third)}
}

// judgeHead judges type, number and "#".
func (cn CN) judgeHead() []lint.Finding {
	head, rest, ok := strings.Cut(cn.Text, "#")
	switch {
	case !ok:
		return []lint.Finding{about(CNSeparator, "", cn.Text, "")}
	case head == "" || head[0] != 'A' && head[0] != 'S':
		return []lint.Finding{about(CNType, "tipo", cn.Text, "").At("tipo", 0)}
	case !digits(head[1:]) || head[1] == '0':
		return []lint.Finding{about(CNNumber, "n", head[1:], "").At("n", 1)}
	case rest == "":
		return []lint.Finding{about(CNShort, "", "0", "")}
	}
	return nil
}

// otherForm says that a name of a known or unknown other form does not have that of private facilities.
func (cn CN) otherForm() lint.Finding {
	_, rest, _ := strings.Cut(cn.Text, "#")
	switch {
	case (cn.Form == HealthAuthority || cn.Form == Supplier) && cn.Role == Signature:
		return cn.known(CNNational)
	case cn.Form == HealthAuthority || cn.Form == Supplier:
		return cn.known(CNOtherForm)
	case strings.Contains(rest, "#"):
		second := len(cn.Text) - len(rest) + strings.IndexByte(rest, '#')
		return about(CNSecondHash, "", "#", "").At("", utf8.RuneCountInString(cn.Text[:second]))
	case len(rest) < leastRT:
		return about(CNShort, "", strconv.Itoa(utf8.RuneCountInString(rest)), "")
	}
	return about(CNForm, "", cn.Text, formOfRT)
}

const formOfRT = "(A|S) n # 090 PARTITAIVA TIP FORNITORE COMUNE"

// known is the finding about a name that has another known form.
func (cn CN) known(r *lint.Rule) lint.Finding {
	f := about(r, "", cn.Text, formOfRT)
	f.Values = lint.Values{"form": texts.Text(string(cn.Form), nil)}
	return f
}

// judgeRT judges the fields of the form of private facilities from left to right.
func (cn CN) judgeRT(p fse.Profile) []lint.Finding {
	at := strings.IndexByte(cn.Text, '#') + 1
	findings := notDigits("CodRegione", cn.Region, at)
	if len(findings) == 0 && p == fse.Toscana && cn.Region != tuscany {
		findings = append(findings, about(CNRegion, "CodRegione", cn.Region, tuscany).At("CodRegione", at))
	}
	at += regionWidth
	findings = append(findings, judgeVAT(cn.VAT, at)...)
	at += len(cn.VAT)
	if e, ok := codelist.DomainType.Lookup(cn.Domain); !ok {
		findings = append(findings, about(CNDomain, "TipDominio", cn.Domain, codelist.DomainType.Codes()).At("TipDominio", at))
	} else if e.Unlisted {
		findings = append(findings, about(CNDomainNew, "TipDominio", cn.Domain, "").At("TipDominio", at))
	}
	at += domainWidth
	findings = append(findings, judgeVendor(cn.Vendor, at)...)
	at += len(cn.Vendor)
	wrong := notDigits("CodComune", cn.Municipality, at)
	findings = append(findings, wrong...)
	if len(wrong) == 0 && p == fse.Toscana && !tuscanProvince(cn.Municipality[:3]) {
		findings = append(findings, about(CNMunicipality, "CodComune", cn.Municipality, "").At("CodComune", at))
	}
	return findings
}

func notDigits(part, value string, at int) []lint.Finding {
	var findings []lint.Finding
	for i := range len(value) {
		if value[i] < '0' || value[i] > '9' {
			findings = append(findings, about(CNDigit, part, value[i:i+1], "").At(part, at+i))
		}
	}
	return findings
}

func judgeVAT(vat string, at int) []lint.Finding {
	if findings := notDigits("Piva/CF", vat, at); len(findings) > 0 {
		return findings
	}
	if len(vat) != vatWidth {
		return []lint.Finding{about(CNVATLength, "Piva/CF", vat, strconv.Itoa(vatWidth)).At("Piva/CF", at)}
	}
	if strings.Trim(vat, "0") == "" {
		return []lint.Finding{about(CNVATEmpty, "Piva/CF", vat, "").At("Piva/CF", at)}
	}
	if want, ok := fiscalcode.ControlDigit(vat[:vatWidth-1]); ok && want != vat[vatWidth-1] {
		return []lint.Finding{about(CNVAT, "Piva/CF", vat, string(want)).At("Piva/CF", at+vatWidth-1)}
	}
	return nil
}

func judgeVendor(vendor string, at int) []lint.Finding {
	for i, r := range vendor {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return []lint.Finding{about(CNVendor, "Fornitore", string(r), "").At("Fornitore", at+i)}
		}
	}
	return nil
}

// tuscanProvince tells whether the ISTAT code of a province is one of Tuscany: Massa-Carrara to Grosseto, and Prato.
func tuscanProvince(code string) bool { return code >= "045" && code <= "053" || code == "100" }

// JudgePair compares the names of the two certificates of one plant.
func JudgePair(a, s CN) []lint.Finding {
	if a.Form == NoForm || s.Form == NoForm {
		return nil
	}
	if a.Role != Authentication || s.Role != Signature {
		return []lint.Finding{about(CNPairRole, "tipo", a.Role.String(), s.Role.String())}
	}
	_, tailA, _ := strings.Cut(a.Text, "#")
	_, tailS, _ := strings.Cut(s.Text, "#")
	if tailA != tailS {
		return []lint.Finding{about(CNPairTail, "", tailA, tailS)}
	}
	if a.Number != s.Number {
		return []lint.Finding{about(CNPairNumber, "n", a.Number, s.Number)}
	}
	return nil
}

// JudgeVAT compares the VAT number of the name with that of identificativoDoc. Names without one are not judged.
func (cn CN) JudgeVAT(vat string) []lint.Finding {
	if cn.Form != RTPrivati || vat == "" || vat == cn.VAT {
		return nil
	}
	return []lint.Finding{about(CNOtherVAT, "Piva/CF", cn.VAT, vat)}
}

// JudgeClass compares the domain type with the class of a document, tipoDocumentoLivAlto. Names without one are not
// judged: the purpose of the field is not stated by the specification.
func (cn CN) JudgeClass(class string) []lint.Finding {
	if cn.Form != RTPrivati || class == "" || class == cn.Domain {
		return nil
	}
	return []lint.Finding{about(CNOtherClass, "TipDominio", cn.Domain, class)}
}
