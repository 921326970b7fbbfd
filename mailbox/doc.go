// Package mailbox sweeps the office's mailboxes over IMAP into tips.
//
// It guarantees, for every message that a folder lists:
//   - It ends in exactly one ledger row: tip, duplicate, quarantined, set aside,
//     vanished, or to be tried again. Nothing is chosen by \Seen or any other flag.
//   - It moves to the processed folder only after its row is committed, and its
//     content is nowhere deleted: without MOVE it is copied first, and without
//     UIDPLUS it is never expunged.
//   - It becomes at most one tip, whatever is cut, killed or started twice: the
//     database refuses a second row of a message and a second tip of a digest.
//   - One message that cannot be read is one quarantined tip, sealed whole, and
//     the sweep goes on.
//   - What no person seems to have sent is set aside: bounces, automatic answers,
//     lists and bulk, the office's own mail, and what the receiving server marked
//     as spam or a virus. It is sealed as a tip is, once for the same bytes, and
//     waits for somebody to leave it there or to take it as a tip. What came after
//     closing time is a tip of the standing round and says so.
//   - Mail that Heed or the office sent never becomes a tip by itself, whatever
//     machine sends it back.
//   - Of a message that was understood, the header is sealed to the identity key
//     alone.
//
// It does not open what it stored, sends no mail, and does not judge what a
// message says. A server that lies about UIDs within one UIDVALIDITY can hide a
// message from it.
//
// The IMAP library is used by the methods of box alone, in connect.go, login.go,
// probe.go and takeout.go.
package mailbox
