package dossiertest

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Way is a way in which a dossier can be broken.
type Way struct {
	Change   func(*Dossier)         // what is changed before it is written; may be nil
	After    func(dir string) error // what is changed in its folder; may be nil
	Template bool                   // it is to be judged against the newest template
	Want     []string               // what is to be found: the file, the rule and, where it has one, the authority's code
}

// Cases of RSA that the ways break, by what the sound dossier says of them.
const (
	okRun, okNot, tokenKO, fieldKO, timeout, koRun, koSecond, koNot = 374, 147, 32, 40, 48, 151, 152, 153
)

const checklistFile = "report-checklist.xlsx"

// Ways are ways to break the dossier that New makes of the type RSA in the newest layout, by what is wrong with it.
func Ways() map[string]Way {
	all := map[string]Way{}
	for _, ways := range []map[string]Way{
		folderWays(), dataWays(), workbookWays(), rowWays(), wholeWays(), templateWays(), crossWays(), documentWays(), versionWays(),
	} {
		for name, way := range ways {
			if _, twice := all[name]; twice {
				panic("two ways called " + name)
			}
			all[name] = way
		}
	}
	return all
}

// inBook is a change of the workbook of which one thing is wanted.
func inBook(want string, change func(*Book)) Way {
	return Way{Change: func(d *Dossier) { change(d.Book) }, Want: []string{checklistFile + " " + want}}
}

// cellWay is another value in a cell of the cases, by the letter of the column in template 8.2.1.
func cellWay(want string, id int, letter byte, value any) Way {
	return inBook(want, func(b *Book) { b.put("TestCases", b.Cell(id, letter), value) })
}

// onSheet is another value in a cell of any sheet.
func onSheet(want, sheet, cell string, value any) Way {
	return inBook(want, func(b *Book) { b.put(sheet, cell, value) })
}

// inData is a change of the text of data.json.
func inData(old, replacement string, want ...string) Way {
	return Way{Want: want, Change: func(d *Dossier) {
		d.Edit = func(s string) string {
			if !strings.Contains(s, old) {
				panic("data.json has no " + old)
			}
			return strings.Replace(s, old, replacement, 1)
		}
	}}
}

// levels are other folders around it.
func levels(want string, names ...string) Way {
	return Way{Change: func(d *Dossier) { d.Levels = names }, Want: []string{names[len(names)-1] + " " + want}}
}

func move(old, name string, want ...string) Way {
	return Way{After: mover(old, name), Want: want}
}

func mover(old, name string) func(string) error {
	return func(dir string) error {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			return err
		}
		return os.Rename(filepath.Join(dir, old), filepath.Join(dir, name))
	}
}

func add(name, text string, want ...string) Way {
	return Way{After: adder(name, text), Want: want}
}

func adder(name, text string) func(string) error {
	return func(dir string) error {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644)
	}
}

func both(first, second func(string) error) func(string) error {
	return func(dir string) error {
		if err := first(dir); err != nil {
			return err
		}
		return second(dir)
	}
}

const okPDF, koPDF = "RSA_CT0.pdf", "RSA_CT6_KO.pdf"

func folderWays() map[string]Way {
	return map[string]Way{
		"a level too few":       levels("DOS-LEVELS", "GATEWAY", "A1#1", "Prova", "LIS"),
		"a level too many":      levels("DOS-LEVELS", "GATEWAY", "A1#1", "Prova", "LIS", "1.0", "x"),
		"Gateway":               levels("DOS-GATEWAY-NAME", "Gateway", "A1#1", "Prova", "LIS", "1.0"),
		"a blank in a folder":   levels("DOS-FOLDER-CHARACTERS", "GATEWAY", "A1#1", "Prova srl", "LIS", "1.0"),
		"the other certificate": levels("DOS-FOLDER-CN", "GATEWAY", "S1#1", "Prova", "LIS", "1.0"),
		"another application":   levels("DOS-FOLDER-DIFFERS", "GATEWAY", "A1#1", "Prova", "RIS", "1.0"),
		"another version":       levels("DOS-FOLDER-DIFFERS", "GATEWAY", "A1#1", "Prova", "LIS", "2.0"),
		"levels exchanged":      levels("DOS-FOLDER-ORDER", "GATEWAY", "A1#1", "LIS", "Prova", "1.0"),
		"data.json misnamed":    move("data.json", "Data.json", "1.0 DOS-FILE-NAME"),
		"data.json.txt":         move("data.json", "data.json.txt", "1.0 DOS-FILE-NAME"),
		"the template's name":   move(checklistFile, "accreditamento-checklist_V9.0.0.xlsx", "1.0 DOS-WORKBOOK-NAME"),
		"accepted before":       add("accreditation_2026_11_30T10_00_00.txt", "x"),
		"refused before": add("errors.json", `[{"id":374,"error":"PDF_UNEXPECTED_CDA","description":"x"},{"error":"NO_FILES"}]`,
			"1.0 DOS-SAID PDF_UNEXPECTED_CDA", "1.0 DOS-SAID NO_FILES"),
		"files":                  move("FILES", "files", "1.0 DOS-FILE-NAME"),
		"no checklist":           move(checklistFile, "../../../../x.xlsx", "1.0 DOS-MISSING"),
		"no data.json":           move("data.json", "../../../../x.json", "1.0 DOS-MISSING"),
		"no FILES":               move("FILES", "../../../../../x", "1.0 DOS-NO-FILES NO_FILES"),
		"a second workbook":      add("report-checklist_old.xlsx", "PK", "1.0 DOS-WORKBOOKS"),
		"a checklist above":      add("../../report-checklist.xlsx", "PK", "1.0 DOS-OUTSIDE"),
		"a note":                 add("note.txt", "x", "1.0 DOS-STRAY"),
		"another folder":         add("log/a.log", "x", "1.0 DOS-STRAY"),
		".DS_Store":              add(".DS_Store", "x", "1.0 DOS-LITTER"),
		"Thumbs.db":              add("FILES/Thumbs.db", "x", "1.0 DOS-LITTER"),
		"desktop.ini":            add("FILES/desktop.ini", "x", "1.0 DOS-LITTER"),
		"the lock of a workbook": add("~$report-checklist.xlsx", "x", "1.0 DOS-LITTER"),
		"__MACOSX":               add("__MACOSX/FILES/._a.pdf", "x", "1.0 DOS-LITTER"),
		"a folder in FILES":      move("FILES/"+okPDF, "FILES/RSA/"+okPDF, "1.0 DOS-SUBFOLDER"),
		"signed, misspelt":       add("FILES/Signed/leggimi.txt", "x", "1.0 DOS-FILE-NAME", "1.0 DOS-NOT-PDF"),
		"a link": {
			After: both(mover("FILES/"+okPDF, "../../../../"+okPDF), func(dir string) error {
				return os.Symlink("../../../../../"+okPDF, filepath.Join(dir, "FILES", okPDF))
			}),
			Want: []string{"1.0 DOS-LINK"},
		},
		"a huge file": {
			After: both(adder("FILES/x.xml", "x"), func(dir string) error { return os.Truncate(filepath.Join(dir, "FILES/x.xml"), 200<<20) }),
			Want:  []string{"1.0 DOS-HUGE"},
		},
		"an empty file":  add("FILES/x.xml", "", "1.0 DOS-EMPTY-FILE"),
		".PDF":           move("FILES/"+okPDF, "FILES/RSA_CT0.PDF", "1.0 DOS-PDF-CASE", "data.json DOS-FILE-CASE"),
		"a CDA in FILES": add("FILES/RSA_CT0.xml", "x", "1.0 DOS-NOT-PDF"),
		"names that differ by case": {Change: func(d *Dossier) { d.Files["FILES/rsa_ct0.pdf"] = d.Files["FILES/"+okPDF] }, Want: []string{
			"1.0 DOS-CLASH", "rsa_ct0.pdf DOS-PDF-UNNAMED",
		}},
	}
}

func dataWays() map[string]Way {
	trace := func(s string, want string) Way {
		return Way{Want: []string{"data.json " + want}, Change: func(d *Dossier) {
			d.Result(okRun).TraceID = s
			d.Book.Put(okRun, map[byte]any{'H': s})
		}}
	}
	ts := func(s string, want ...string) Way {
		return Way{Want: want, Change: func(d *Dossier) {
			d.Result(okRun).TS = s
			d.Book.Put(okRun, map[byte]any{'G': s})
		}}
	}
	wii := func(change func(string) string, want ...string) Way {
		return Way{Want: want, Change: func(d *Dossier) {
			r := d.Result(okRun)
			r.Workflow = change(r.Workflow)
			d.Book.Put(okRun, map[byte]any{'I': r.Workflow})
		}}
	}
	return map[string]Way{
		"a trailing comma": inData("\n}\n", "\n},\n", "data.json JSON-TRAILING"),
		"a comma too many": inData(`"appVersion": "1.0",`, `"appVersion": "1.0",,`, "data.json JSON-UNEXPECTED"),
		"single quotes":    inData(`"appVersion": "1.0"`, `"appVersion": '1.0'`, "data.json JSON-QUOTES"),
		"a comment":        inData(`"results"`, "// i risultati\n\"results\"", "data.json JSON-COMMENT"),
		"cut":              inData("\n}\n", "", "data.json JSON-UNCLOSED"),
		"a list": {Want: []string{"data.json DOS-OBJECT"}, Change: func(d *Dossier) {
			d.Edit = func(s string) string { return "[" + s + "]" }
		}},
		"a name twice":           inData(`"appVersion": "1.0"`, `"appVersion": "1.0", "appVersion": "1.0"`, "data.json JSON-DUPLICATE"),
		"traceID":                inData(`"traceId"`, `"traceID"`, "data.json DOS-NAME"),
		"timestamp":              inData(`"ts"`, `"timestamp"`, "data.json DOS-NAME"),
		"appId":                  inData(`"appID"`, `"appId"`, "data.json DOS-NAME"),
		"workflowInstanceID":     inData(`"workflowInstanceId"`, `"workflowInstanceID"`, "data.json DOS-NAME"),
		"a field of one's own":   inData(`"results"`, `"esito": "OK", "results"`, "data.json DOS-UNKNOWN-NAME"),
		"email":                  inData(`"results"`, `"email": "a@example.org", "results"`, "data.json DOS-EMAIL"),
		"an id as text":          inData(`"id": 374`, `"id": "374"`, "data.json DOS-ID-STRING"),
		"an id in words":         inData(`"id": 374`, `"id": "RSA CT0"`, "data.json DOS-ID"),
		"a fraction for an id":   inData(`"id": 374`, `"id": 374.5`, "data.json DOS-ID"),
		"no version":             inData(`"appVersion": "1.0",`, "", "data.json DOS-REQUIRED"),
		"no vendor":              inData(`"appVendor": "Prova"`, `"appVendor": ""`, "data.json DOS-REQUIRED"),
		"an id of software null": inData(`"appID": "LIS"`, `"appID": null`, "data.json DOS-REQUIRED"),
		"a version as a number":  inData(`"appVersion": "1.0"`, `"appVersion": 1.0`, "data.json DOS-TYPE"),
		"a blank after a vendor": inData(`"appVendor": "Prova"`, `"appVendor": "Prova "`, "data.json DOS-INVISIBLE"),
		"a no-break space":       inData(`"appVersion": "1.0"`, "\"appVersion\": \"1.0\u00A0\"", "data.json DOS-INVISIBLE"),
		"a file as text":         inData("[\n        \"RSA_CT0.pdf\"\n      ]", `"RSA_CT0.pdf"`, "data.json DOS-TYPE"),
		"a path":                 inData(`"RSA_CT0.pdf"`, `"FILES/RSA_CT0.pdf"`, "data.json DOS-FILE-PATH"),
		"a path of Windows":      inData(`"RSA_CT0.pdf"`, `"FILES\\RSA_CT0.pdf"`, "data.json DOS-FILE-PATH"),
		"no extension":           inData(`"RSA_CT0.pdf"`, `"RSA_CT0"`, "data.json DOS-FILE-EXTENSION"),
		"an empty name":          inData(`"RSA_CT0.pdf"`, `"RSA_CT0.pdf", ""`, "data.json DOS-FILE-EMPTY"),
		"a case twice": {Want: []string{"data.json DOS-TWICE"}, Change: func(d *Dossier) {
			twin := *d.Result(okRun)
			d.Results = append(d.Results, &twin)
		}},
		"a call for two cases": {Want: []string{"data.json DOS-TRACE-TWICE"}, Change: func(d *Dossier) {
			d.Result(koSecond).TraceID = d.Result(koRun).TraceID
			d.Book.Put(koSecond, map[byte]any{'H': d.Result(koRun).TraceID})
		}},
		"no time":                   ts("", "data.json DOS-REQUIRED", checklistFile+" CHK-OK-CALL C010"),
		"milliseconds":              ts("2026-11-30T08:00:00.123Z", "data.json DOS-TS-FORM"),
		"an offset":                 ts("2026-11-30T09:00:00+01:00", "data.json DOS-TS-FORM"),
		"a colon before hundredths": ts("2026-11-30T08:00:00:12Z", "data.json DOS-TS-FORM"),
		"the Italian form":          ts("30/11/2026 08:00:00", "data.json DOS-TS"),
		"a time without a zone":     ts("2026-11-30T08:00:00", "data.json DOS-TS"),
		"a day only":                ts("2026-11-30", "data.json DOS-TS"),
		"no trace": {Want: []string{"data.json DOS-REQUIRED", checklistFile + " CHK-OK-CALL C010"}, Change: func(d *Dossier) {
			d.Result(okRun).TraceID = ""
			d.Book.Put(okRun, map[byte]any{'H': nil})
		}},
		"a lost zero":             trace("123456789abcdef", "DOS-TRACE-ZERO AUDIT_REQUEST_NOT_FOUND"),
		"a lost zero of the long": trace("123456789abcdef0123456789abcdef", "DOS-TRACE-ZERO AUDIT_REQUEST_NOT_FOUND"),
		"a trace in capitals":     trace("0123456789ABCDEF", "DOS-TRACE AUDIT_REQUEST_NOT_FOUND"),
		"a trace with hyphens":    trace("01234567-89ab-cdef-0123-456789abcdef", "DOS-TRACE AUDIT_REQUEST_NOT_FOUND"),
		"ts and trace exchanged": {Want: []string{"data.json DOS-SWAPPED AUDIT_REQUEST_NOT_FOUND"}, Change: func(d *Dossier) {
			r := d.Result(okRun)
			r.TS, r.TraceID = r.TraceID, r.TS
		}},
		"a workflow without its end": wii(func(s string) string { return s[:strings.IndexByte(s, '^')] }, "data.json ID-WII-SUFFIX"),
		"a workflow cut":             wii(func(s string) string { return s[:60] + s[70:] }, "data.json ID-WII-HASH"),
	}
}

func workbookWays() map[string]Way {
	foreign := func(data string, want string) Way {
		return Way{Change: func(d *Dossier) { d.Files[checklistFile] = []byte(data) }, Want: []string{checklistFile + " " + want}}
	}
	rename := func(from, to string) Way {
		return inBook("CHK-SHEET-RENAMED", func(b *Book) { must(b.SetSheetName(from, to)) })
	}
	program := func(name string) Way {
		return inBook("CHK-PROGRAM", func(b *Book) { must(b.SetAppProps(&excelize.AppProperties{Application: name})) })
	}
	missing := func(name string) Way {
		return inBook("CHK-SHEET-MISSING", func(b *Book) { must(b.DeleteSheet(name)) })
	}
	column := func(letter byte) Way {
		return inBook("CHK-COLUMN-MISSING", func(b *Book) { must(b.RemoveCol("TestCases", string(letter))) })
	}
	return map[string]Way{
		"a PDF for a workbook":  foreign("%PDF-1.7", "CHK-NOT-XLSX"),
		"a page for a workbook": foreign("<html><table/></html>", "CHK-NOT-XLSX"),
		"a CSV for a workbook":  foreign("ID;TIPO\n1;LAB\n", "CHK-NOT-XLSX"),
		"an old xls":            foreign("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"+strings.Repeat("\x00", 600), "CHK-NOT-XLSX"),
		"a broken archive":      foreign("PK\x03\x04 and no more", "CHK-DAMAGED"),
		"a workbook cut": {Want: []string{checklistFile + " CHK-DAMAGED"}, Change: func(d *Dossier) {
			whole := d.Book.Bytes()
			d.Files[checklistFile] = whole[:len(whole)/2]
		}},
		"a password": {Want: []string{checklistFile + " CHK-ENCRYPTED"}, Change: func(d *Dossier) {
			var out strings.Builder
			must(d.Book.Write(&out, excelize.Options{Password: "segreta"}))
			d.Files[checklistFile] = []byte(out.String())
		}},
		"instructions taken out":     missing("Istruzioni Compilazione"),
		"the list taken out":         missing("LISTA VALORI"),
		"the hidden sheet taken out": missing("Sheet1"),
		"a sheet renamed":            rename("TestCases", "Test Cases"),
		"a sheet renamed freely":     rename("TestCases", "Foglio1"),
		"a summary renamed":          rename("Summary", "summary "),
		"another program":            program("LibreOffice/24.8"),
		"yet another program":        program("WPS Office"),
		"a column taken out":         column('E'),
		"a late column taken out":    column('W'),
		"a header overwritten":       onSheet("CHK-COLUMN-MISSING", "TestCases", "V9", "commenti"),
		"a header twice":             onSheet("CHK-COLUMN-TWICE", "TestCases", "X9", "ESITO"),
		"no version of the sheet":    onSheet("CHK-VERSION-MISSING", "Summary", "G1", nil),
		"no label":                   onSheet("CHK-LABEL-MISSING", "TestCases", "B2", nil),
		"no supplier":                onSheet("CHK-LABEL-EMPTY", "TestCases", "D2", nil),
		"rows hidden": inBook("CHK-HIDDEN-ROWS", func(b *Book) {
			must(b.SetRowVisible("TestCases", b.rows[okNot], false))
			must(b.SetRowVisible("TestCases", b.rows[koNot], false))
		}),
		"a filter": inBook("CHK-FILTER", func(b *Book) {
			must(b.AutoFilter("TestCases", "A9:W300", []excelize.AutoFilterOptions{{Column: "C", Expression: "x == RSA"}}))
			must(b.SetRowVisible("TestCases", 10, false))
		}),
		"cells merged": inBook("CHK-MERGED", func(b *Book) { must(b.MergeCell("TestCases", b.Cell(koRun, 'V'), b.Cell(koSecond, 'V'))) }),
		"a formula": inBook("CHK-FORMULA", func(b *Book) {
			must(b.SetCellFormula("TestCases", b.Cell(okRun, 'V'), "1+1"))
		}),
		"a trace made a number":   cellWay("CHK-NUMBER", okRun, 'H', 1.23456789012346e+15),
		"a timestamp made a date": cellWay("CHK-TIMESTAMP-DATE", okRun, 'G', 46356.333),
		"a case without number":   cellWay("CHK-ID", okNot, 'A', "CT1"),
		"a case in two rows":      onSheet("CHK-ID-TWICE", "TestCases", "A700", okNot),
	}
}

func rowWays() map[string]Way {
	return map[string]Way{
		"J empty":                    cellWay("CHK-APPLICABLE C009", okNot, 'J', nil),
		"J with an accent":           cellWay("CHK-APPLICABLE C009", okRun, 'J', "Sì"),
		"J in lower case":            cellWay("CHK-APPLICABLE C009", koRun, 'J', "si"),
		"J with a no-break space":    cellWay("CHK-INVISIBLE", koNot, 'J', "NO\u00A0"),
		"a trace with no-width":      cellWay("CHK-INVISIBLE", okNot, 'J', "N\u200BO"),
		"an OK case without day":     cellWay("CHK-OK-CALL C010", okRun, 'F', nil),
		"an OK case without ts":      cellWay("CHK-OK-CALL C010", okRun, 'G', nil),
		"an OK case without trace":   cellWay("CHK-OK-CALL C010", okRun, 'H', nil),
		"an OK row without workflow": cellWay("CHK-OK-CALL C010", okRun, 'I', nil),
		"a blank for a trace":        cellWay("CHK-OK-CALL C010", okRun, 'H', " "),
		"an OK case with M":          cellWay("CHK-OK-HANDLING", okRun, 'M', "NO"),
		"an OK case with S":          cellWay("CHK-OK-HANDLING", okRun, 'S', "riprova"),
		"a token KO without day":     cellWay("CHK-KO-CALL C007", tokenKO, 'F', nil),
		"a token KO without trace":   cellWay("CHK-KO-CALL C007", tokenKO, 'H', nil),
		"a field KO without ts":      cellWay("CHK-KO-CALL C007", fieldKO, 'G', nil),
		"a KO row without workflow":  cellWay("CHK-KO-CALL C007", koRun, 'I', nil),
		"a KO without M":             cellWay("CHK-KO-HANDLING C007", koRun, 'M', nil),
		"a KO without N":             cellWay("CHK-KO-HANDLING C007", koSecond, 'N', nil),
		"a KO without P":             cellWay("CHK-KO-HANDLING C007", tokenKO, 'P', nil),
		"a KO without Q":             cellWay("CHK-KO-HANDLING C007", fieldKO, 'Q', nil),
		"a KO without R":             cellWay("CHK-KO-HANDLING C007", koRun, 'R', nil),
		"a timeout without S":        cellWay("CHK-KO-HANDLING C007", timeout, 'S', nil),
		"a timeout with workflow":    cellWay("CHK-TIMEOUT-CALL", timeout, 'I', "2.16.840"),
		"a KO without message":       cellWay("CHK-MESSAGE C008", koRun, 'O', nil),
		"a timeout without message":  cellWay("CHK-MESSAGE C008", timeout, 'O', nil),
		"P in words":                 cellWay("CHK-YES-NO", koRun, 'P', "a volte"),
		"SI with a reason":           cellWay("CHK-RATIONALE-SI", okRun, 'K', Rationales[1]),
		"SI with a blank reason":     cellWay("CHK-RATIONALE-SI", koRun, 'K', " "),
		"SI with L":                  cellWay("CHK-OTHER C012", okRun, 'L', "altro"),
		"NO without reason":          cellWay("CHK-RATIONALE-MISSING C011", okNot, 'K', nil),
		"NO with a blank reason":     cellWay("CHK-RATIONALE-MISSING C011", koNot, 'K', " "),
		"NO with free text":          cellWay("CHK-RATIONALE C011", okNot, 'K', "non gestito"),
		"a straight apostrophe":      cellWay("CHK-RATIONALE C011", okNot, 'K', "L'applicativo effettua controlli preventivi sul dato inserito"),
		"other without words":        cellWay("CHK-OTHER-MISSING", okNot, 'K', Rationales[6]),
		"words without other":        cellWay("CHK-OTHER C012", okNot, 'L', "perché"),
		"NO with a trace":            cellWay("CHK-NO-CALL C004", koNot, 'H', "0123456789abcdef"),
		"NO with a day":              cellWay("CHK-NO-CALL C004", okNot, 'F', "30/11/2026"),
		"NO with M":                  cellWay("CHK-NO-HANDLING", koNot, 'M', "NO"),
		"NO with O":                  cellWay("CHK-NO-HANDLING", koNot, 'O', "errore"),
		"U filled":                   cellWay("CHK-SELF-CERTIFIED", okRun, 'U', "SI"),
		"an outcome in Italian":      cellWay("CHK-OUTCOME", okRun, 'T', "superato"),
	}
}

func wholeWays() map[string]Way {
	remove := func(id int) func(b *Book) { return func(b *Book) { must(b.RemoveRow("TestCases", b.rows[id])) } }
	return map[string]Way{
		"a row taken out":       inBook("CHK-ID-MISSING F009", remove(150)),
		"a KO row taken out":    inBook("CHK-ID-MISSING F009", remove(169)),
		"a type in words":       cellWay("CHK-TYPE", okNot, 'C', "Specialistica"),
		"a row of another type": cellWay("CHK-OUT-OF-SCOPE", 1, 'J', "NO"),
		"rows of another type": inBook("CHK-OUT-OF-SCOPE", func(b *Book) {
			b.Put(446, map[byte]any{'J': "NO"})
			b.Put(447, map[byte]any{'J': "NO", 'K': Rationales[0]})
		}),
		"transfusion without its row": {
			Change: func(d *Dossier) { *d = *New(Layout90, "LAB"); remove(191)(d.Book) }, Want: []string{checklistFile + " CHK-ID-MISSING F009"},
		},
		"a mandatory case not run": {Change: func(d *Dossier) { d.not(448) }, Want: []string{checklistFile + " CHK-MANDATORY"}},
		"no OK case": {Change: func(d *Dossier) { d.not(448); d.not(okRun) }, Want: []string{
			checklistFile + " CHK-MANDATORY", checklistFile + " CHK-NO-OK",
		}},
	}
}

// not makes a case that was run one that does not apply, in every file.
func (d *Dossier) not(id int) {
	for letter := byte('F'); letter <= 'T'; letter++ {
		d.Book.Put(id, map[byte]any{letter: nil})
	}
	d.Book.Put(id, map[byte]any{'J': "NO", 'K': Rationales[0]})
	delete(d.Files, "FILES/"+d.Result(id).Files[0])
	d.Results = slices.DeleteFunc(d.Results, func(r *Result) bool { return r.ID == id })
}

func templateWays() map[string]Way {
	against := func(w Way) Way {
		w.Template = true
		return w
	}
	of := func(layout Layout) Way {
		return Way{Change: func(d *Dossier) { *d = *New(layout, "RSA") }, Want: []string{checklistFile + " CHK-VERSION-OLD"}}
	}
	return map[string]Way{
		"an older template":  against(of(Layout23)),
		"the old layout":     against(of(Layout20)),
		"a name changed":     against(cellWay("CHK-FIXED", okRun, 'D', "fatto")),
		"a description gone": against(cellWay("CHK-FIXED", koNot, 'E', nil)),
		"a kind changed":     against(cellWay("CHK-FIXED", okNot, 'W', "KO")),
		"a list changed":     against(onSheet("CHK-FIXED", "LISTA VALORI", "A3", "Campo libero")),
		"a row added":        against(onSheet("CHK-ROW-ADDED", "TestCases", "A700", 9001)),
		"U emptied":          against(cellWay("CHK-FIXED", timeout, 'U', nil)),
	}
}

func crossWays() map[string]Way {
	result := func(change func(d *Dossier), want ...string) Way { return Way{Change: change, Want: want} }
	return map[string]Way{
		"a case left out": result(func(d *Dossier) { d.Results = d.Results[1:] },
			okPDF+" DOS-PDF-UNNAMED", checklistFile+" DOS-TEST-MISSING TEST_NON_PRESENTE"),
		"a case that there is not": result(func(d *Dossier) { d.Result(okRun).ID = 3740 },
			"data.json DOS-CASE-UNKNOWN", checklistFile+" DOS-TEST-MISSING TEST_NON_PRESENTE"),
		"a row that says NO": result(func(d *Dossier) {
			r, file := d.Result(koSecond), d.Files["FILES/"+koPDF]
			d.not(koSecond)
			d.Results, d.Files["FILES/"+koPDF] = append(d.Results, r), file
		}, "data.json DOS-ROW-NOT-SI"),
		"a timeout with a result": result(func(d *Dossier) { d.Result(tokenKO).ID = timeout },
			"data.json DOS-TIMEOUT-RESULT", checklistFile+" DOS-TEST-MISSING TEST_NON_PRESENTE"),
		"another trace": cellWay("DOS-TRACE-DIFFERS TRACE_ID_NON_PRESENTE_IN_DATAJSON", okRun, 'H', "0123456789abcdef0123456789abcdef"),
		"the trace of another": result(func(d *Dossier) { d.Book.Put(okRun, map[byte]any{'H': d.Result(koSecond).TraceID}) },
			checklistFile+" DOS-TRACE-OF-ANOTHER"),
		"another workflow": result(func(d *Dossier) { d.Book.Put(okRun, map[byte]any{'I': d.Result(koSecond).Workflow}) },
			checklistFile+" DOS-WORKFLOW-DIFFERS WII_UNKNOWN_LOG"),
		"another time": cellWay("DOS-TS-DIFFERS", okRun, 'G', "2026-11-30T09:31:00Z"),
		"another version in the sheet": result(func(d *Dossier) { d.Book.Software("Prova Srl", "LIS", "Prova", "1.1") },
			checklistFile+" DOS-SOFTWARE WRONG_CLAIMS_ON_LOG"),
		"vendor and id exchanged": result(func(d *Dossier) { d.Book.Software("Prova Srl", "Prova", "LIS", "1.0") },
			checklistFile+" DOS-SOFTWARE-SWAPPED WRONG_CLAIMS_ON_LOG"),
		"an OK case without workflow": result(func(d *Dossier) { d.Result(okRun).Workflow = "UNKNOWN_WORKFLOW_ID" },
			"data.json DOS-NO-WORKFLOW WII_UNKNOWN_LOG"),
		"a file that is not there": inData(okPDF, "RSA_CT0_def.pdf", okPDF+" DOS-PDF-UNNAMED", "data.json DOS-FILE-ABSENT"),
		"a name of another case":   inData(okPDF, "rsa_ct0.pdf", "data.json DOS-FILE-CASE"),
		"no file": result(func(d *Dossier) { d.Result(okRun).Files = nil },
			okPDF+" DOS-PDF-UNNAMED", "data.json DOS-NO-FILE"),
		"one document for two cases": result(func(d *Dossier) { d.Result(koSecond).Files = d.Result(okRun).Files },
			koPDF+" DOS-PDF-UNNAMED", okPDF+" DOS-KO-ACCEPTED TEST_KO_NON_SUPERATO", okPDF+" DOS-WORKFLOW-CDA PDF_UNEXPECTED_CDA",
			"data.json DOS-FILE-SHARED PDF_UNEXPECTED_CDA"),
		"a future time": result(func(d *Dossier) {
			d.Result(okRun).TS = "2062-11-30T08:00:00Z"
			d.Book.Put(okRun, map[byte]any{'G': d.Result(okRun).TS, 'F': "30/11/2062"})
		}, "data.json DOS-TS-FUTURE"),
		"no JSON": add("data.json", "PK", "data.json JSON-LITERAL"),
	}
}

func documentWays() map[string]Way {
	file := func(name string, change func(d *Dossier) []byte, want ...string) Way {
		return Way{Change: func(d *Dossier) { d.Files["FILES/"+name] = change(d) }, Want: want}
	}
	of := func(name string) func(*Dossier) []byte {
		return func(d *Dossier) []byte { return d.Files["FILES/"+name] }
	}
	return map[string]Way{
		"an OK document refused": file(okPDF, of(koPDF), koPDF+" DOS-PDF-TWIN PDF_UNEXPECTED_CDA",
			okPDF+" DOS-OK-REFUSED VERIFICA_NON_SUPERATA", okPDF+" DOS-WORKFLOW-CDA PDF_UNEXPECTED_CDA"),
		"a KO document accepted": file(koPDF, of("RSA_CT24.pdf"), koPDF+" DOS-KO-ACCEPTED TEST_KO_NON_SUPERATO",
			koPDF+" DOS-PDF-TWIN PDF_UNEXPECTED_CDA", koPDF+" DOS-WORKFLOW-CDA PDF_UNEXPECTED_CDA"),
		"a KO document of another family": file(koPDF, of("RSA_CT5_KO.pdf"), koPDF+" DOS-KO-OTHER",
			koPDF+" DOS-PDF-TWIN PDF_UNEXPECTED_CDA", koPDF+" DOS-WORKFLOW-CDA PDF_UNEXPECTED_CDA"),
		"a document of another type": file(okPDF, func(*Dossier) []byte { return New(Layout90, "LAB").Files["FILES/LAB_CT0.pdf"] },
			okPDF+" DOS-PDF-TYPE PDF_UNEXPECTED_CDA", okPDF+" DOS-WORKFLOW-CDA PDF_UNEXPECTED_CDA"),
		"no PDF at all":    file("RSA_32_KO.pdf", func(*Dossier) []byte { return []byte("x") }, "RSA_32_KO.pdf DOS-TOKEN-DOCUMENT"),
		"an unsigned copy": file("SIGNED/"+okPDF, of(okPDF), okPDF+" DOS-SIGNED"),
		"a document made later": file("RSA_32_KO.pdf", func(d *Dossier) []byte {
			return PDF([]byte(strings.Replace(string(d.Sent[tokenKO]), `<effectiveTime value="2026`, `<effectiveTime value="2027`, 1)))
		}, "RSA_32_KO.pdf DOS-CDA-NEWER PDF_UNEXPECTED_CDA"),
		"a KO document broken otherwise": file(koPDF, func(d *Dossier) []byte {
			return PDF([]byte(strings.Replace(string(d.Sent[koSecond]), "<title>", "<titolo/><title>", 1)))
		}, koPDF+" DOS-KO-OTHER"),
		"a document newer than its call": {Want: []string{okPDF + " DOS-CDA-NEWER PDF_UNEXPECTED_CDA"}, Change: func(d *Dossier) {
			d.Result(okRun).TS = "2020-01-01T08:00:00Z"
			d.Book.Put(okRun, map[byte]any{'G': d.Result(okRun).TS, 'F': "01/01/2020"})
		}},
		"a document without a case": file("altro.pdf", of(koPDF), "altro.pdf DOS-PDF-UNNAMED"),
	}
}

func versionWays() map[string]Way {
	declare := func(text string, want ...string) Way {
		return add("versions.json", `{"appVendor":"Prova","appID":"LIS","ts":"2026-11-30T10:00:00Z",`+text+`}`, want...)
	}
	return map[string]Way{
		"another version declared": declare(`"appVersion":"2.0","equiv_releases":["1.1"]`, "versions.json DOS-VERSIONS-SOFTWARE"),
		"a release as an object":   declare(`"appVersion":"1.0","equiv_releases":[{"release":"1.1"}]`, "versions.json DOS-VERSIONS-RELEASE"),
		"itself":                   declare(`"appVersion":"1.0","equiv_releases":["1.0","1.1"]`, "versions.json DOS-VERSIONS-SELF"),
		"twice":                    declare(`"appVersion":"1.0","equiv_releases":["1.1","1.1"]`, "versions.json DOS-VERSIONS-TWICE"),
		"none":                     declare(`"appVersion":"1.0","equiv_releases":[]`, "versions.json DOS-VERSIONS-NONE"),
		"a name misspelt":          declare(`"appVersion":"1.0","equivReleases":["1.1"]`, "versions.json DOS-NAME"),
		"a sound declaration":      declare(`"appVersion":"1.0","equiv_releases":["1.1"]`),
	}
}
