package campaign

import (
	"encoding/json"
	"strconv"

	"github.com/fselint/fselint/dossier/testcase"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/client"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
	requestcheck "github.com/fselint/fselint/validate/checks/request"
)

// Choose returns the case of a number for a call; the error says that there is no such case, or that its call is not made.
func Choose(id int) (testcase.Case, error) {
	c, ok := testcase.ByID(id)
	switch {
	case !ok:
		return c, lint.Hinted(texts.Error("no-such-case", lint.Values{"id": id}), texts.Text("column-id", nil))
	case c.Kind == testcase.Timeout:
		return c, lint.Hinted(texts.Error("timeout-not-sent", lint.Values{"id": id}), texts.Text("timeout-described", nil))
	}
	return c, nil
}

// broken are the errors that a KO case of the token wants: purpose_of_use missing, action_id not of its list.
var broken = map[testcase.Kind]string{testcase.Token: "TK-08", testcase.Field: "TK-16"}

// Permit returns a *client.RefusalError when a judged call must not be sent as a test case: because it is none of that case, or because
// the gateway would answer otherwise than the case wants. starter says that it was judged without the national catalog.
func Permit(d *validate.Result, starter bool, c testcase.Case, e fse.Environment) error {
	if err := belongs(d, c, e); err != nil {
		return err
	}
	values := lint.Values{"case": c.ID, "name": c.Name(), "wanted": wanted(c)}
	if g := d.Gateway; d.Fault == nil && g != nil && !g.Accepted {
		values["status"], values["type"], values["detail"] = g.Answer.Status, g.Answer.Type, g.Answer.Detail
		switch id := broken[c.Kind]; {
		case !c.Wants(testcase.AnswerOf(g.Answer.Status, g.Answer.Type)):
			return refuse("other-answer", values, "other-answer-cure")
		case id != "" && g.Answer.ID != id:
			return refuse("other-claim", values, "other-claim-cure")
		}
		return nil
	}
	if err := client.Refuse(d.Document, starter, fse.Validation, client.RefuseGateway); err != nil {
		return err
	}
	if c.Kind.KO() {
		return refuse("would-accept", values, "would-accept-cure-"+string(c.Kind))
	}
	return nil
}

// belongs wants a call to be one of the case: a validation in the test environment of a document of the case's type.
func belongs(d *validate.Result, c testcase.Case, e fse.Environment) error {
	values := lint.Values{"case": c.ID, "name": c.Name(), "type": string(c.Type), "document": d.DocumentType}
	if e == fse.Production {
		return refuse("not-in-production", values, "environment-stage")
	}
	if t, ok := testcase.ParseType(d.DocumentType); d.DocumentType != "" && (!ok || t != c.Type) {
		return refuse("other-type", values, "other-type-cure")
	}
	if body, ok := requestcheck.Body.Lookup(d); ok && body.Activity.Value != "" && body.Activity.Value != "VALIDATION" {
		values["activity"] = strconv.Quote(body.Activity.Value)
		return refuse("other-activity", values, "activity-validation")
	}
	return nil
}

func refuse(id string, v lint.Values, hint string) error {
	return &client.RefusalError{Kind: client.Faulty, Err: lint.Hinted(texts.Error(id, v), texts.Text(hint, v))}
}

// Claims gives the claims of a call what its case wants: those of a KO case of the token are broken in the one way that it asks for.
// Beside, over sets claims, or leaves out those whose value is nil.
func Claims(c testcase.Case, claims []byte, over map[string]any) ([]byte, error) {
	change := map[string]any{}
	switch c.Kind {
	case testcase.Token:
		change["purpose_of_use"] = nil
	case testcase.Field:
		change["action_id"] = "TEST"
	}
	return override(claims, over, change)
}

// override sets the members of a JSON object, or leaves out those whose value is nil; later changes win.
func override(object []byte, changes ...map[string]any) ([]byte, error) {
	members := map[string]json.RawMessage{}
	if err := json.Unmarshal(object, &members); err != nil {
		return nil, err
	}
	for _, change := range changes {
		for name, value := range change {
			if value == nil {
				delete(members, name)
				continue
			}
			raw, err := json.Marshal(value)
			if err != nil {
				return nil, err
			}
			members[name] = raw
		}
	}
	return json.Marshal(members)
}
