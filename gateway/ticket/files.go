package ticket

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"github.com/fselint/fselint/gateway/ledger"
	"github.com/fselint/fselint/gateway/wire"
)

// files are the attachments: of each call the request as it is known and the answer as it came, and the list of all X-CART-id.
func (m *Message) files() []File {
	var files []File
	for i := range m.Calls {
		e := &m.Calls[i]
		files = append(files, File{fmt.Sprintf("richiesta-%d.json", e.ID), "application/json", request(e)})
		if m.Bodies && len(e.Body) > 0 {
			files = append(files, File{fmt.Sprintf("richiesta-%d-corpo.json", e.ID), "application/json", e.Body})
		}
		n := 0
		for j := range e.Outcomes {
			a := e.Outcomes[j].Answer
			if a == nil || len(a.Body) == 0 {
				continue
			}
			name := fmt.Sprintf("risposta-%d", e.ID)
			if n++; n > 1 {
				name += "-" + strconv.Itoa(n)
			}
			files = append(files, response(name, a))
		}
	}
	if len(m.Calls) > 0 {
		files = append(files, File{"x-cart-id.csv", "text/csv", m.carts()})
	}
	return append(files, m.Files...)
}

// request is what the ledger knows of a request: identifiers and digests, neither tokens nor documents.
func request(e *ledger.Entry) []byte {
	a := e.Attempt
	a.Body = nil
	return encoded(a)
}

func encoded(v any) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	_ = enc.Encode(v) // plain values into memory
	return b.Bytes()
}

// media are the types under which an answer is attached; what else a server calls it is just bytes.
var media = map[string]string{"application/json": ".json", "application/problem+json": ".json", "text/plain": ".txt", "text/html": ".html"}

func response(name string, a *wire.Answer) File {
	kind, extension := a.Type, media[a.Type]
	if extension == "" {
		kind, extension = "application/octet-stream", ".bin"
	}
	return File{name + extension, kind, a.Body}
}

// carts lists every X-CART-id of the calls, those of questions to the status service too.
func (m *Message) carts() []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	_ = w.Write([]string{wire.HeaderCart, "chiamata", "operazione", "inviata", "risposta", "stato", "traceID", "workflowInstanceId"}) // into memory
	for i := range m.Calls {
		e := &m.Calls[i]
		for _, o := range e.Outcomes {
			if o.Answer == nil {
				continue
			}
			a := o.Answer
			operation := string(e.Operation)
			if slices.Contains([]ledger.Kind{ledger.Asked, ledger.Settled}, o.Kind) {
				operation = "status"
			}
			row := []string{a.CartID, strconv.FormatInt(e.ID, 10), operation, moment(e.At), moment(o.At), strconv.Itoa(a.Status), a.TraceID, a.WorkflowInstanceID}
			for j, v := range row {
				row[j] = clean(v)
			}
			_ = w.Write(row)
		}
	}
	w.Flush()
	return b.Bytes()
}
