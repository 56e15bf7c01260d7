// Package upload judges what people hand in at once: files dropped on a page or posted to a service, told apart by what they are.
// Nothing touches a disk or a network, so it does the same in a server and in a browser.
package upload

import (
	"bytes"
	"cmp"
	"encoding/pem"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/token"
	"github.com/fselint/fselint/pades"
	"github.com/fselint/fselint/validate"
)

// File is a file as it was handed in.
type File struct {
	Name string // may hold folders, with slashes
	Data []byte // nobody changes it afterwards
}

// submissions puts files together: what lies in one folder beside tokens, a request body or a certificate goes with its document.
// Every file is in a submission, whatever it is.
func submissions(files []File) ([]*validate.Bundle, error) {
	folders := map[string][]File{}
	for _, f := range files {
		folder := path.Dir(path.Clean("/" + f.Name))
		folders[folder] = append(folders[folder], f)
	}
	var all []*validate.Bundle
	for _, folder := range slices.Sorted(maps.Keys(folders)) {
		bundles, err := together(folder, folders[folder])
		if err != nil {
			return nil, err
		}
		all = append(all, bundles...)
	}
	return all, nil
}

// together makes submissions of the files of one folder.
func together(folder string, files []File) ([]*validate.Bundle, error) {
	parts := map[string][]byte{}
	from := map[string]string{}
	var documents []*validate.Bundle
	for _, f := range files {
		source := sourceOf(f.Data)
		if source == "" {
			documents = append(documents, validate.Bytes(cmp.Or(f.Name, "-"), f.Data))
			continue
		}
		if other, twice := from[source]; twice {
			return nil, lint.Hinted(texts.Error("part-twice", lint.Values{"a": other, "b": f.Name, "part": lint.Known(source)}), texts.Text("one-submission-a-folder", nil))
		}
		parts[source], from[source] = f.Data, f.Name
	}
	switch {
	case len(parts) == 0:
		return documents, nil
	case len(documents) > 1:
		return nil, lint.Hinted(texts.Error("whose-parts", lint.Values{"n": len(documents), "folder": strings.TrimPrefix(folder, "/")}), texts.Text("one-submission-a-folder", nil))
	case len(documents) == 0:
		documents = []*validate.Bundle{{Path: files[0].Name}}
	}
	documents[0].Parts = parts
	return documents, nil
}

// longest is how much of a file tells what it is, in bytes; no token or certificate is longer.
const longest = 1 << 20

// sourceOf tells which part of a submission some bytes are, "" for a document: whatever is none of the others is judged as one.
func sourceOf(data []byte) string {
	head := bytes.TrimSpace(bytes.TrimPrefix(data[:min(len(data), longest)], []byte("\xEF\xBB\xBF")))
	switch {
	case bytes.HasPrefix(head, []byte("{")):
		return lint.SourceRequest
	case isToken(head):
		return tokenSource(data)
	case isCertificate(head):
		return lint.SourceCertificate
	}
	return ""
}

// isToken: three parts in base64url, the first that of a JSON object.
func isToken(head []byte) bool {
	head = bytes.TrimSpace(bytes.TrimPrefix(head, []byte("Bearer ")))
	return bytes.HasPrefix(head, []byte("eyJ")) && bytes.Count(head, []byte(".")) == 2 && !bytes.ContainsAny(head, " <>{}")
}

// ofSignatureToken are claims that only the signature token has.
var ofSignatureToken = []string{"attachment_hash", "action_id", "purpose_of_use", "resource_hl7_type", "subject_application_id", "subject_role"}

func tokenSource(data []byte) string {
	t := token.Parse(data)
	if slices.ContainsFunc(ofSignatureToken, func(claim string) bool { return t.String(claim) != "" }) {
		return lint.SourceSignatureToken
	}
	return lint.SourceAuthenticationToken
}

// isCertificate: PEM, or DER of a certificate or of a PKCS#12, which begin with a long sequence, as CMS around a document does.
func isCertificate(head []byte) bool {
	if pades.WrappingOf(head) == pades.Envelope {
		return false
	}
	block, _ := pem.Decode(head)
	return block != nil || len(head) > 4 && head[0] == 0x30 && head[1] >= 0x80
}
