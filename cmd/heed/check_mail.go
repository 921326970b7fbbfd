package main

import (
	"context"
	"errors"
	"fmt"

	"heed/mailbox"
)

// checkMail holds the ledger against the mail servers and prints what it finds,
// folder by folder.
func (e env) checkMail(ctx context.Context, m *machine) error {
	box, err := m.newMailbox(nil)
	if err != nil {
		return err
	}
	stands, err := box.Reconcile(ctx)
	if err != nil {
		return err
	}
	broken, unasked := 0, 0
	for _, s := range stands {
		if s.Broken() {
			broken++
		}
		if s.Err != nil {
			unasked++
		}
		if err := e.printStand(s); err != nil {
			return err
		}
	}
	switch {
	case broken > 0:
		return fmt.Errorf("%d of %d folders do not agree with the ledger", broken, len(stands))
	case unasked > 0:
		return fmt.Errorf("%d of %d folders could not be looked at", unasked, len(stands))
	}
	_, err = fmt.Fprintf(e.out, "the ledger agrees with all %d folders\n", len(stands))
	return err
}

func (e env) printStand(s mailbox.Stand) error {
	_, err := fmt.Fprintf(e.out, "%s, %s: %s; %d on the server, %d of %d that left it found in %s\n",
		s.Account, s.Folder, s.Figures(), s.Listed, s.Found, s.Moved, s.Processed)
	lines := s.Words()
	if s.Err != nil {
		lines = append(lines, words(s.Err))
	}
	for _, line := range lines {
		_, failed := fmt.Fprintf(e.out, "  %s\n", line)
		err = errors.Join(err, failed)
	}
	return err
}
