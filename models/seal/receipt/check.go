package receipt

// double multiplies by α in GF(32) with x⁵+x²+1.
func double(symbol byte) byte {
	symbol <<= 1
	if symbol&0b100000 != 0 {
		symbol ^= 0b100101
	}
	return symbol
}

// fold returns the weighted sum of a word, which is 0 for a valid one. It
// starts from 1 so that twenty zeros are no receipt.
func fold(word []byte) byte {
	sum := byte(1)
	for _, symbol := range word {
		sum = double(sum) ^ symbol
	}
	return sum
}

// checkSymbol returns the symbol that makes the word before it valid.
func checkSymbol(word []byte) byte { return double(fold(word)) }
