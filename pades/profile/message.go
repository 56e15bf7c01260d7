package profile

import (
	"bytes"
	"cmp"
	"crypto/sha1"
	"errors"
	"fmt"

	"github.com/fselint/fselint/pades/cms"
	"github.com/fselint/fselint/pades/internal/ber"
)

var errNoRange = errors.New("there is no byte range, so nothing is signed")

// verdict is an integrity with its reason.
type verdict struct {
	integrity Integrity
	cause     Cause
	detail    string
}

func broken(cause Cause, format string, args ...any) verdict {
	return verdict{Broken, cause, fmt.Sprintf(format, args...)}
}

func unknown(cause Cause, format string, args ...any) verdict {
	return verdict{Indeterminate, cause, fmt.Sprintf(format, args...)}
}

var intact = verdict{integrity: Intact, detail: "the signed bytes are unchanged and the signature value is right"}

// readMessage parses a CMS that contents begin with. What follows it is padding.
func readMessage(b *budget, contents []byte) (*Message, error) {
	data, err := cms.Parse(contents)
	if errors.Is(err, cms.ErrTooMany) {
		b.bound("%v", err)
	}
	if err != nil {
		return nil, err
	}
	if b.messages += data.Length; b.messages > maxMessages {
		b.bound("%v", errMessages)
		return nil, errMessages
	}
	contents = contents[:data.Length]
	if cap(contents) > data.Length+maxPadding { // what was read refers to it
		contents = bytes.Clone(contents)
		if data, err = cms.Parse(contents); err != nil {
			return nil, err
		}
	}
	m := &Message{SignedData: data, Bytes: contents, Certificates: data.ReadableCertificates()}
	if node, err := ber.Read(m.Bytes); err == nil {
		m.DER = bytes.Equal(node.DER(), m.Bytes)
	}
	for _, info := range data.Signers[:min(len(data.Signers), maxSigners)] {
		s := &Signer{Info: info, Signed: info.SignedAttributes(), Unsigned: info.UnsignedAttributes()}
		s.Certificate, _ = info.Find(m.Certificates)
		s.Sorted = bytes.Equal(info.SignedAttributesAsSent(), info.SignedAttributesDER())
		s.SigningTime, _ = info.SigningTime()
		m.DER = m.DER && s.Sorted // the set of attributes has a tag of its own, so DER does not sort it
		s.Weaknesses = weaknesses(info, s.Certificate)
		s.readReference()
		m.Signers = append(m.Signers, s)
	}
	return m, nil
}

// unreadable is the verdict about a message that cannot be read.
func unreadable(what string, err error) verdict {
	if errors.Is(err, cms.ErrTooMany) || errors.Is(err, errMessages) {
		return unknown(BoundExceeded, "%s: %v", what, err)
	}
	if errors.Is(err, cms.ErrSuperfluous) { // as the gateway reads it; others are more lenient
		return unknown(FormatFailure, "%s is encoded in a way that not all readers take: %v", what, err)
	}
	return broken(FormatFailure, "%s is no CMS: %v", what, err)
}

// readReference reads the signing-certificate attribute, version 2 before version 1.
func (s *Signer) readReference() {
	if s.Certificate == nil {
		return
	}
	for _, oid := range []string{cms.OIDSigningCertificate2, cms.OIDSigningCertificate} {
		for _, a := range s.Signed {
			if a.OID != oid {
				continue
			}
			r, err := a.Reference(s.Certificate)
			s.Reference, s.ReferenceErr = &r, err
			return
		}
	}
}

// maxSigners bounds the signers that are verified: PAdES allows one.
const maxSigners = 16

// verify judges every signer of the message over content and returns the worst verdict.
func (m *Message) verify(b *budget, content [][]byte) verdict {
	if len(m.Signers) == 0 {
		return broken(FormatFailure, "the CMS has no signer")
	}
	if len(m.SignedData.Signers) > maxSigners {
		return b.bound("the CMS has %d signers; %d are verified at most", len(m.SignedData.Signers), maxSigners)
	}
	worst := intact
	for i, s := range m.Signers {
		v := m.check(b, s, content)
		s.Integrity, s.Cause, s.Detail = v.integrity, v.cause, v.detail
		if len(m.Signers) > 1 {
			v.detail = fmt.Sprintf("signer %d of %d: %s", i+1, len(m.Signers), v.detail)
		}
		if rank(v.integrity) > rank(worst.integrity) {
			worst = v
		}
	}
	return worst
}

func rank(i Integrity) int {
	switch i {
	case Intact:
		return 0
	case Broken:
		return 2
	}
	return 1
}

func (m *Message) check(b *budget, s *Signer, content [][]byte) verdict {
	if s.Certificate == nil {
		return unknown(NoCertificate, "the signer's certificate is not among the %d embedded", len(m.Certificates))
	}
	if !b.take(content) {
		return b.bound("%v", errBudget)
	}
	right, err := m.CheckAsSent(s.Info, s.Certificate, content...)
	var problem *cms.Error
	switch {
	case errors.Is(err, cms.ErrDigestMismatch):
		return broken(HashFailure, "%v", err)
	case errors.As(err, &problem) && (problem.What == cms.WhatAlgorithm || problem.What == cms.WhatKey):
		return unknown(UnknownMethod, "%v", err)
	case err != nil:
		return broken(FormatFailure, "%v", err)
	case !right:
		return broken(CryptoFailure, "the signature value is wrong")
	}
	return intact
}

// verifySHA1 judges a message of the kind adbe.pkcs7.sha1 (ISO 32000-1 12.8.3.3.1), which encapsulates the SHA-1 of the
// bytes that are covered.
func (m *Message) verifySHA1(b *budget, content [][]byte) verdict {
	if !b.take(content) {
		return b.bound("%v", errBudget)
	}
	h := sha1.New()
	for _, part := range content {
		h.Write(part)
	}
	inner := m.Content()
	if !bytes.Equal(inner, h.Sum(nil)) {
		return broken(HashFailure, "the encapsulated digest is not the SHA-1 of the bytes that are covered")
	}
	return m.verify(b, [][]byte{inner})
}

// MaxBytes bounds what Read hashes of one document for all signatures together, in bytes. Only a document made to be
// expensive has more; its remaining signatures are Indeterminate with BoundExceeded.
const MaxBytes = 1 << 30

var errBudget = fmt.Errorf("the signatures of the document cover more than %d bytes together", int64(MaxBytes))

// maxPadding is how much padding is kept in memory with a message.
const maxPadding = 64 << 10

// maxMessages bounds the messages of one document together, time stamps included, in bytes: they stay in memory.
const maxMessages = 16 << 20

var errMessages = fmt.Errorf("the signatures and time stamps of the document have more than %d bytes together", maxMessages)

// budget is what a document may still cost.
type budget struct {
	exceeded string // the first bound that was met, "" for none
	left     int64  // bytes to be hashed
	messages int    // bytes of the messages read so far
}

// bound notes that a bound was met and returns the verdict that follows.
func (b *budget) bound(format string, args ...any) verdict {
	v := unknown(BoundExceeded, format, args...)
	b.exceeded = cmp.Or(b.exceeded, v.detail)
	return v
}

func (b *budget) take(parts [][]byte) bool {
	for _, p := range parts {
		b.left -= int64(len(p))
	}
	return b.left >= 0
}
