// Package backoffice is the staff site: the queue, the tip, triage, findings,
// hand-offs, registration by hand, accounts and rounds.
//
// It guarantees that a page shows a member only what their scope holds, in the
// query itself and not by hiding it afterwards; that whoever reads what a
// reporter wrote is in the audit log before the first word is shown; that the
// key which opens it lives as long as the request that needs it; that staff
// texts are sealed before they are stored; and that every page works without a
// script and by keyboard alone.
//
// It does not decide what may follow what (models), and does not keep what a
// member has read from being copied by hand.
package backoffice
