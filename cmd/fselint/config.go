package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"go.yaml.in/yaml/v3"

	"github.com/fselint/fselint/internal/whole"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/validate/policy"
)

// configName is the project file that is read from the working directory.
const configName = "fselint.yaml"

// config is a project file: values for flags that the command line does not give, for all runs and for one plant
// ("impianto"), and what counts of the findings. Keys of the former are the names of the flags of check.
type config struct {
	Defaults  map[string]any            `yaml:"defaults"`
	Plants    map[string]map[string]any `yaml:"plants"`
	Update    map[string]any            `yaml:"update"` // of catalog update
	Lines     map[string]string         `yaml:"lines"`  // of the catalog, by environment
	Rules     policy.Levels             `yaml:"rules"`
	Overrides []override                `yaml:"overrides"`
}

// pathFlags are the flags whose values are files, taken relative to the project file.
var pathFlags = []string{"catalog", "registry", "certificate", "token-signature", "token-auth", "request", "claims", "ca", "baseline", "lock-file", "ledger", "trust", "trust-list-signer"}

// notConfigurable are flags that a project file must not set.
var notConfigurable = []string{"config", "plant", "help"}

// findConfig reads the project file: the one that --config names, else the one in the working directory; nil when there is none.
func findConfig(cmd *cobra.Command) (string, *config, error) {
	path, _ := cmd.Flags().GetString("config")
	explicit := path != ""
	if !explicit {
		path = configName
	}
	data, err := whole.Read(path, maxPart)
	if errors.Is(err, fs.ErrNotExist) && !explicit {
		return path, nil, nil
	}
	if err != nil {
		return path, nil, err
	}
	c, err := readConfig(data)
	if err != nil {
		return path, nil, fmt.Errorf("%s: %w", path, err)
	}
	return path, c, nil
}

// applyConfig sets the flags that the command line leaves alone from the project file.
func applyConfig(cmd *cobra.Command) error {
	plant, _ := cmd.Flags().GetString("plant")
	path, c, err := findConfig(cmd)
	if err != nil {
		return err
	}
	if c == nil {
		if plant != "" {
			return hinted{texts.Error("plant-there-no-fselint-yaml-here", lint.Values{"plant": strconv.Quote(plant)}), texts.Text("config-file-names-another-one", nil)}
		}
		return nil
	}
	if plant != "" {
		own, ok := c.Plants[plant]
		if !ok {
			return texts.Error("there-no-plant", lint.Values{"path": path, "plant": strconv.Quote(plant)})
		}
		if err := setFlags(cmd.Flags(), own, filepath.Dir(path)); err != nil {
			return texts.Error("plant", lint.Values{"path": path, "plant": plant, "err": err})
		}
	}
	if err := setFlags(cmd.Flags(), c.Defaults, filepath.Dir(path)); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if err := c.chooseLine(cmd.Flags()); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// chooseLine sets the line of the catalog that the file has for the environment, unless a line or a catalog is named.
func (c *config) chooseLine(flags *pflag.FlagSet) error {
	for environment, line := range c.Lines {
		if environment != "stage" && environment != "production" {
			return texts.Error("unknown-setting", lint.Values{"name": strconv.Quote("lines: " + environment)})
		}
		if _, err := parseLine("lines: "+environment, line); err != nil {
			return err
		}
	}
	flag, environment := flags.Lookup("line"), flags.Lookup("environment")
	if flag == nil || environment == nil || flag.Changed || flags.Changed("catalog") {
		return nil
	}
	return flag.Value.Set(c.Lines[environment.Value.String()])
}

func readConfig(data []byte) (*config, error) {
	const most = 1 << 20
	if len(data) > most {
		return nil, texts.Error("larger-than-bytes", lint.Values{"most": most})
	}
	var c config
	d := yaml.NewDecoder(bytes.NewReader(data))
	d.KnownFields(true)
	if err := d.Decode(&c); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return &c, nil
}

// setFlags sets every flag named in values that is not set yet.
func setFlags(flags *pflag.FlagSet, values map[string]any, dir string) error {
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		flag := flags.Lookup(name)
		if flag == nil || slices.Contains(notConfigurable, name) {
			return texts.Error("unknown-setting", lint.Values{"name": strconv.Quote(name)})
		}
		if flag.Changed {
			continue
		}
		if err := setFlag(flag, values[name], dir); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// setFlag sets one flag. A flag that may be repeated takes the elements of a list one by one, any other joined by commas.
func setFlag(flag *pflag.Flag, v any, dir string) error {
	list, ok := v.([]any)
	if !ok || flag.Value.Type() != "stringArray" {
		list = []any{v}
	}
	for _, element := range list {
		value, err := configValue(element)
		if err != nil {
			return err
		}
		if slices.Contains(pathFlags, flag.Name) && value != "" && !filepath.IsAbs(value) {
			value = filepath.Join(dir, value)
		}
		if err := flag.Value.Set(value); err != nil {
			return err
		}
	}
	flag.Changed = true
	return nil
}

// configValue is a scalar or a list of scalars as a flag takes it.
func configValue(v any) (string, error) {
	switch v := v.(type) {
	case string:
		return v, nil
	case bool, int, int64, float64:
		return fmt.Sprint(v), nil
	case []any:
		parts := make([]string, len(v))
		for i, e := range v {
			s, err := configValue(e)
			if err != nil {
				return "", err
			}
			parts[i] = s
		}
		return strings.Join(parts, ","), nil
	}
	return "", texts.Error("a-text-number-true-or-false", nil)
}
