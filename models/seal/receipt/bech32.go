package receipt

import "strings"

// bech32Alphabet and the constants in polymod are those of BIP 173.
const bech32Alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"

// identityText returns a 32-byte seed as age writes a hybrid secret key: BIP 173
// bech32 with age's prefix, in capitals.
func identityText(seed []byte) string {
	data := fiveBits(seed)
	text := []byte(identityPrefix + "1")
	for _, v := range append(data, checksum(identityPrefix, data)...) {
		text = append(text, bech32Alphabet[v])
	}
	return strings.ToUpper(string(text))
}

// fiveBits regroups bytes into values of five bits, the last one padded by zeros.
func fiveBits(bytes []byte) []byte {
	var values []byte
	var pool, bits uint
	for _, b := range bytes {
		pool, bits = pool<<8|uint(b), bits+8
		for ; bits >= 5; bits -= 5 {
			values = append(values, byte(pool>>(bits-5)&31))
		}
	}
	if bits > 0 {
		values = append(values, byte(pool<<(5-bits)&31))
	}
	return values
}

func checksum(prefix string, data []byte) []byte {
	var values []byte
	for _, c := range []byte(prefix) {
		values = append(values, c>>5)
	}
	values = append(values, 0)
	for _, c := range []byte(prefix) {
		values = append(values, c&31)
	}
	values = append(append(values, data...), make([]byte, 6)...)
	remainder := polymod(values) ^ 1
	sum := make([]byte, 6)
	for i := range sum {
		sum[i] = byte(remainder >> (5 * (5 - i)) & 31)
	}
	return sum
}

func polymod(values []byte) uint32 {
	generator := [5]uint32{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3}
	remainder := uint32(1)
	for _, v := range values {
		top := remainder >> 25
		remainder = remainder&0x1ffffff<<5 ^ uint32(v)
		for i, g := range generator {
			if top>>i&1 == 1 {
				remainder ^= g
			}
		}
	}
	return remainder
}
