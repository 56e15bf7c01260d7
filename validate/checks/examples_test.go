package checks

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/internal/testkit/certtest"
	"github.com/fselint/fselint/schemas"
	"github.com/fselint/fselint/schemas/starter"
	"github.com/fselint/fselint/validate"
)

// elsewhere are the rules whose example is about another region or person than the sample submission, with what that is.
var elsewhere = map[string]string{
	"JWT-LOCALITY-REGION": "the sample is sent by region 120",
	"REQ-REGION-DIFFERS":  "the other identifiers of the sample are of region 120",
	"XCK-PATIENT":         "the patient of the sample is another",
}

// TestExamplesCure puts the examples of rules about claims and fields into whole submissions: the one before brings the finding, the one
// after makes it go away. Examples with an ellipsis, or of other things than members of token and body, cannot be put there.
func TestExamplesCure(t *testing.T) {
	catalog, err := schemas.OpenFS(starter.FS(), "embedded", schemas.AsStarter())
	require.NoError(t, err)
	operations := []fse.Operation{fse.ValidateAndCreate, fse.Create, fse.Replace, fse.Update}
	runners := map[fse.Operation]*validate.Runner{}
	for _, op := range operations {
		runners[op], err = NewRunner(Config{Catalog: catalog, Call: Call{Operation: op, At: certtest.Now}})
		require.NoError(t, err)
	}
	cured := 0
	for _, r := range Rules() {
		switch r.Family {
		case "JWT", "REQ", "ID", "CF", "OID", "XCK":
		default:
			continue
		}
		if elsewhere[r.ID] != "" {
			continue
		}
		before, after := r.Example("en")
		faulty, ok := exampleMembers(before)
		mended, also := exampleMembers(after)
		if !ok || !also {
			continue
		}
		for _, op := range operations {
			if !reports(t, runners[op], op, faulty, r.ID) {
				continue
			}
			cured++
			assert.False(t, reports(t, runners[op], op, mended, r.ID), "%s: %s does not cure %s (%s)", r.ID, after, before, op)
			break
		}
	}
	t.Logf("%d rules", cured)
	assert.Greater(t, cured, 40)
}

// exampleMembers reads an example as members of a JSON object.
func exampleMembers(text string) (map[string]any, bool) {
	members := map[string]any{}
	text = strings.TrimSpace(text)
	if !strings.HasPrefix(text, "{") {
		text = "{" + text + "}"
	}
	return members, !strings.Contains(text, "…") && json.Unmarshal([]byte(text), &members) == nil && len(members) > 0
}

// reports judges a valid submission with some claims and fields changed.
func reports(t *testing.T, runner *validate.Runner, op fse.Operation, members map[string]any, rule string) bool {
	s := newSubmission(t, op)
	fields := newSubmission(t, fse.ValidateAndCreate).Body
	for name, value := range members {
		if _, field := fields[name]; field || strings.HasPrefix(rule, "REQ") {
			s.Body[name] = value
		} else {
			s.Claims[name] = value
		}
	}
	d := runner.Document(context.Background(), s.Bundle(t)).Document
	for i := range d.Findings {
		if d.Findings[i].Rule.ID == rule {
			return true
		}
	}
	return false
}
