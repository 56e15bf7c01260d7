package checks

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/lint"
)

// CallNames say which call of the gateway is meant, in the words of flags, project file and requests. "" stands for the default.
type CallNames struct {
	Operation   string
	Profile     string // national or toscana
	Environment string // stage or production
	Generation  string // such as 2026-05
	At          string // a point in time after RFC 3339
}

// profiles and environments by the names that users give them.
var (
	profiles     = map[string]fse.Profile{"": fse.National, "national": fse.National, "toscana": fse.Toscana}
	environments = map[string]fse.Environment{"": fse.AnyEnvironment, "stage": fse.Stage, "production": fse.Production}
)

// Call returns the call that the names stand for; an error has a hint with the names that there are. Operations are admitted beside
// those that can be judged.
func (n CallNames) Call(beside ...fse.Operation) (Call, error) {
	c := Call{Operation: fse.Operation(n.Operation)}
	refuse := func(key string, value string, hint lint.Text) (Call, error) {
		return c, lint.Hinted(texts.Error("unknown-"+key, lint.Values{key: strconv.Quote(value)}), hint)
	}
	if c.Operation == "" {
		c.Operation = fse.ValidateAndCreate
	}
	if !slices.Contains(fse.Operations(), c.Operation) && !slices.Contains(beside, c.Operation) {
		return refuse("operation", n.Operation, texts.Text("operations", lint.Values{"value": strings.Join(OperationNames(), ", ")}))
	}
	var ok bool
	if c.Profile, ok = profiles[n.Profile]; !ok {
		return refuse("profile", n.Profile, texts.Text("profile-national-or-toscana", nil))
	}
	if c.Environment, ok = environments[n.Environment]; !ok {
		return refuse("environment", n.Environment, texts.Text("environment-stage-or-production", nil))
	}
	if n.Generation != "" {
		if c.Generation, ok = fse.GenerationByName(n.Generation); !ok {
			return refuse("generation", n.Generation, texts.Text("gateway-generations", lint.Values{"generations": strings.Join(GenerationNames(), ", ")}))
		}
	}
	var err error
	if n.At != "" {
		c.At, err = Moment(n.At)
	}
	return c, err
}

// Moment reads the point in time of --at, after RFC 3339.
func Moment(at string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339, at)
	if err != nil {
		err = lint.Hinted(texts.Error("at-not-point-in-time", lint.Values{"at": strconv.Quote(at)}), texts.Text("at-2026-01-31t10-45-00", nil))
	}
	return t, err
}

// OperationNames lists the operations that can be judged.
func OperationNames() []string { return names(fse.Operations()) }

// GenerationNames lists the generations of the gateway.
func GenerationNames() []string {
	var list []string
	for _, g := range fse.Generations() {
		list = append(list, g.String())
	}
	return list
}

func names[S ~string](list []S) []string {
	var words []string
	for _, s := range list {
		words = append(words, string(s))
	}
	return words
}
