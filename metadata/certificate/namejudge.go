package certificate

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/fselint/fselint/metadata/codelist"
	"github.com/fselint/fselint/metadata/fiscalcode"
	"github.com/fselint/fselint/metadata/flaw"
)

// Grammar says which form of common name is asked for.
type Grammar uint8

// The grammars.
const (
	AnyForm      Grammar = iota // any form in use nationally
	RTStage                     // private facility in Tuscany, stage: other forms draw a warning (the supplier's certificate is used there)
	RTProduction                // private facility in Tuscany, production: other forms are an error
)

const tuscany = "090"

// Judge says what is wrong with a common name (CN-01 to CN-05). Severities of CN-01 depend on the grammar.
func (cn CN) Judge(g Grammar) []Problem {
	if problems := cn.judgeCharacters(); len(problems) > 0 {
		return problems
	}
	problems := cn.judgeHead()
	switch {
	case len(problems) > 0:
	case cn.Form == RTPrivati:
		problems = cn.judgeRT(g)
	case g != AnyForm:
		problems = []Problem{cn.otherForm()}
	}
	if g != RTProduction {
		for i := range problems {
			if problems[i].ID == "CN-01" && g == RTStage {
				problems[i].Severity = min(problems[i].Severity, flaw.Warning)
			}
		}
	}
	return problems
}

func cn01(kind *flaw.Kind, part, found, expected string) Problem {
	return problem("CN-01", kind, part, found, expected)
}

// judgeCharacters finds what stands in no common name of any form.
func (cn CN) judgeCharacters() []Problem {
	if cn.Text == "" {
		return []Problem{cn01(&CNEmpty, "", "", "")}
	}
	pos := 0
	for _, r := range cn.Text {
		if unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			// Names of suppliers hold blanks; around the name, or invisible, they are a slip in every form.
			if inside := pos > 0 && pos < utf8.RuneCountInString(cn.Text)-1; r != ' ' || !inside || cn.Form == NoForm {
				return []Problem{cn01(&CNBlank, "", string(r), "").at(pos)}
			}
		}
		pos++
	}
	if pos > maxCN {
		return []Problem{cn01(&CNLong, "", strconv.Itoa(pos), strconv.Itoa(maxCN))}
	}
	return nil
}

// judgeHead judges type, number and "#".
func (cn CN) judgeHead() []Problem {
	head, rest, ok := strings.Cut(cn.Text, "#")
	switch {
	case !ok:
		return []Problem{cn01(&CNSeparator, "", cn.Text, "")}
	case head == "" || head[0] != 'A' && head[0] != 'S':
		return []Problem{cn01(&CNType, "tipo", cn.Text, "").at(0)}
	case !digits(head[1:]) || head[1] == '0':
		return []Problem{cn01(&CNNumber, "n", head[1:], "").at(1)}
	case rest == "":
		return []Problem{cn01(&CNShort, "", "0", "")}
	}
	return nil
}

// otherForm says that a name of a known or unknown other form does not have that of private facilities.
func (cn CN) otherForm() Problem {
	_, rest, _ := strings.Cut(cn.Text, "#")
	switch {
	case cn.Form == HealthAuthority || cn.Form == Supplier:
		return cn01(&CNOtherForm, formNames[cn.Form], cn.Text, formOfRT)
	case strings.Contains(rest, "#"):
		second := len(cn.Text) - len(rest) + strings.IndexByte(rest, '#')
		return cn01(&CNSecondHash, "", "#", "").at(utf8.RuneCountInString(cn.Text[:second]))
	case len(rest) < leastRT:
		return cn01(&CNShort, "", strconv.Itoa(utf8.RuneCountInString(rest)), "")
	}
	return cn01(&CNForm, "", cn.Text, formOfRT)
}

// judgeRT judges the fields of the form of private facilities from left to right.
func (cn CN) judgeRT(g Grammar) []Problem {
	at := strings.IndexByte(cn.Text, '#') + 1
	problems := notDigits("CodRegione", cn.Region, at)
	if len(problems) == 0 && g != AnyForm && cn.Region != tuscany {
		problems = append(problems, problem("CN-02", &CNRegion, "CodRegione", cn.Region, tuscany).at(at))
	}
	at += regionWidth
	problems = append(problems, judgeVAT(cn.VAT, at)...)
	at += len(cn.VAT)
	if e, ok := codelist.DomainType.Lookup(cn.Domain); !ok {
		problems = append(problems, problem("CN-04", &CNDomain, "TipDominio", cn.Domain, codelist.DomainType.Codes()).at(at))
	} else if e.Unlisted {
		problems = append(problems, problem("CN-04", &CNDomainNew, "TipDominio", cn.Domain, "").at(at))
	}
	at += domainWidth
	problems = append(problems, judgeVendor(cn.Vendor, at)...)
	at += len(cn.Vendor)
	wrong := notDigits("CodComune", cn.Municipality, at)
	problems = append(problems, wrong...)
	if len(wrong) == 0 && g != AnyForm && !tuscanProvince(cn.Municipality[:3]) {
		problems = append(problems, problem("CN-05", &CNMunicipality, "CodComune", cn.Municipality, "").at(at))
	}
	return problems
}

func notDigits(part, value string, at int) []Problem {
	var problems []Problem
	for i := range len(value) {
		if value[i] < '0' || value[i] > '9' {
			problems = append(problems, cn01(&CNDigit, part, value[i:i+1], "").at(at+i))
		}
	}
	return problems
}

func judgeVAT(vat string, at int) []Problem {
	if problems := notDigits("Piva/CF", vat, at); len(problems) > 0 {
		return problems
	}
	if len(vat) != vatWidth {
		return []Problem{cn01(&CNVATLength, "Piva/CF", vat, strconv.Itoa(vatWidth)).at(at)}
	}
	if strings.Trim(vat, "0") == "" {
		return []Problem{problem("CN-03", &CNVATEmpty, "Piva/CF", vat, "").at(at)}
	}
	if want, ok := fiscalcode.ControlDigit(vat[:vatWidth-1]); ok && want != vat[vatWidth-1] {
		return []Problem{problem("CN-03", &CNVAT, "Piva/CF", vat, string(want)).at(at + vatWidth - 1)}
	}
	return nil
}

func judgeVendor(vendor string, at int) []Problem {
	for i, r := range vendor {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return []Problem{cn01(&CNVendor, "Fornitore", string(r), "").at(at + i)}
		}
	}
	return nil
}

// tuscanProvince tells whether the ISTAT code of a province is one of Tuscany: Massa-Carrara to Grosseto, and Prato.
func tuscanProvince(code string) bool { return code >= "045" && code <= "053" || code == "100" }

// JudgePair compares the names of the two certificates of one plant (CN-06).
func JudgePair(a, s CN) []Problem {
	if a.Form == NoForm || s.Form == NoForm {
		return nil
	}
	if a.Role != Authentication || s.Role != Signature {
		return []Problem{problem("CN-06", &CNPairRole, "tipo", a.Role.String(), s.Role.String())}
	}
	_, tailA, _ := strings.Cut(a.Text, "#")
	_, tailS, _ := strings.Cut(s.Text, "#")
	if tailA != tailS {
		return []Problem{problem("CN-06", &CNPairTail, "", tailA, tailS)}
	}
	if a.Number != s.Number {
		return []Problem{problem("CN-06", &CNPairNumber, "n", a.Number, s.Number)}
	}
	return nil
}

// JudgeVAT compares the VAT number of the name with that of identificativoDoc (CN-07). Names without one are not judged.
func (cn CN) JudgeVAT(vat string) []Problem {
	if cn.Form != RTPrivati || vat == "" || vat == cn.VAT {
		return nil
	}
	return []Problem{problem("CN-07", &CNOtherVAT, "Piva/CF", cn.VAT, vat)}
}

// JudgeClass compares the domain type with the class of a document, tipoDocumentoLivAlto (CN-08). Names without one are not
// judged: the purpose of the field is not stated by the specification.
func (cn CN) JudgeClass(class string) []Problem {
	if cn.Form != RTPrivati || class == "" || class == cn.Domain {
		return nil
	}
	return []Problem{problem("CN-08", &CNOtherClass, "TipDominio", cn.Domain, class)}
}
