package main

import (
	"context"
	"errors"
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"heed/models/store"
)

func (e env) checkCommand() *cobra.Command {
	var mail bool
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Verify the audit chain, the blobs, the ledger and every promise that a query can state",
		Long: `Reads the whole database and every sealed blob and prints a line per promise.
It opens nothing and changes nothing; it can run beside a working office. The
exit status is 1 when a promise is broken: then stop, keep a copy, and look.
With --mail it also signs in to every mailbox, looks into its folders without
changing them, and holds what is there against the ledger.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := e.config()
			if err != nil {
				return err
			}
			return e.withOffice(cmd.Context(), c, func(m *machine) error {
				err := e.check(cmd.Context(), m)
				if mail {
					err = errors.Join(err, e.checkMail(cmd.Context(), m))
				}
				return err
			})
		},
	}
	cmd.Flags().BoolVar(&mail, "mail", false, "also hold the ledger against the mailboxes on their servers")
	return cmd
}

func (e env) check(ctx context.Context, m *machine) error {
	if err := m.ready(ctx); err != nil {
		return err
	}
	lines, err := m.Store.Check(ctx, store.CheckOptions{
		Blob: m.Blobs.Envelope,
	})
	if err != nil {
		return err
	}
	var end string
	err = m.Store.Read(ctx, func(tx *store.Tx) error {
		end, err = tx.ChainEnd()
		return err
	})
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(e.out, 0, 4, 2, ' ', 0)
	broken := 0
	for _, l := range lines {
		verdict := "holds"
		if !l.OK {
			verdict = "BROKEN"
			broken++
		}
		if _, err := fmt.Fprintf(table, "%s\t%s\t%s\t%d\t%s\n", verdict, l.Promise, l.Name, l.Count, l.Detail); err != nil {
			return err
		}
	}
	if err := table.Flush(); err != nil {
		return err
	}
	if broken > 0 {
		return fmt.Errorf("%d of %d promises are broken", broken, len(lines))
	}
	_, err = fmt.Fprintf(e.out, "all %d promises hold; note elsewhere that the audit chain ends at %s\n", len(lines), end)
	return err
}
