package pdffile

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/md5" // the standard security handler asks for it
	"crypto/sha256"
	"crypto/sha512"
	"fmt"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// securityHandler is the standard security handler (ISO 32000-1 7.6.3, ISO 32000-2 7.6.4) with the empty password.
type securityHandler struct {
	dict types.Dict
	get  func(d types.Dict, key string) types.Object
	id   []byte

	revision, version, keyLength int
	owner, user                  []byte
	permissions                  uint32
	metadata                     bool
}

var passwordPadding = []byte{
	0x28, 0xBF, 0x4E, 0x5E, 0x4E, 0x75, 0x8A, 0x41, 0x64, 0x00, 0x4E, 0x56, 0xFF, 0xFA, 0x01, 0x08,
	0x2E, 0x2E, 0x00, 0xB6, 0xD0, 0x68, 0x3E, 0x80, 0x2F, 0x0C, 0xA9, 0xFE, 0x64, 0x53, 0x69, 0x7A,
}

// decrypter computes the key, or says ErrPassword when the empty password is neither the owner's nor the user's.
func (h *securityHandler) decrypter() (*decrypter, error) {
	if h.get(h.dict, "Filter") != types.Name("Standard") {
		return nil, fmt.Errorf("%w: no standard security handler", errSyntax)
	}
	h.version, h.revision = h.int("V", 0), h.int("R", 0)
	h.permissions = uint32(h.int("P", 0))
	h.owner, _ = stringBytes(h.get(h.dict, "O"))
	h.user, _ = stringBytes(h.get(h.dict, "U"))
	h.metadata = true
	if b, ok := h.get(h.dict, "EncryptMetadata").(types.Boolean); ok {
		h.metadata = bool(b)
	}
	c := &decrypter{encryptsMetadata: h.metadata}
	if h.version >= 4 {
		c.plainStreams = h.identity("StmF")
		c.plainStrings = h.identity("StrF")
	}
	h.chooseMethod(c)
	if h.keyLength < 0 || h.keyLength > 32 || h.revision < 5 && h.keyLength > md5.Size {
		return nil, fmt.Errorf("%w: encryption key of %d bytes", errSyntax, h.keyLength)
	}
	key, err := h.key()
	if err != nil {
		return nil, err
	}
	c.key = key
	return c, nil
}

func (h *securityHandler) int(key string, missing int) int {
	switch n := h.get(h.dict, key).(type) {
	case types.Integer:
		return int(int32(n))
	case types.Float:
		return int(int32(n))
	}
	return missing
}

// identity says whether a crypt filter leaves the data as they are; so does a missing one.
func (h *securityHandler) identity(key string) bool {
	name, ok := h.get(h.dict, key).(types.Name)
	return !ok || name == "Identity"
}

func (h *securityHandler) chooseMethod(c *decrypter) {
	h.keyLength = h.int("Length", 40) / 8
	if h.version == 1 {
		h.keyLength = 5
	}
	if h.version != 4 && h.version != 5 {
		return
	}
	filters, _ := dictOf(h.get(h.dict, "CF"))
	standard, _ := dictOf(h.get(filters, "StdCF"))
	switch h.get(standard, "CFM") {
	case types.Name("AESV2"):
		c.aes, h.keyLength = true, 16
	case types.Name("AESV3"):
		c.aes, h.keyLength = true, 32
	}
}

func (h *securityHandler) key() ([]byte, error) {
	switch h.revision {
	case 2, 3, 4:
		for _, password := range [][]byte{h.userFromOwner(), nil} {
			if key := h.legacyKey(password); h.isUser(key) {
				return key, nil
			}
		}
	case 5, 6:
		return h.modernKey()
	default:
		return nil, fmt.Errorf("%w: encryption revision %d", errSyntax, h.revision)
	}
	return nil, ErrPassword
}

// padded is the password followed by the padding, 32 bytes in all.
func padded(password []byte) []byte {
	return append(append([]byte{}, password...), passwordPadding...)[:len(passwordPadding)]
}

// legacyKey is algorithm 2 of ISO 32000-1 7.6.3.3.
func (h *securityHandler) legacyKey(password []byte) []byte {
	d := md5.New()
	d.Write(padded(password[:min(len(password), 32)]))
	d.Write(h.owner)
	p := h.permissions
	d.Write([]byte{byte(p), byte(p >> 8), byte(p >> 16), byte(p >> 24)})
	d.Write(h.id)
	if h.revision == 4 && !h.metadata {
		d.Write([]byte{0xFF, 0xFF, 0xFF, 0xFF})
	}
	return h.stretch(d.Sum(nil))
}

func (h *securityHandler) stretch(digest []byte) []byte {
	if h.revision >= 3 {
		for range 50 {
			sum := md5.Sum(digest[:h.keyLength])
			digest = sum[:]
		}
	}
	return digest[:h.keyLength]
}

// userFromOwner is algorithm 7: the user password that the empty owner password opens.
func (h *securityHandler) userFromOwner() []byte {
	digest := md5.Sum(padded(nil))
	key := h.stretch(digest[:])
	if h.revision == 2 {
		return rc4Bytes(key, h.owner)
	}
	out := h.owner
	for i := 19; i >= 0; i-- {
		out = rc4Bytes(xored(key, byte(i)), out)
	}
	return out
}

func xored(key []byte, x byte) []byte {
	out := make([]byte, len(key))
	for i := range key {
		out[i] = key[i] ^ x
	}
	return out
}

// isUser is algorithm 6: whether the key fits the entry /U.
func (h *securityHandler) isUser(key []byte) bool {
	if h.revision == 2 {
		return bytes.Equal(h.user, rc4Bytes(key, passwordPadding))
	}
	d := md5.New()
	d.Write(passwordPadding)
	d.Write(h.id)
	out := d.Sum(nil)
	for i := range 20 {
		out = rc4Bytes(xored(key, byte(i)), out)
	}
	return len(h.user) >= md5.Size && bytes.Equal(h.user[:md5.Size], out)
}

// modernKey is algorithm 2.A of ISO 32000-2 7.6.4.3.3.
func (h *securityHandler) modernKey() ([]byte, error) {
	if len(h.owner) < 48 || len(h.user) < 48 {
		return nil, fmt.Errorf("%w: passwords of the encryption dictionary are too short", errSyntax)
	}
	user := h.user[:48]
	var intermediate, encrypted []byte
	switch {
	case bytes.Equal(h.hash(h.owner[32:40], user), h.owner[:32]):
		intermediate = h.hash(h.owner[40:48], user)
		encrypted, _ = stringBytes(h.get(h.dict, "OE"))
	case bytes.Equal(h.hash(user[32:40], nil), user[:32]):
		intermediate = h.hash(user[40:48], nil)
		encrypted, _ = stringBytes(h.get(h.dict, "UE"))
	default:
		return nil, ErrPassword
	}
	if perms, ok := stringBytes(h.get(h.dict, "Perms")); !ok || len(perms)%aes.BlockSize != 0 {
		return nil, fmt.Errorf("%w: permissions of %d bytes", errSyntax, len(perms))
	}
	if len(encrypted) == 0 || len(encrypted)%aes.BlockSize != 0 {
		return nil, fmt.Errorf("%w: no encrypted key", errSyntax)
	}
	block, err := aes.NewCipher(intermediate)
	if err != nil {
		return nil, err
	}
	key := make([]byte, len(encrypted))
	cipher.NewCBCDecrypter(block, make([]byte, aes.BlockSize)).CryptBlocks(key, encrypted)
	if len(key) != 32 {
		return nil, fmt.Errorf("%w: encryption key of %d bytes", errSyntax, len(key))
	}
	return key, nil
}

// hash is algorithm 2.B for the empty password; revision 5 uses a plain SHA-256.
func (h *securityHandler) hash(salt, user []byte) []byte {
	k := sha(salt, user)
	if h.revision == 5 {
		return k
	}
	for round := 0; ; round++ {
		k1 := bytes.Repeat(append(append([]byte{}, k...), user...), 64)
		block, err := aes.NewCipher(k[:16])
		if err != nil {
			return nil
		}
		cipher.NewCBCEncrypter(block, k[16:32]).CryptBlocks(k1, k1)
		sum := 0
		for _, b := range k1[:16] {
			sum += int(b)
		}
		switch sum % 3 {
		case 0:
			s := sha256.Sum256(k1)
			k = s[:]
		case 1:
			s := sha512.Sum384(k1)
			k = s[:]
		case 2:
			s := sha512.Sum512(k1)
			k = s[:]
		}
		if round >= 63 && int(k1[len(k1)-1]) <= round-31 {
			return k[:32]
		}
	}
}
