// Package open opens what package seal sealed, and holds every secret half.
// Only the back office and the command line link it.
//
// It guarantees that what is opened is exactly what was sealed: a changed,
// shortened or lengthened file gives an error, never part of a text as if it
// were the whole. No secret type prints itself: fmt, log/slog and JSON see
// "[redacted]", and only the methods Secret and Text give the value.
//
// It does not say who sealed a file, does not wipe secrets from memory (Go
// cannot promise that), and does not slow down guessing beyond the KDF of
// Passphrases: attempts are limited by whoever takes the passphrase.
//
// # Formats, version 1, final
//
//   - A secret key is age's AGE-SECRET-KEY-PQ-1… text: bech32 of a 32-byte seed.
//   - A wrapped key is an age file with one scrypt stanza, over the secret key's
//     text and a line feed. The passphrase is normalised to Unicode NFC first.
//   - A grant is an age file sealed by package seal, over the secret key's text
//     and a line feed.
//   - A session secret is 32 random bytes; its text is unpadded base64url, 43
//     characters. Its id is HKDF-SHA256(secret, no salt, "heed session id v1"),
//     32 bytes, as unpadded base64url.
//   - A sealed session is the byte 0x01, a random 24-byte nonce, and
//     XChaCha20-Poly1305 over the secret key's text, with the key
//     HKDF-SHA256(secret, no salt, "heed session key v1"), 32 bytes, and as
//     associated data the byte 0x01 and the binding.
package open
