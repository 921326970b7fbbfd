package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"heed/models"
	"heed/models/keyring"
	"heed/models/seal/open"
)

func (e env) staffCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "staff",
		Short: "Help a member of staff with the recovery key",
		Long:  `What nobody at the staff site can mend any more, the recovery key can. It is read from standard input.`,
	}
	cmd.AddCommand(e.staffLink(), e.staffGrant(), e.staffCustodians())
	return cmd
}

func (e env) staffLink() *cobra.Command {
	return &cobra.Command{
		Use:     "link LOGIN",
		Short:   "Make a one-time link for a forgotten passphrase or an expired first link",
		Example: "  heed staff link wang < recovery.key",
		Args:    cobra.ExactArgs(1),
		RunE: e.withRecovery(func(ctx context.Context, m *machine, k *keyring.Keyring, recovery open.Identity, logins []string) error {
			token, err := k.RecoverLink(ctx, recovery, logins[0])
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(e.out, "%s/join/%s\nThe link works once, within 72 hours.\n", m.staffURL(), token)
			return err
		}),
	}
}

func (e env) staffGrant() *cobra.Command {
	return &cobra.Command{
		Use:     "grant LOGIN",
		Short:   "Grant an account the round keys that its roles need",
		Example: "  heed staff grant wang < recovery.key",
		Args:    cobra.ExactArgs(1),
		RunE: e.withRecovery(func(ctx context.Context, _ *machine, k *keyring.Keyring, recovery open.Identity, logins []string) error {
			n, err := k.Recover(ctx, recovery, logins[0])
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(e.out, "%d keys granted to %s\n", n, logins[0])
			return err
		}),
	}
}

func (e env) staffCustodians() *cobra.Command {
	return &cobra.Command{
		Use:   "custodians LOGIN LOGIN",
		Short: "Entrust the reporters' identities of all rounds to two people together",
		Long: `Entrusts the reporters' names, contacts and raw mails of all rounds to two people
together: neither opens any of them alone. Whoever was entrusted with them before
is not any more. Both need the role "identity custodian" and may hold no role that
reads reports; see to it that they are of different organs. The first gives the
outer half, the second sees the identity.

A round that is made while exactly two accounts are active custodians is entrusted
to these two by itself; this command is for the rounds before, and for a change of
custodians.`,
		Example: "  heed staff custodians zhou wu < recovery.key",
		Args:    cobra.ExactArgs(2),
		RunE: e.withRecovery(func(ctx context.Context, _ *machine, k *keyring.Keyring, recovery open.Identity, logins []string) error {
			n, err := k.SetCustodians(ctx, recovery, logins[0], logins[1])
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(e.out, "the identities of %d rounds open for %s and %s together\n", n, logins[0], logins[1])
			return err
		}),
	}
}

type recoveryStep func(ctx context.Context, m *machine, k *keyring.Keyring, recovery open.Identity, logins []string) error

func (e env) withRecovery(step recoveryStep) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		c, err := e.config()
		if err != nil {
			return err
		}
		recovery, err := e.readRecovery()
		if err != nil {
			return err
		}
		return e.withOffice(cmd.Context(), c, func(m *machine) error {
			err := step(cmd.Context(), m, m.keyring(), recovery, args)
			if models.KindOf(err) == models.KindNotFound {
				return fmt.Errorf("nobody here has the sign-in name %s; the staff site lists the names under Staff", strings.Join(args, " or "))
			}
			return err
		})
	}
}

// readRecovery reads the recovery key from the first line that holds one, so
// that a key file with comments works as it is.
func (e env) readRecovery() (open.Identity, error) {
	lines := bufio.NewScanner(e.in)
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		id, err := open.ParseIdentity(line)
		if err != nil {
			return open.Identity{}, errors.New("standard input holds no recovery key; it begins with AGE-SECRET-KEY-PQ-1")
		}
		return id, nil
	}
	return open.Identity{}, errors.New("the recovery key is read from standard input, and nothing came")
}
