package policy

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/fselint/fselint/internal/whole"
	"github.com/fselint/fselint/lint"
)

// KeyFile is the name of the file with the secret of a project, beside its baseline. It is made once and not committed.
const KeyFile = ".fselint.key"

// EnvKey is the environment variable that has the secret where there is no such file.
const EnvKey = "FSELINT_BASELINE_KEY"

const keySize = 32

// FindKey returns the secret for baselines in a folder: that of $FSELINT_BASELINE_KEY, else that of the file; nil when there is none.
func FindKey(dir string) ([]byte, error) {
	text := os.Getenv(EnvKey)
	if text == "" {
		data, err := whole.Read(filepath.Join(dir, KeyFile), 1<<10)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		text = string(data)
	}
	key, err := hex.DecodeString(strings.TrimSpace(text))
	if err != nil || len(key) != keySize {
		return nil, texts.Error("no-key", lint.Values{"file": KeyFile, "variable": EnvKey, "digits": 2 * keySize})
	}
	return key, nil
}

// MakeKey is FindKey, and makes the file where there is no secret: made tells so.
func MakeKey(dir string) (key []byte, made bool, err error) {
	if key, err = FindKey(dir); err != nil || key != nil {
		return key, false, err
	}
	key = make([]byte, keySize)
	rand.Read(key)
	err = whole.WriteNew(filepath.Join(dir, KeyFile), false, whole.Bytes([]byte(hex.EncodeToString(key)+"\n")))
	if errors.Is(err, fs.ErrExist) { // somebody was faster
		key, err = FindKey(dir)
		return key, false, err
	}
	return key, err == nil, err
}
