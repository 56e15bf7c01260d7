package profile

import (
	"bytes"
	"encoding/asn1"
	"fmt"
	"math/big"
	"strings"
	"time"

	"github.com/digitorus/timestamp"

	"github.com/fselint/fselint/pades/cms"
	"github.com/fselint/fselint/pades/trust"
)

// oidTSTInfo is the content type of a time-stamp token (RFC 3161 2.4.2).
const oidTSTInfo = "1.2.840.113549.1.9.16.1.4"

// TimeStamp is a time-stamp token (RFC 3161).
type TimeStamp struct {
	// Message is the token's CMS, nil when it cannot be read.
	Message *Message
	// Time is what the authority says, with Accuracy to either side, zero when the token says none.
	Time     time.Time
	Accuracy time.Duration
	// Policy is an object identifier, Serial the token's number.
	Policy string
	Serial *big.Int
	// Hash names the function of the imprint.
	Hash string
	// ImprintMatches tells that the token stamps what it should.
	ImprintMatches bool
	// Purpose tells that the authority's certificate is for time stamps: an extended key usage that is critical and alone
	// (RFC 3161 2.3).
	Purpose bool
	// Integrity is that of the token: its signature and its imprint.
	Integrity Integrity
	Cause     Cause
	Detail    string
	// Trust is what is known of the authority, nil in a report of Read.
	Trust *trust.Answer
}

// Authority returns the certificate of the time-stamping authority, nil when it is not embedded.
func (t *TimeStamp) Authority() *cms.Certificate {
	if t.Message == nil || len(t.Message.Signers) == 0 {
		return nil
	}
	return t.Message.Signers[0].Certificate
}

// readTimeStamp reads a token, of which padding may follow, and verifies it over what it stamps.
func readTimeStamp(b *budget, token []byte, stamped [][]byte) *TimeStamp {
	t := &TimeStamp{}
	v := t.read(b, token, stamped)
	t.Integrity, t.Cause, t.Detail = v.integrity, v.cause, v.detail
	return t
}

func (t *TimeStamp) read(b *budget, token []byte, stamped [][]byte) verdict {
	m, err := readMessage(b, token)
	if err != nil {
		return unreadable("the time stamp", err)
	}
	t.Message = m
	return t.judge(b, stamped)
}

// judge verifies the token in t.Message.
func (t *TimeStamp) judge(b *budget, stamped [][]byte) verdict {
	m := t.Message
	if m.ContentType != oidTSTInfo || !m.Encapsulated {
		return broken(FormatFailure, "the CMS holds no time stamp but content of type %s", m.ContentType)
	}
	if c := t.Authority(); c != nil {
		t.Purpose = forTimeStamps(c)
	}
	v := m.verify(b, [][]byte{m.Content()})
	if v.integrity != Intact {
		v.detail = fmt.Sprintf("the signature of the time stamp: %s", v.detail)
	}
	token, err := timestamp.Parse(m.Bytes)
	if err != nil {
		if v.integrity == Intact { // a signature of a kind that only pades/cms verifies, or an imprint by an unknown function
			v = unknown(UnknownMethod, "the time stamp cannot be read: %v", err)
		}
		return v
	}
	t.Time, t.Accuracy, t.Policy, t.Serial = token.Time.UTC(), max(0, token.Accuracy), token.Policy.String(), token.SerialNumber
	t.Hash = strings.ReplaceAll(token.HashAlgorithm.String(), "-", "")
	if !b.take(stamped) {
		return b.bound("%v", errBudget)
	}
	h := token.HashAlgorithm.New()
	for _, part := range stamped {
		h.Write(part)
	}
	if t.ImprintMatches = bytes.Equal(h.Sum(nil), token.HashedMessage); !t.ImprintMatches {
		return broken(HashFailure, "the imprint of the time stamp is not the digest of what it should stamp")
	}
	return v
}

const (
	oidExtendedKeyUsage = "2.5.29.37"
	oidTimeStamping     = "1.3.6.1.5.5.7.3.8"
)

func forTimeStamps(c *cms.Certificate) bool {
	value, critical, ok := c.Extension(oidExtendedKeyUsage)
	var purposes []asn1.ObjectIdentifier
	if !ok || !critical {
		return false
	}
	rest, err := asn1.Unmarshal(value, &purposes)
	return err == nil && len(rest) == 0 && len(purposes) == 1 && purposes[0].String() == oidTimeStamping
}

// maxStamps bounds the time stamps of one signer.
const maxStamps = 16

// readStamps reads the time stamps over the signature value.
func (s *Signer) readStamps(b *budget) {
	for _, a := range s.Unsigned {
		if a.OID != cms.OIDSignatureTimeStamp {
			continue
		}
		for _, value := range a.Values {
			if len(s.Stamps) == maxStamps {
				b.bound("a signer has more than %d time stamps", maxStamps)
				return
			}
			s.Stamps = append(s.Stamps, readTimeStamp(b, value, [][]byte{s.Info.Signature}))
		}
	}
}
