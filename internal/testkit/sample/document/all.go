package document

import "github.com/fselint/fselint/internal/testkit/markup"

// All returns a valid document of every type, by the type's abbreviation.
func All() map[string]*markup.Element {
	return map[string]*markup.Element{
		"LAB": LAB(), "RSA": RSA(), "PrF": PrF(), "PrF_NoSSN": PrFNoSSN(), "PrS": PrS(),
		"ErF": ErF(), "LETT_SCREENING": LetteraScreening(), "LETT_VACC": LetteraVaccinazione(), "TPI": TPI(), "CC": CC(), "CERT_VACC": CertVacc(),
		"SING_VACC": SingVacc(), "SING_VACC_OMITTED": SingVaccOmitted(), "LDO": LDO(), "RAD": RAD(), "TELEVISITA": Televisita(), "TELECONSULTO": Teleconsulto(), "TELEASSISTENZA": Teleassistenza(),
		"RAP": RAP(), "PSS": PSS(), "VPS": VPS(), "ErF_NoSSN": ErFNoSSN(), "ErS": ErS(),
	}
}
