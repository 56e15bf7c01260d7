package lint

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestSpoken(t *testing.T) {
	_, missing := os.Open("nowhere")
	greeting := sample.Error("greeting", Values{"name": missing})
	for _, c := range []struct {
		err    error
		en, it string
	}{
		{errors.New("x"), "x", "x"},
		{missing, "open nowhere: no such file or directory", "nowhere: file o cartella inesistente"},
		{fmt.Errorf("a.xml: %w", fs.ErrPermission), "a.xml: permission denied", "a.xml: permesso negato"},
		{greeting, "hello open nowhere: no such file or directory", "ciao nowhere: file o cartella inesistente"},
		{fmt.Errorf("--in: %w", greeting), "--in: hello open nowhere: no such file or directory", "--in: ciao nowhere: file o cartella inesistente"},
		{errors.Join(greeting, errors.New("x")), "hello open nowhere: no such file or directory\nx", "ciao nowhere: file o cartella inesistente\nx"},
	} {
		assert.Equal(t, c.en, Spoken(c.err, "en"))
		assert.Equal(t, c.it, Spoken(c.err, "it"))
	}
	assert.ErrorIs(t, greeting, fs.ErrNotExist)
	assert.Equal(t, "hello …", greeting.(*TextError).Public().In("en"))
}
