package campaign

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/fselint/fselint/dossier/testcase"
)

func TestTexts(t *testing.T) { assert.Empty(t, texts.Check()) }

// TestSkeleton: the plan that is written to begin with has every case of its types and can be read.
func TestSkeleton(t *testing.T) {
	for _, lang := range []string{"it", "en"} {
		path := filepath.Join(t.TempDir(), "plan.yaml")
		require.NoError(t, os.WriteFile(path, Skeleton(testcase.Types(), "GATEWAY/A1#1/FILES", lang), 0o600))
		p, err := ReadPlan(path)
		require.NoError(t, err)
		assert.Len(t, p.Cases, len(testcase.All()))
		for _, item := range p.Cases {
			if item.Case.Kind == testcase.Timeout {
				assert.Empty(t, item.Document)
				continue
			}
			assert.Equal(t, filepath.Join(filepath.Dir(path), "GATEWAY/A1#1/FILES"), filepath.Dir(item.Document))
		}
	}
}

func TestPlansThatAreWrong(t *testing.T) {
	for text, want := range map[string]string{
		"":                                    "no cases",
		"cases: []":                           "no cases",
		"cases: 7":                            "YAML",
		"cases:\n- case: 147\n  file: a.pdf":  "YAML",
		"cases:\n- case: 9001\n  document: a": "9001",
		"cases:\n- case: 147":                 "no document",
		"cases:\n- case: 48\n  document: a":   "timeout",
		"cases:\n- {case: 147, document: a}\n- {case: 147, document: b}": "twice",
	} {
		_, err := parse([]byte(text))
		assert.ErrorContains(t, err, want, text)
	}
	p, err := parse([]byte("cases:\n- {case: 147, document: a}\n- {case: 48, shown: x}"))
	require.NoError(t, err)
	require.Error(t, p.Only([]int{151}))
	require.NoError(t, p.Only([]int{48}))
	assert.Len(t, p.Cases, 1)
}

// TestClaims: KO cases of the token break one claim, all others none.
func TestClaims(t *testing.T) {
	const claims = `{"purpose_of_use":"TREATMENT","action_id":"CREATE","subject_role":"AAS"}`
	for id, want := range map[int]string{
		147: claims, 151: claims,
		32: `{"action_id":"CREATE","subject_role":"AAS"}`,
		40: `{"purpose_of_use":"TREATMENT","action_id":"TEST","subject_role":"AAS"}`,
	} {
		c, _ := testcase.ByID(id)
		got, err := Claims(c, []byte(claims), nil)
		require.NoError(t, err)
		assert.JSONEq(t, want, string(got), id)
	}
	c, _ := testcase.ByID(147)
	got, err := Claims(c, []byte(claims), map[string]any{"subject_role": nil, "patient_consent": true})
	require.NoError(t, err)
	assert.JSONEq(t, `{"purpose_of_use":"TREATMENT","action_id":"CREATE","patient_consent":true}`, string(got))
	_, err = Choose(48)
	require.Error(t, err, "a timeout is not sent")
	_, err = Choose(9001)
	require.Error(t, err)
}

func TestCampaignOfMachines(t *testing.T) {
	p, err := parse([]byte("cases:\n- {case: 147, document: nowhere.pdf}"))
	require.NoError(t, err)
	out, err := os.Create(filepath.Join(t.TempDir(), "out.json"))
	require.NoError(t, err)
	defer out.Close()
	require.NoError(t, JSON(out, Scope{}, []*Outcome{judge(&p.Cases[0], nil)}, "en"))
	data, err := os.ReadFile(out.Name())
	require.NoError(t, err)
	var whole map[string]any
	require.NoError(t, json.Unmarshal(data, &whole))
	assert.Equal(t, map[string]any{"open": 1.0}, whole["counts"])
}
