package progress

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestTexts(t *testing.T) { assert.Empty(t, texts.Check()) }

func TestLines(t *testing.T) {
	var c Counter
	c.Done.Store(50)
	c.Faults.Store(2)
	var b bytes.Buffer
	show := lines(&b, &c, "en", time.Now().Add(-10*time.Second))
	show()
	c.Total.Store(100)
	show()
	c.Writing.Store(7)
	show()
	assert.Equal(t, "50 documents, 5/s, 2 not judged\n50 of 100 documents, 5/s, 2 not judged, 10s left\nwriting reports: 7 of 50 documents\n", b.String())
}

// TestNoTerminal: what is written to no terminal passes as it is; a display can end twice.
func TestNoTerminal(t *testing.T) {
	var c Counter
	var b bytes.Buffer
	d := Show(&b, &c, "it", false)
	_, err := d.Beside(&b).Write([]byte("x"))
	assert.NoError(t, err)
	d.End()
	d.End()
	Show(&b, &c, "it", true).End()
	assert.Equal(t, "x", b.String())
}
