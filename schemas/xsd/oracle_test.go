package xsd

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/fselint/fselint/internal/testkit/shared"

	"github.com/stretchr/testify/require"
)

// oracle is a running reference: a program that reads, over and over, one byte (the index of the schema set in
// nationalSets), four bytes (a length, big endian) and a document, and answers each with one line of JSON.
type oracle struct {
	in  *bufio.Writer
	out *bufio.Reader
}

type oracleAnswer struct {
	OK     bool
	Fatal  *string
	Errors []struct {
		Code      string
		Line, Col int
		Sev       int
		Msg       string
	}
}

// startOracle starts $FSELINT_XSD_ORACLE or skips.
func startOracle(tb testing.TB) *oracle {
	tb.Helper()
	command := os.Getenv("FSELINT_XSD_ORACLE")
	if command == "" {
		tb.Skip("FSELINT_XSD_ORACLE names no reference to compare with")
	}
	cmd := exec.Command(command)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	require.NoError(tb, err)
	out, err := cmd.StdoutPipe()
	require.NoError(tb, err)
	require.NoError(tb, cmd.Start())
	tb.Cleanup(func() {
		_ = in.Close()
		_ = cmd.Wait()
	})
	return &oracle{bufio.NewWriter(in), bufio.NewReaderSize(out, 1<<20)}
}

func (o *oracle) ask(set int, text []byte) (oracleAnswer, error) {
	var a oracleAnswer
	head := binary.BigEndian.AppendUint32([]byte{byte(set)}, uint32(len(text)))
	if _, err := o.in.Write(head); err != nil {
		return a, err
	}
	if _, err := o.in.Write(text); err != nil {
		return a, err
	}
	if err := o.in.Flush(); err != nil {
		return a, err
	}
	line, err := o.out.ReadString('\n')
	if err != nil {
		return a, fmt.Errorf("the reference ended: %w", io.ErrUnexpectedEOF)
	}
	return a, json.Unmarshal([]byte(line), &a)
}

// TestMutationsAgainstReference compares verdicts, and counts equal first codes, over mutations of the corpus.
// $FSELINT_XSD_MUTATIONS is their number (20000), $FSELINT_XSD_SEED the seed; $FSELINT_XSD_KEEP a folder for the
// documents on which the two differ.
func TestMutationsAgainstReference(t *testing.T) {
	ref := startOracle(t)
	count := envInt("FSELINT_XSD_MUTATIONS", 20000)
	documents := corpus(t)
	m := newMutator(t, uint64(envInt("FSELINT_XSD_SEED", 1)), documents)
	bySet := [2][]judged{}
	for _, d := range documents {
		if strings.EqualFold(d.Encoding, "utf-8") {
			i := slices.Index(nationalSets, d.TypeID)
			bySet[i] = append(bySet[i], d)
		}
	}
	different, invalid, sameCode, lines, lists, sameLists, unequal := 0, 0, 0, 0, 0, 0, 0
	for i := range count {
		set := i % 2
		d := bySet[set][m.rnd.IntN(len(bySet[set]))]
		text := m.mutate(d.text)
		want, err := ref.ask(set, text)
		require.NoError(t, err)
		got := judge(t, national(t, nationalSets[set]), string(text))
		if got.Valid() != want.OK || (got.Fatal != nil) != (want.Fatal != nil) {
			different++
			keep(t, i, text)
			if different < 60 {
				t.Errorf("%d %s of set %d: valid %v, reference %v\n ours %s\n reference %s", i, d.File, set, got.Valid(), want.OK, summary(got), answer(want))
			}
			continue
		}
		if want.Fatal == nil {
			var all []string
			for _, e := range want.Errors {
				all = append(all, fmt.Sprintf("%s@%d:%d", e.Code, e.Line, e.Col))
			}
			if mine := asReference(parse(t, text), got); !slices.Equal(all, mine) {
				if unequal++; unequal < envInt("FSELINT_XSD_CODES", 0) {
					t.Logf("%d %s codes and places\n ours %v\n reference %v", i, d.File, mine, all)
				}
			}
		}
		if !want.OK && len(want.Errors) > 0 && len(got.Errors) > 0 {
			invalid++
			if want.Errors[0].Code == got.Errors[0].Code || slices.Contains(got.Errors[0].Codes, want.Errors[0].Code) {
				sameCode++
				if list := expectedBy(want.Errors[0].Msg); list != nil && len(want.Errors[0].Msg) < 600 {
					lists++
					if slices.Equal(list, localNames(got.Errors[0].Expected)) {
						sameLists++
					} else if lists-sameLists < 10 {
						t.Logf("%d %s expected\n ours %s\n reference %s", i, d.File, got.Errors[0].Expected, answer(want))
					}
				}
			} else if lines++; lines < envInt("FSELINT_XSD_CODES", 0) {
				t.Logf("%d %s first code\n ours %s\n reference %s", i, d.File, summary(got), answer(want))
			}
		}
	}
	t.Logf("%d mutations, %d different verdicts; %d invalid, %d with the same first code; %d lists of expected elements, %d the same; %d with other codes or places",
		count, different, invalid, sameCode, lists, sameLists, unequal)
}

// expectedBy reads the names that the reference expected, sorted; nil when it names none.
func expectedBy(message string) []string {
	_, list, found := strings.Cut(message, "One of '")
	if !found {
		return nil
	}
	var names []string
	for _, m := range regexp.MustCompile(`":(\w+)`).FindAllStringSubmatch(list, -1) {
		names = append(names, m[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func localNames(names []string) []string {
	var locals []string
	for _, name := range names {
		locals = append(locals, name[strings.IndexByte(name, ':')+1:])
	}
	slices.Sort(locals)
	return slices.Compact(locals)
}

func keep(t *testing.T, i int, text []byte) {
	if dir := os.Getenv("FSELINT_XSD_KEEP"); dir != "" {
		require.NoError(t, os.WriteFile(filepath.Join(dir, fmt.Sprintf("%06d.xml", i)), text, 0o600))
	}
}

func summary(r *Result) string {
	if r.Fatal != nil {
		return "fatal " + r.Fatal.Error()
	}
	if len(r.Errors) == 0 {
		return "valid"
	}
	e := r.Errors[0]
	return fmt.Sprintf("%d: %d:%d %v %s %s=%q %s", len(r.Errors), e.Line, e.Column, e.Codes, e.Element, e.Attribute, e.Value, e.Raw)
}

func answer(a oracleAnswer) string {
	if a.Fatal != nil {
		return "fatal " + *a.Fatal
	}
	if len(a.Errors) == 0 {
		return "valid"
	}
	e := a.Errors[0]
	return fmt.Sprintf("%d: %d:%d %s", len(a.Errors), e.Line, e.Col, e.Msg)
}

func envInt(name string, otherwise int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	return otherwise
}

// newMutator takes the names of elements from the corpus and those of types from the sets.
func newMutator(tb testing.TB, seed uint64, documents []judged) *mutator {
	tb.Helper()
	names := map[string]bool{}
	for _, d := range documents {
		for _, e := range elements(d.text) {
			names[e.name] = true
		}
	}
	m := &mutator{rnd: rand.New(rand.NewPCG(seed, seed))}
	for name := range names {
		m.names = append(m.names, name)
	}
	slices.Sort(m.names)
	m.types = []string{"", " ", "nope", "x:CD", " CD ", "CD\n", "CD CE", ":CD", "CD:", "ANY", "xsi:type", "5"}
	complexType := regexp.MustCompile(`<xs:(?:complex|simple)Type[^>]* name="([^"]+)"`)
	files, err := readSet(shared.Dir(tb, "catalog", "schema", nationalSets[0]))
	require.NoError(tb, err)
	m.attrs, m.elems = declaredIn(files, "attribute"), declaredIn(files, "element")
	for _, file := range []string{"datatypes-base.xsd", "datatypes.xsd"} {
		for _, match := range complexType.FindAllSubmatch(files[file], -1) {
			m.types = append(m.types, string(match[1]))
		}
	}
	return m
}

// declaredIn lists the names of the elements or attributes that a set declares.
func declaredIn(files map[string][]byte, what string) []string {
	declaration := regexp.MustCompile(`<xs:` + what + ` name="([^"]+)"`)
	names := map[string]bool{}
	for _, content := range files {
		for _, match := range declaration.FindAllSubmatch(content, -1) {
			names[string(match[1])] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}
