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
	"math/big"
	"strconv"
)

// pdfPad fills a password up to 32 bytes (7.6.4.3.2): it is the empty password.
const pdfPad = "\x28\xbf\x4e\x5e\x4e\x75\x8a\x41\x64\x00\x4e\x56\xff\xfa\x01\x08\x2e\x2e\x00\xb6\xd0\x68\x3e\x80\x2f\x0c\xa9\xfe\x64\x53\x69\x7a"

// unlock finds the key of an encrypted document with the empty password, which
// opens those that only forbid printing or copying. What it cannot find is
// locked.
func (p *pdf) unlock() {
	if p.trailer == nil || p.trailer.values["Encrypt"] == nil {
		return
	}
	p.locked = true
	value, err := p.resolve(p.trailer.values["Encrypt"])
	d, ok := value.(*pdfDict)
	if err != nil || !ok || d.name("Filter") != "Standard" {
		return
	}
	user, revision := pdfString(d.values["U"]), d.number("R")
	var key []byte
	switch {
	case revision >= 2 && revision <= 4:
		key = p.oldKey(d, revision, user)
	case revision >= 5 && revision <= 6 && len(user) >= 48:
		key = newKey(d, revision, user)
	}
	if key != nil {
		p.key, p.locked = newPDFKey(d, key), false
	}
}

// oldKey is the key by algorithm 2, if the empty password is the right one by
// algorithm 4 or 5 (7.6.4.3.2, 7.6.4.4).
func (p *pdf) oldKey(d *pdfDict, revision int, user []byte) []byte {
	owner := pdfString(d.values["O"])
	permissions, err := strconv.ParseInt(string(pdfAtomOf(d.values["P"])), 10, 64)
	if err != nil || len(owner) < 32 || len(user) < 32 {
		return nil
	}
	var id []byte
	if list, ok := p.trailer.values["ID"].(pdfList); ok && len(list) > 0 {
		id = pdfString(list[0])
	}
	in := append([]byte(pdfPad), owner[:32]...)
	in = append(binary.LittleEndian.AppendUint32(in, uint32(permissions)), id...)
	if revision == 4 && pdfAtomOf(d.values["EncryptMetadata"]) == "false" {
		in = append(in, 0xff, 0xff, 0xff, 0xff)
	}
	length := 5
	if revision == 3 {
		length = max(5, min(16, d.number("Length")/8))
	}
	if revision == 4 {
		length = 16
	}
	sum := md5.Sum(in) //nolint:gosec // what PDF prescribes
	for round := 0; revision > 2 && round < 50; round++ {
		sum = md5.Sum(sum[:length]) //nolint:gosec // what PDF prescribes
	}
	if key := sum[:length]; opens(key, revision, id, user) {
		return key
	}
	return nil
}

func opens(key []byte, revision int, id, user []byte) bool {
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

// newKey is the key by algorithm 2.A (7.6.4.3.3), if the empty password is right:
// U is a hash, the salt of it, and the salt of the key that opens UE.
func newKey(d *pdfDict, revision int, user []byte) []byte {
	hash := pdfHash
	if revision == 5 {
		hash = func(salt []byte) []byte { sum := sha256.Sum256(salt); return sum[:] }
	}
	sealed := pdfString(d.values["UE"])
	if !bytes.Equal(hash(user[32:40]), user[:32]) || len(sealed) < 32 {
		return nil
	}
	block, err := aes.NewCipher(hash(user[40:48]))
	if err != nil {
		return nil
	}
	key := make([]byte, 32)
	cipher.NewCBCDecrypter(block, make([]byte, aes.BlockSize)).CryptBlocks(key, sealed[:32])
	return key
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
