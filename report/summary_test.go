package report

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate"
)

// Every count of a summary is joined.
func TestSummaryJoin(t *testing.T) {
	var one Summary
	v := reflect.ValueOf(&one).Elem()
	for i := range v.NumField() {
		if f := v.Field(i); f.Kind() == reflect.Int {
			f.SetInt(int64(i + 1))
		}
	}
	one.Findings = [lint.Error + 1]int{1, 2, 3, 4}
	two := one
	two.Join(one)
	for i := range v.NumField() {
		if v.Field(i).Kind() == reflect.Int {
			assert.Equal(t, int64(2*(i+1)), reflect.ValueOf(two).Field(i).Int(), v.Type().Field(i).Name)
		}
	}
	assert.Equal(t, [lint.Error + 1]int{2, 4, 6, 8}, two.Findings)
}

func TestRefusalsAreBounded(t *testing.T) {
	var r Refusals
	for i := range mostRefusals + 7 {
		r.Add(&validate.Document{Verdict: validate.Refused, Gateway: &validate.GatewayAnswer{Answer: lint.Answer{Status: 400, Type: fmt.Sprint(i)}}})
	}
	list := r.List()
	assert.Len(t, list, mostRefusals+1)
	assert.Equal(t, Refusal{Other: true, Documents: 7}, list[mostRefusals])
	assert.Nil(t, RefusalOf(&validate.Document{Verdict: validate.Accepted}))
}
