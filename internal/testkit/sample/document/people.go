package document

import "github.com/fselint/fselint/internal/testkit/markup"

// el is short because it is written a thousand times.
var el = markup.El

type element = markup.Element

// rootFiscalCode is the OID of the national fiscal code.
const rootFiscalCode = "~2.9.4.3.2"

// person is one of the invented people of the samples.
type person struct {
	prefix, given, family string
	fiscalCode            string
}

// The people of the samples. Their names say what they are; the fiscal codes are formally valid and belong to nobody.
var (
	patient   = person{"", "Paziente", "Prova", fiscalCode("PRVPNT80A41H501")}
	physician = person{"Dott.", "Medico", "Esempio", fiscalCode("SMPMDC70B02H501")}
	reporter  = person{"Dott.ssa", "Refertante", "Finta", fiscalCode("FNTRRT75C43F205")}
	clerk     = person{"", "Operatore", "Inventato", fiscalCode("NVNPRT85D04D612")}
	relative  = person{"", "Parente", "Prova", fiscalCode("PRVPNT50E05H501")}
)

// fiscalCode adds the check character to the first 15 characters of a fiscal code (decreto ministeriale 23/12/1976).
func fiscalCode(first string) string {
	odd := []int{1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23}
	sum := 0
	for i, c := range first {
		value := int(c - 'A')
		if c <= '9' {
			value = int(c - '0')
		}
		if i%2 == 0 { // the first character is at an odd position
			value = odd[value]
		}
		sum += value
	}
	return first + string(rune('A'+sum%26))
}

// id is the person's fiscal code as an identifier.
func (p person) id() *element {
	return el("id root=" + rootFiscalCode + " extension=" + p.fiscalCode + " assigningAuthorityName='Ministero Economia e Finanze'")
}

// name is the person's name in its parts.
func (p person) name() *element {
	n := el("name", el("family", p.family), el("given", p.given))
	if p.prefix != "" {
		n.Children = append(n.Children, el("prefix", p.prefix))
	}
	return n
}

// as is the person in a role of the given element (assignedPerson, guardianPerson, ...).
func (p person) as(role string) *element { return el(role, p.name()) }

// entity is the person at work: assignedEntity with identifier, contact, name and organization.
func (p person) entity() *element {
	return el("assignedEntity", p.id(), address("WP"), phone("WP"), p.as("assignedPerson"))
}

// address is a complete address. Organizations use WP: an address of type home is refused for them.
func address(use string) *element {
	return el("addr use="+use,
		el("country", "100"), el("state", "120"), el("county", "RM"), el("city", "Roma"), el("censusTract", "058091"),
		el("postalCode", "00100"), el("streetAddressLine", "Via Inventata 1"))
}

func phone(use string) *element { return el("telecom use=" + use + " value=tel:+390600000000") }

func mail(use string) *element {
	return el("telecom use=" + use + " value=mailto:prova@example.org")
}

// organization is the health authority of the samples in a role of the given element.
func organization(role string, extra ...*element) *element {
	e := el(role,
		el("id root=~2.9.4.1.1 extension=120000 assigningAuthorityName='Ministero della Salute'"),
		el("name", "Azienda Sanitaria di Esempio"), phone("WP"), address("WP"))
	e.Children = append(e.Children, extra...)
	return e
}

// parts joins elements and lists of elements to one list.
func parts(content ...any) []*element {
	var out []*element
	for _, c := range content {
		switch c := c.(type) {
		case *element:
			if c != nil {
				out = append(out, c)
			}
		case []*element:
			out = append(out, c...)
		}
	}
	return out
}
