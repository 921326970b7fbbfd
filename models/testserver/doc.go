// Package testserver starts throw-away PostgreSQL, Redis, Dovecot and ClamAV servers for tests.
//
// Each server listens on a free loopback port, keeps everything in a folder of its own under the
// system's temporary folder, and runs as an ordinary user even when the test runs as root. When the
// test process ends, however it ends (kill -9 included), the kernel ends its servers and a waiting
// shell removes their folders, so nothing is left behind and no TestMain is needed.
//
// A server that is not installed fails the test with the name of its Debian package; it never skips.
//
// The package guarantees no secrecy: PostgreSQL, Redis and ClamAV ask for no password, Dovecot takes
// MailPassword from anybody on this machine. It belongs in tests only, uses the standard library
// only, and runs on Linux only.
package testserver
