package pdffile

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/md5" // the standard security handler asks for it
	"crypto/rc4" // and for it
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// decrypter decrypts strings and streams (ISO 32000-1 7.6) with the key that the empty password yields.
type decrypter struct {
	key              []byte
	aes              bool
	plainStreams     bool // the crypt filter of streams is Identity
	plainStrings     bool
	encryptsMetadata bool
	lenient          bool // wrong padding is no error: the block counts as zeros
}

// prepareDecryption sets up decryption when the trailer has an encryption dictionary.
func (r *reader) prepareDecryption(trailer types.Dict) error {
	o, present := trailer["Encrypt"]
	if !present || o == nil {
		return nil
	}
	if num, gen, ok := Reference(o); ok {
		if err := r.loadPlain(objectKey{int64(num), gen}); err != nil {
			return err
		}
	}
	d, ok := r.dictionary(o)
	if !ok {
		return r.errorf("no encryption dictionary")
	}
	h := securityHandler{get: func(d types.Dict, key string) types.Object { return r.resolve(d[key]) }, dict: d}
	if id, ok := r.resolve(trailer["ID"]).(types.Array); ok && len(id) > 0 {
		h.id, _ = stringBytes(r.resolve(id[0]))
	}
	c, err := h.decrypter()
	r.crypt = c
	return err
}

// loadPlain reads a dictionary and the dictionaries it refers to, none of which may be in an object stream.
func (r *reader) loadPlain(key objectKey) error {
	s, err := r.load1(key, true)
	if err != nil {
		return err
	}
	if _, ok := dictOf(s.value); !ok {
		return r.errorf("object %d is no dictionary", key.num)
	}
	for _, ref := range s.refs {
		if !r.slot(ref).known {
			if err := r.loadPlain(ref); err != nil {
				return err
			}
		}
	}
	return nil
}

// resolve follows a reference to an object that has been read already; nil for others.
func (r *reader) resolve(o types.Object) types.Object {
	num, gen, ok := Reference(o)
	if !ok {
		return o
	}
	if s := r.objects[objectKey{int64(num), gen}]; s != nil {
		return s.value
	}
	return nil
}

// stringBytes returns the decoded bytes of a string object.
func stringBytes(o types.Object) ([]byte, bool) {
	switch s := o.(type) {
	case types.StringLiteral:
		return literalBytes(s), true
	case types.HexLiteral:
		return hexBytes(string(s)), true
	}
	return nil, false
}

// object decrypts the strings in o, which stands in the indirect object key.
func (c *decrypter) object(o types.Object, key objectKey) types.Object {
	switch v := o.(type) {
	case types.StringLiteral:
		return c.literal(v, key)
	case types.HexLiteral:
		if c.plainStrings {
			return v
		}
		if b, err := c.data(hexBytes(string(v)), key); err == nil {
			return types.HexLiteral(hex.EncodeToString(b))
		}
	case types.Dict:
		c.dict(v, key)
	case types.Array:
		for i := range v {
			v[i] = c.object(v[i], key)
		}
	}
	return o
}

func (c *decrypter) literal(s types.StringLiteral, key objectKey) types.StringLiteral {
	if c.plainStrings {
		return s
	}
	b, err := c.data(literalBytes(s), key)
	if err != nil {
		return s
	}
	return literalOf(b)
}

// dict decrypts the strings of a dictionary; the contents of a signature are never encrypted.
func (c *decrypter) dict(d types.Dict, key objectKey) {
	if _, ok := d["CF"]; ok {
		return
	}
	signature := d["Type"] == types.Name("Sig") || d["Type"] == types.Name("DocTimeStamp")
	if _, ok := stringBytes(d["Contents"]); ok {
		_, hasRange := d["ByteRange"].(types.Array)
		signature = signature || hasRange
	}
	for name, v := range d {
		if signature && name == "Contents" {
			continue
		}
		d[name] = c.object(v, key)
	}
}

// stream decrypts the data of a stream and the strings of its dictionary.
func (c *decrypter) stream(s *types.StreamDict, key objectKey) error {
	if c.plainStreams {
		return nil
	}
	switch s.Dict["Type"] {
	case types.Name("XRef"):
		return nil
	case types.Name("Metadata"):
		if !c.encryptsMetadata || bytes.HasPrefix(s.Raw, []byte("<?xpacket ")) {
			return nil
		}
	}
	c.dict(s.Dict, key)
	raw, err := c.data(s.Raw, key)
	if err != nil {
		return fmt.Errorf("%w: object %d cannot be decrypted: %w", errSyntax, key.num, err)
	}
	s.Raw = raw
	return nil
}

// data decrypts what belongs to the indirect object key.
func (c *decrypter) data(b []byte, key objectKey) ([]byte, error) {
	if c.aes && len(c.key) == 32 {
		return decryptCBC(c.key, b, true)
	}
	h := md5.New()
	h.Write(c.key)
	h.Write([]byte{byte(key.num), byte(key.num >> 8), byte(key.num >> 16), byte(key.gen), byte(key.gen >> 8)})
	if c.aes {
		h.Write([]byte("sAlT"))
	}
	objectKey := h.Sum(nil)[:min(len(c.key)+5, md5.Size)]
	switch {
	case c.aes && c.lenient:
		return decryptLenient(objectKey, b)
	case c.aes:
		return decryptCBC(objectKey, b, false)
	}
	return rc4Bytes(objectKey, b), nil
}

func rc4Bytes(key, b []byte) []byte {
	out := make([]byte, len(b))
	stream, err := rc4.NewCipher(key)
	if err != nil {
		return b
	}
	stream.XORKeyStream(out, b)
	return out
}

// decryptCBC decrypts b, which begins with the initialisation vector, and removes the padding. A tolerant decryption
// keeps data whose end is wrong except for the last whole block, as the reference does with 256-bit keys.
func decryptCBC(key, b []byte, tolerant bool) ([]byte, error) {
	if len(b) == 0 {
		return nil, nil
	}
	if len(b) < aes.BlockSize {
		return nil, fmt.Errorf("initialisation vector of %d bytes", len(b))
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	iv, body := b[:aes.BlockSize], b[aes.BlockSize:]
	rest := len(body) % aes.BlockSize
	out := make([]byte, len(body)-rest)
	cipher.NewCBCDecrypter(block, iv).CryptBlocks(out, body[:len(out)])
	if rest != 0 {
		if tolerant {
			return out[:max(0, len(out)-aes.BlockSize)], nil
		}
		return nil, fmt.Errorf("%d bytes are no whole number of blocks", len(body))
	}
	if len(out) == 0 {
		return out, nil
	}
	pad := int(out[len(out)-1])
	if pad == 0 || pad > aes.BlockSize || !bytes.Equal(out[len(out)-pad:], bytes.Repeat([]byte{byte(pad)}, pad)) {
		if tolerant {
			return out[:len(out)-aes.BlockSize], nil
		}
		return nil, fmt.Errorf("wrong padding")
	}
	return out[:len(out)-pad], nil
}

// decryptLenient is decryptCBC as OpenPDF does it: instead of a last block that is wrong or incomplete there are zeros.
func decryptLenient(key, b []byte) ([]byte, error) {
	out, err := decryptCBC(key, b, false)
	if err == nil && len(b) > aes.BlockSize || len(b) < aes.BlockSize {
		return out, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	body := b[aes.BlockSize:]
	whole := len(body) / aes.BlockSize * aes.BlockSize
	out = make([]byte, whole, whole+aes.BlockSize)
	cipher.NewCBCDecrypter(block, b[:aes.BlockSize]).CryptBlocks(out, body[:whole])
	if whole == len(body) {
		out = out[:max(whole-aes.BlockSize, 0)]
	}
	return append(out, make([]byte, aes.BlockSize)...), nil
}

func sha(parts ...[]byte) []byte {
	h := sha256.New()
	for _, p := range parts {
		h.Write(p)
	}
	return h.Sum(nil)
}
