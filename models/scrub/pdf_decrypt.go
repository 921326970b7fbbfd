package scrub

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/md5" //nolint:gosec // what PDF prescribes
	"encoding/hex"
)

// pdfCipher is how strings or streams are encrypted.
type pdfCipher int

const (
	pdfPlain pdfCipher = iota
	pdfRC4
	pdfAES    // with a key for each object
	pdfAES256 // with the one key
)

// pdfKey opens a document.
type pdfKey struct {
	key              []byte
	strings, streams pdfCipher
}

// newPDFKey reads from the dictionary of encryption how strings and streams are
// encrypted (7.6.6).
func newPDFKey(d *pdfDict, key []byte) *pdfKey {
	k := &pdfKey{key: key, strings: pdfRC4, streams: pdfRC4}
	if d.number("V") < 4 {
		return k
	}
	filters, _ := d.values["CF"].(*pdfDict)
	k.strings, k.streams = pdfCipherOf(filters, d.name("StrF")), pdfCipherOf(filters, d.name("StmF"))
	return k
}

func pdfCipherOf(filters *pdfDict, name string) pdfCipher {
	if filters == nil {
		return pdfPlain
	}
	filter, _ := filters.values[name].(*pdfDict)
	if filter == nil {
		return pdfPlain
	}
	return map[string]pdfCipher{"V2": pdfRC4, "AESV2": pdfAES, "AESV3": pdfAES256}[filter.name("CFM")]
}

// open decrypts data of an object (7.6.3.2). What is too short to be encrypted is
// empty.
func (k *pdfKey) open(how pdfCipher, number, generation int, data []byte) []byte {
	key := k.key
	if how == pdfRC4 || how == pdfAES {
		in := append(append([]byte{}, key...), byte(number), byte(number>>8), byte(number>>16), byte(generation), byte(generation>>8))
		if how == pdfAES {
			in = append(in, "sAlT"...)
		}
		sum := md5.Sum(in) //nolint:gosec // what PDF prescribes
		key = sum[:min(16, len(key)+5)]
	}
	switch how {
	case pdfRC4:
		return arcfour(key, 0, data)
	case pdfAES, pdfAES256:
		return openCBC(key, data)
	case pdfPlain:
	}
	return data
}

// openCBC decrypts blocks behind their initial one and takes the padding off.
func openCBC(key, data []byte) []byte {
	block, err := aes.NewCipher(key)
	if err != nil || len(data) < 2*aes.BlockSize {
		return nil
	}
	whole := len(data) / aes.BlockSize * aes.BlockSize
	out := make([]byte, whole-aes.BlockSize)
	cipher.NewCBCDecrypter(block, data[:aes.BlockSize]).CryptBlocks(out, data[aes.BlockSize:whole])
	if padding := int(out[len(out)-1]); padding >= 1 && padding <= aes.BlockSize {
		out = out[:len(out)-padding]
	}
	return out
}

// decrypt opens the strings in an object, and its stream. Tables are never
// encrypted; a stream with a filter of its own for that cannot be opened.
func (k *pdfKey) decrypt(value any, number, generation int) (any, error) {
	switch v := value.(type) {
	case pdfAtom:
		if len(v) > 0 && (v[0] == '(' || v[0] == '<') {
			return pdfAtom("<" + hex.EncodeToString(k.open(k.strings, number, generation, pdfString(v))) + ">"), nil
		}
	case pdfList:
		for i := range v {
			inner, err := k.decrypt(v[i], number, generation)
			if err != nil {
				return nil, err
			}
			v[i] = inner
		}
	case *pdfDict:
		for key := range v.values {
			inner, err := k.decrypt(v.values[key], number, generation)
			if err != nil {
				return nil, err
			}
			v.values[key] = inner
		}
	case *pdfStream:
		return k.decryptStream(v, number, generation)
	}
	return value, nil
}

func (k *pdfKey) decryptStream(s *pdfStream, number, generation int) (any, error) {
	if s.dict.name("Type") == "XRef" {
		return s, nil
	}
	if list, ok := s.dict.values["Filter"].(pdfList); ok {
		for _, one := range list {
			if name, ok := one.(pdfName); ok && name.decoded() == "Crypt" {
				return nil, errDamaged
			}
		}
	}
	if s.dict.name("Filter") == "Crypt" {
		return nil, errDamaged
	}
	if _, err := k.decrypt(s.dict, number, generation); err != nil {
		return nil, err
	}
	s.data = k.open(k.streams, number, generation, s.data)
	return s, nil
}
