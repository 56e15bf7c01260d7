package report

import (
	"encoding/xml"
	"io"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

// checkstyleWriter writes the XML of Checkstyle's XMLLogger, which Jenkins (Warnings), SonarQube, reviewdog and others read.
type checkstyleWriter struct {
	w     io.Writer
	o     Options
	base  string
	begun bool
}

func newCheckstyle(w io.Writer, o Options) Writer {
	return &checkstyleWriter{w: w, o: o, base: workingDirectory()}
}

type checkstyleFile struct {
	XMLName xml.Name          `xml:"file"`
	Name    string            `xml:"name,attr"`
	Errors  []checkstyleError `xml:"error"`
}

type checkstyleError struct {
	Line     int    `xml:"line,attr"`
	Column   int    `xml:"column,attr"`
	Severity string `xml:"severity,attr"`
	Message  string `xml:"message,attr"`
	Source   string `xml:"source,attr"`
}

func (c *checkstyleWriter) begin() error {
	if c.begun {
		return nil
	}
	c.begun = true
	_, err := io.WriteString(c.w, xml.Header+"<checkstyle version=\"10.0\">\n")
	return err
}

func (c *checkstyleWriter) Document(d *validate.Result) error {
	if err := c.begin(); err != nil {
		return err
	}
	file := checkstyleFile{Name: printable(relative(c.base, d.Path))}
	for _, e := range entries(d.Document, c.o) {
		file.Errors = append(file.Errors, checkstyleError{
			e.line, e.column, e.severity.String(), e.message(c.o.Lang, true), "fselint." + printable(e.rule),
		})
	}
	b, err := xml.MarshalIndent(file, "  ", "  ")
	if err != nil {
		return err
	}
	_, err = c.w.Write(append(lint.QuietMarkup(b), '\n'))
	return err
}

func (c *checkstyleWriter) Close() error {
	if err := c.begin(); err != nil {
		return err
	}
	_, err := io.WriteString(c.w, "</checkstyle>\n")
	return err
}
