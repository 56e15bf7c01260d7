package profile

import (
	"bytes"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"math/big"
	"time"

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

// tstInfo is TSTInfo (RFC 3161 2.4.2).
type tstInfo struct {
	Version        int
	Policy         asn1.ObjectIdentifier
	MessageImprint struct {
		HashAlgorithm pkix.AlgorithmIdentifier
		HashedMessage []byte
	}
	SerialNumber *big.Int
	Time         time.Time       `asn1:"generalized"`
	Accuracy     accuracy        `asn1:"optional"`
	Ordering     bool            `asn1:"optional,default:false"`
	Nonce        *big.Int        `asn1:"optional"`
	TSA          asn1.RawValue   `asn1:"tag:0,optional"`
	Extensions   []asn1.RawValue `asn1:"tag:1,optional"`
}

type accuracy struct {
	Seconds int64 `asn1:"optional"`
	Millis  int64 `asn1:"tag:0,optional"`
	Micros  int64 `asn1:"tag:1,optional"`
}

func (a accuracy) duration() time.Duration {
	const most = 1 << 32 // seconds; beyond it the sum would wrap around
	if a.Seconds < 0 || a.Seconds > most || a.Millis < 0 || a.Millis > 999 || a.Micros < 0 || a.Micros > 999 {
		return 0
	}
	return time.Duration(a.Seconds)*time.Second + time.Duration(a.Millis)*time.Millisecond + time.Duration(a.Micros)*time.Microsecond
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
	var info tstInfo
	if _, err := asn1.Unmarshal(m.Content(), &info); err != nil {
		return broken(FormatFailure, "the time stamp cannot be read: %v", err)
	}
	t.Time, t.Accuracy, t.Policy, t.Serial = info.Time.UTC(), info.Accuracy.duration(), info.Policy.String(), info.SerialNumber
	hash := cms.AlgorithmIdentifier{OID: info.MessageImprint.HashAlgorithm.Algorithm.String()}
	t.Hash = cms.AlgorithmName(hash)
	if c := t.Authority(); c != nil {
		t.Purpose = forTimeStamps(c)
	}
	v := m.verify(b, [][]byte{m.Content()})
	if !b.take(stamped) {
		return unknown(BoundExceeded, "%v", errBudget)
	}
	digest, known := cms.Sum(hash, stamped...)
	if !known {
		return unknown(UnknownMethod, "the imprint is made with the unknown function %s", t.Hash)
	}
	t.ImprintMatches = bytes.Equal(digest, info.MessageImprint.HashedMessage)
	if !t.ImprintMatches {
		return broken(HashFailure, "the imprint of the time stamp is not the digest of what it should stamp")
	}
	if v.integrity != Intact {
		v.detail = fmt.Sprintf("the signature of the time stamp: %s", v.detail)
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
				return
			}
			s.Stamps = append(s.Stamps, readTimeStamp(b, value, [][]byte{s.Info.Signature}))
		}
	}
}
