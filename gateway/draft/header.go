package draft

import (
	"bytes"
	"encoding/xml"
	"io"

	"github.com/fselint/fselint/cda"
	"github.com/fselint/fselint/cda/pdffile"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/lint"
)

// ii is an identifier of HL7.
type ii struct {
	Root      string `xml:"root,attr"`
	Extension string `xml:"extension,attr"`
}

type code struct {
	Code   string `xml:"code,attr"`
	System string `xml:"codeSystem,attr"`
}

type moment struct {
	Value string `xml:"value,attr"`
}

type organization struct {
	IDs  []ii   `xml:"id"`
	Name string `xml:"name"`
}

type person struct {
	IDs          []ii         `xml:"id"`
	Code         code         `xml:"code"`
	Organization organization `xml:"representedOrganization"`
}

// header is what a draft takes from a CDA.
type header struct {
	XMLName       xml.Name       `xml:"ClinicalDocument"`
	ID            ii             `xml:"id"`
	Code          code           `xml:"code"`
	Templates     []ii           `xml:"templateId"`
	Patient       []ii           `xml:"recordTarget>patientRole>id"`
	Authors       []person       `xml:"author>assignedAuthor"`
	Signer        person         `xml:"legalAuthenticator>assignedEntity"`
	Custodian     organization   `xml:"custodian>assignedCustodian>representedCustodianOrganization"`
	Encounter     []ii           `xml:"componentOf>encompassingEncounter>location>healthCareFacility>id"`
	Facility      organization   `xml:"componentOf>encompassingEncounter>location>healthCareFacility>serviceProviderOrganization"`
	Organizations []organization `xml:"documentationOf>serviceEvent>performer>assignedEntity>representedOrganization"`
	Services      []struct {
		Value string `xml:"value,attr"`
		Low   moment `xml:"low"`
		High  moment `xml:"high"`
	} `xml:"documentationOf>serviceEvent>effectiveTime"`

	mode string // how it lies in the PDF, "" for a bare CDA
}

// read takes the header from a PDF or a bare CDA.
func read(document []byte, limits pdffile.Limits) (*header, error) {
	raw, mode := document, ""
	if !cda.LooksLikeXML(document) {
		f, err := pdffile.Open(document, limits)
		if err != nil {
			return nil, texts.Error("no-cda", lint.Values{"err": err})
		}
		found, err := cda.Extract(f, cda.Auto, fse.May2026)
		if err != nil {
			return nil, texts.Error("no-cda", lint.Values{"err": err})
		}
		raw, mode = found.Data, found.Mode.String()
	}
	text, err := cda.Decode(raw)
	if err != nil {
		return nil, texts.Error("no-cda", lint.Values{"err": err})
	}
	h := &header{mode: mode}
	d := xml.NewDecoder(bytes.NewReader(text.String))
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil } // it is text already
	if err := d.Decode(h); err != nil {
		return nil, texts.Error("no-cda", lint.Values{"err": err})
	}
	return h, nil
}

// documentType is the type by the templates.
func (h *header) documentType() (fse.DocumentType, bool) {
	for _, t := range h.Templates {
		if found, ok := fse.DocumentTypeByTemplate(t.Root); ok {
			return found, true
		}
	}
	return fse.DocumentType{}, false
}
