package scrub

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/md5" //nolint:gosec // what PDF prescribes
	"crypto/rc4" //nolint:gosec // what PDF prescribes
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"encoding/hex"
	"math/big"
	"strconv"
)

// pdfPad fills a password up to 32 bytes (7.6.4.3.2): it is the empty password.
const pdfPad = "\x28\xbf\x4e\x5e\x4e\x75\x8a\x41\x64\x00\x4e\x56\xff\xfa\x01\x08\x2e\x2e\x00\xb6\xd0\x68\x3e\x80\x2f\x0c\xa9\xfe\x64\x53\x69\x7a"

// needsPassword says whether an encrypted document does not open with the empty
// password; those that only forbid printing or copying do. What cannot be told
// needs one.
func (p *pdf) needsPassword() bool {
	value, err := p.resolve(p.trailer.values["Encrypt"])
	d, ok := value.(*pdfDict)
	if err != nil || !ok || d.name("Filter") != "Standard" {
		return true
	}
	user := pdfString(d.values["U"])
	switch revision := d.number("R"); revision {
	case 2, 3, 4:
		return !p.opensOld(d, revision, user)
	case 5:
		if len(user) < 40 {
			return true
		}
		sum := sha256.Sum256(user[32:40])
		return !bytes.Equal(sum[:], user[:32])
	case 6:
		return len(user) < 40 || !bytes.Equal(pdfHash(user[32:40]), user[:32])
	}
	return true
}

// opensOld tries the empty password by algorithms 2, 4 and 5 (7.6.4.3.2, 7.6.4.4).
func (p *pdf) opensOld(d *pdfDict, revision int, user []byte) bool {
	owner := pdfString(d.values["O"])
	if len(owner) < 32 || len(user) < 32 {
		return false
	}
	var id []byte
	if list, ok := p.trailer.values["ID"].(pdfList); ok && len(list) > 0 {
		id = pdfString(list[0])
	}
	permissions, err := strconv.ParseInt(string(pdfAtomOf(d.values["P"])), 10, 64)
	if err != nil {
		return false
	}
	in := append([]byte(pdfPad), owner[:32]...)
	in = binary.LittleEndian.AppendUint32(in, uint32(permissions))
	in = append(in, id...)
	if revision == 4 && pdfAtomOf(d.values["EncryptMetadata"]) == "false" {
		in = append(in, 0xff, 0xff, 0xff, 0xff)
	}
	length := 5
	if revision > 2 {
		length = max(5, min(16, d.number("Length")/8))
	}
	if revision == 4 {
		length = 16
	}
	sum := md5.Sum(in) //nolint:gosec // what PDF prescribes
	if revision > 2 {
		for range 50 {
			sum = md5.Sum(sum[:length]) //nolint:gosec // what PDF prescribes
		}
	}
	key := sum[:length]
	if revision == 2 {
		return bytes.Equal(arcfour(key, 0, []byte(pdfPad)), user[:32])
	}
	check := md5.Sum(append([]byte(pdfPad), id...)) //nolint:gosec // what PDF prescribes
	out := check[:]
	for i := range 20 {
		out = arcfour(key, byte(i), out)
	}
	return bytes.Equal(out, user[:16])
}

// arcfour encrypts with a key whose every byte is changed by one.
func arcfour(key []byte, change byte, in []byte) []byte {
	changed := bytes.Clone(key)
	for i := range changed {
		changed[i] ^= change
	}
	c, err := rc4.NewCipher(changed) //nolint:gosec // what PDF prescribes
	if err != nil {
		return nil
	}
	out := make([]byte, len(in))
	c.XORKeyStream(out, in)
	return out
}

// pdfHash is algorithm 2.B (7.6.4.3.4) for the empty password and a salt.
func pdfHash(salt []byte) []byte {
	first := sha256.Sum256(salt)
	key := first[:]
	for round := 0; ; round++ {
		in := bytes.Repeat(key, 64)
		block, err := aes.NewCipher(key[:16])
		if err != nil {
			return nil
		}
		cipher.NewCBCEncrypter(block, key[16:32]).CryptBlocks(in, in)
		switch new(big.Int).Mod(new(big.Int).SetBytes(in[:16]), big.NewInt(3)).Int64() {
		case 0:
			sum := sha256.Sum256(in)
			key = sum[:]
		case 1:
			sum := sha512.Sum384(in)
			key = sum[:]
		default:
			sum := sha512.Sum512(in)
			key = sum[:]
		}
		if round >= 63 && int(in[len(in)-1]) <= round-31 {
			return key[:32]
		}
	}
}

func pdfAtomOf(value any) pdfAtom {
	atom, _ := value.(pdfAtom)
	return atom
}

// pdfString is what a string stands for (7.3.4).
func pdfString(value any) []byte {
	atom := string(pdfAtomOf(value))
	if len(atom) < 2 {
		return nil
	}
	inner := atom[1 : len(atom)-1]
	if atom[0] == '<' {
		digits := bytes.Map(func(r rune) rune {
			if r < 128 && pdfSpace(byte(r)) {
				return -1
			}
			return r
		}, []byte(inner))
		if len(digits)%2 == 1 {
			digits = append(digits, '0')
		}
		out, err := hex.DecodeString(string(digits))
		if err != nil {
			return nil
		}
		return out
	}
	return unescape(inner)
}

// pdfEscapes are the escapes of one letter.
var pdfEscapes = map[byte]byte{'n': '\n', 'r': '\r', 't': '\t', 'b': '\b', 'f': '\f'}

func unescape(s string) []byte {
	var out []byte
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			out = append(out, s[i])
			continue
		}
		i++
		switch c := s[i]; {
		case c >= '0' && c <= '7':
			n := 0
			end := min(i+3, len(s))
			for ; i < end && s[i] >= '0' && s[i] <= '7'; i++ {
				n = n*8 + int(s[i]-'0')
			}
			i--
			out = append(out, byte(n))
		case c == '\r' && i+1 < len(s) && s[i+1] == '\n':
			i++
		case c == '\r' || c == '\n':
		case pdfEscapes[c] != 0:
			out = append(out, pdfEscapes[c])
		default:
			out = append(out, c)
		}
	}
	return out
}
