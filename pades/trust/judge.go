package trust

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/fselint/fselint/pades/qcstatements"
	"github.com/fselint/fselint/pades/trust/internal/evidence"
)

const (
	// maxVerifications bounds the signatures that are verified for one question; a usual path needs three, with revocation eight.
	maxVerifications = 100
	// maxSteps bounds the certificates that are tried for a path, so that a mesh of cross-certificates comes to an end.
	maxSteps = 2000
	// maxPath is the longest path, anchor included.
	maxPath = 12
	// maxOthers and maxEvidence bound what a document brings along.
	maxOthers   = 1000
	maxEvidence = 1000
)

// judge answers one question.
type judge struct {
	ctx   context.Context
	q     Question
	store *Store
	now   time.Time
	pool  *pool // certificates of the document and fetched ones
	crls  []*evidence.CRL
	ocsps []*evidence.Response

	verified map[pair]error
	states   map[pair]Revocation
	budget   int
	steps    int
	fetched  map[string]bool
	notes    []Note
}

// pair is a certificate with one that is said to have issued it.
type pair struct{ subject, issuer *certificate }

// route is a path as far as it goes, with what was found out about it.
type route struct {
	path       []*certificate
	anchor     *Anchor
	finding    Finding
	revocation Finding
	states     []Revocation
	word       Word
}

func (j *judge) answer() Answer {
	j.verified, j.states, j.fetched = map[pair]error{}, map[pair]Revocation{}, map[string]bool{}
	leaf, err := readCertificate(j.q.Certificate, OriginDocument)
	if err != nil {
		f := finding(NotJudged, Unreadable, "", err.Error(), err.Error())
		return Answer{Finding: f, Path: f, Revocation: f, Qualified: Qualified{Word: NotJudged, Device: NotJudged}}
	}
	j.readDocument(leaf)
	best := j.search(leaf)
	j.noteLists()
	a := Answer{Path: best.finding, Revocation: best.revocation, Anchor: best.anchor, Statements: qcstatements.Read(leaf.Certificate)}
	for i, c := range best.path {
		a.Links = append(a.Links, link(c, best.states[i]))
	}
	a.Finding = best.overall()
	a.Qualified = j.qualified(leaf, best)
	j.noteDates(best)
	a.Notes = j.notes
	return a
}

// overall puts path and revocation together: what speaks against trust comes first, then what is open.
func (r *route) overall() Finding {
	for _, w := range []Word{NotTrusted, NotJudged} {
		for _, f := range []Finding{r.finding, r.revocation} {
			if f.Word == w {
				return f
			}
		}
	}
	return Finding{Word: Trusted}
}

func link(c *certificate, r Revocation) Link {
	return Link{Raw: c.Raw, Subject: c.Subject.String(), Issuer: c.Issuer.String(), Serial: c.serial(),
		NotBefore: c.NotBefore, NotAfter: c.NotAfter, Origin: c.origin, Revocation: r}
}

// OriginDocument is the Origin of what the document brought along.
const OriginDocument = "document"

// readDocument reads what the document brings along. What cannot be read is noted.
func (j *judge) readDocument(leaf *certificate) {
	j.pool = newPool()
	j.pool.add(leaf)
	for i, der := range j.q.Others {
		if i == maxOthers {
			j.note(NoteUnusableCert, "", fmt.Sprintf("more than %d certificates", maxOthers))
			break
		}
		if bytes.Equal(der, leaf.Raw) {
			continue
		}
		c, err := readCertificate(der, OriginDocument)
		if err != nil {
			j.note(NoteUnusableCert, "", err.Error())
			continue
		}
		j.pool.add(c)
	}
	for i, der := range j.q.CRLs {
		if i == maxEvidence {
			break
		}
		j.addCRL(der, OriginDocument)
	}
	for i, der := range j.q.OCSPs {
		if i == maxEvidence {
			break
		}
		j.addOCSP(der, OriginDocument)
	}
}

func (j *judge) addCRL(der []byte, origin string) {
	list, err := evidence.ReadCRL(der, origin)
	if err != nil {
		j.note(NoteUnusableEvidence, origin, err.Error())
		return
	}
	j.crls = append(j.crls, list)
}

func (j *judge) addOCSP(der []byte, origin string) {
	response, err := evidence.ReadOCSP(der, origin)
	if err != nil {
		j.note(NoteUnusableEvidence, origin, err.Error())
		return
	}
	j.ocsps = append(j.ocsps, response)
}

// maxNotes bounds the remarks of one answer.
const maxNotes = 50

func (j *judge) note(kind, about, detail string) {
	n := Note{kind, about, detail}
	if len(j.notes) < maxNotes && !slices.Contains(j.notes, n) {
		j.notes = append(j.notes, n)
	}
}

func (j *judge) noteDates(r *route) {
	for _, c := range r.path {
		if !j.q.At.After(c.NotAfter) && j.now.After(c.NotAfter) {
			j.note(NoteExpiredSince, c.name(), "expired on "+stamp(c.NotAfter))
		}
	}
	if r.anchor != nil && !j.q.At.IsZero() {
		if f := r.path[len(r.path)-1].validAt(j.q.At); f.Word != Trusted {
			j.note(NoteAnchorExpired, f.About, f.Value)
		}
	}
}

// issued tells whether issuer's key has signed c. It remembers.
func (j *judge) issued(c, issuer *certificate) error {
	p := pair{c, issuer}
	err, known := j.verified[p]
	if known {
		return err
	}
	if j.budget--; j.budget < 0 {
		return errBudget
	}
	err = issuer.VerifySigned(c.algorithm, c.signed, c.signature)
	j.verified[p] = err
	return err
}
