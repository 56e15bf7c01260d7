package draft

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

var update = flag.Bool("update", false, "write docs/ci.md anew")

const ciPage = "../../docs/ci.md"

// ciNames are the systems as their makers write them, with what the workflow shows there.
var ciNames = map[string][2]string{
	"github":  {"GitHub Actions", "Findings are annotations of the lines that they are in, and alerts of code scanning."},
	"gitlab":  {"GitLab CI", "Findings stand in the merge request: tests (JUnit) and code quality."},
	"azure":   {"Azure Pipelines", "Findings are issues of the run, and tests (JUnit)."},
	"jenkins": {"Jenkins", "Findings are tests (JUnit); the Warnings plugin reads `--output checkstyle=fselint.xml` too."},
}

// TestCIPage: the page shows the workflows as init writes them, and each is what its system reads.
func TestCIPage(t *testing.T) {
	var b strings.Builder
	b.WriteString("# Ready workflows\n\n`fselint init --ci NAME DOCUMENTS` writes one of these. Each is red when the gateway would refuse a document, or " +
		"when the\nnational catalog is missing; `--redact` keeps what documents say of people out of logs. Other systems take `--format tap`,\n`junit`, " +
		"`checkstyle`, `csv` or `concise`: [report.md](report.md).\n")
	for _, c := range Systems {
		text := string(c.Workflow([]string{"documents"}))
		if strings.HasSuffix(c.File, ".yml") {
			var v map[string]any
			require.NoError(t, yaml.Unmarshal([]byte(text), &v), c.Name)
			assert.NotEmpty(t, v, c.Name)
		} else {
			assert.Equal(t, strings.Count(text, "{"), strings.Count(text, "}"), c.Name)
		}
		assert.Contains(t, text, "check --require-catalog --redact ", c.Name)
		assert.NotContains(t, text, "@PATHS@", c.Name)
		lang := map[bool]string{true: "yaml", false: "groovy"}[strings.HasSuffix(c.File, ".yml")]
		b.WriteString("\n## " + ciNames[c.Name][0] + "\n\n`" + c.File + "`. " + ciNames[c.Name][1] + "\n\n```" + lang + "\n" + text + "```\n")
	}
	if *update {
		require.NoError(t, os.WriteFile(ciPage, []byte(b.String()), 0o644))
	}
	got, err := os.ReadFile(ciPage)
	require.NoError(t, err)
	assert.Equal(t, b.String(), string(got), "go test ./gateway/draft -run CIPage -update")
}
