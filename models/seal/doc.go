// Package seal seals text and files to public keys, and can open nothing.
//
// It guarantees that whatever it writes is an ordinary age v1 file
// (age-encryption.org/v1) whose header holds one mlkem768x25519 stanza for each
// recipient and no other kind, so that each recipient alone can open it, with
// this program or with the plain age tool (1.3 or later), and a future quantum
// computer cannot. Every change to a sealed file, a cut end included, is found
// out when it is opened.
//
// A file of a Bundle opens in two such steps: its one stanza is of the kind
// scrypt, over a random secret which is itself sealed as above.
//
// It does not hide how long the sealed text is, nor how many recipients there
// are, and does not say who sealed: whoever holds a public key can seal to it.
// No version byte of ours stands before the age header, whose first line
// carries the version.
package seal
