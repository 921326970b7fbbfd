// Package receipt makes and reads a reporter's receipt (查询码): the 20
// characters with which a reporter comes back, and the only key to the replies
// written to that reporter.
//
// It guarantees that one mistyped character, or two swapped ones, never passes
// for a receipt, that nothing stored says what a receipt is, and that a receipt
// prints, logs and marshals as "[redacted]"; only Text and Groups give it.
//
// It does not recover a lost receipt: nobody can. It does not say whether a
// receipt was ever given out: that is a look-up by LookupHash. Guessing is
// bounded by its 95 random bits alone, and on the site by the rate limits.
//
// # Format, version 1, final
//
// A receipt is 19 random symbols of five bits and one check symbol, written in
// Crockford's base 32 (0123456789ABCDEFGHJKMNPQRSTVWXYZ), five groups of four
// with hyphens between.
//
// The check is over GF(32) with x⁵+x²+1, where a symbol stands for the
// polynomial of its bits and α = x: start with c = 1, for every symbol take
// c = α·c + symbol; after all 20, c must be 0. So symbol i (from 0) has the
// weight α^(19-i). These twenty weights differ, hence every substitution of one
// symbol and every swap of two different symbols, neighbours or not, is caught.
//
// Keys come from the 20 capital characters as ASCII, without hyphens:
//
//   - look-up id: HKDF-SHA256(receipt, no salt, "heed receipt lookup v1"), 32
//     bytes. Stored is only the SHA-256 of that.
//   - key pair: HKDF-SHA256(receipt, no salt, "heed receipt identity v1"), 32
//     bytes, the seed of an age hybrid identity; its bech32 form with the prefix
//     AGE-SECRET-KEY-PQ- is a key file of the age tool.
package receipt
