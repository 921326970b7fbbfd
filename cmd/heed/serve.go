package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"
)

func (e env) serveCommand() *cobra.Command {
	var demo bool
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Run both sites and the mailbox worker in one process",
		Long: `Runs the public site, the staff site and the mailbox worker in one process, with
SQLite, limits in memory and files on disk unless settings say otherwise. It
brings the database to this version first. SIGTERM lets running requests finish.

With --demo it needs nothing: it makes a fictional round in ./heed-demo, starts a
mail server of its own with four fictional mails, sweeps it, and prints the
addresses and the sign-ins.`,
		Example: "  heed serve --demo\n  HEED_PUBLIC_URL=https://report.example.org heed serve",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := e.config()
			if err != nil {
				return err
			}
			if demo {
				return begun(cmd.Context(), e.serveDemo(cmd.Context(), c))
			}
			return begun(cmd.Context(), e.withOffice(cmd.Context(), c, func(m *machine) error {
				if _, err := m.Store.Migrate(cmd.Context()); err != nil {
					return err
				}
				return e.run(cmd.Context(), m, parts{portal: true, backoffice: true, mailbox: true})
			}))
		},
	}
	cmd.Flags().BoolVar(&demo, "demo", false, "show a fictional round; keeps it in ./heed-demo")
	return cmd
}

func (e env) portalCommand() *cobra.Command {
	return e.partCommand("portal", "Run the public site alone",
		"Runs the public site. This process cannot open what it stores.", parts{portal: true})
}

func (e env) backofficeCommand() *cobra.Command {
	return e.partCommand("backoffice", "Run the staff site alone", "Runs the staff site.", parts{backoffice: true})
}

func (e env) mailboxCommand() *cobra.Command {
	return e.partCommand("mailbox", "Run the mailbox worker alone", `Sweeps the mailboxes on their schedule and whenever a mail comes in: those of
the environment, and those that are set up on the staff site, at any time.
Any number of workers may run: an account is swept by one at a time.`, parts{mailbox: true})
}

func (e env) partCommand(name, short, long string, p parts) *cobra.Command {
	return &cobra.Command{
		Use: name, Short: short, Long: long, Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := e.config()
			if err != nil {
				return err
			}
			return begun(cmd.Context(), e.withOffice(cmd.Context(), c, func(m *machine) error { return e.run(cmd.Context(), m, p) }))
		},
	}
}

// begun is how a service ended: to be told to end while it still begins is no
// fault, though whatever it was at says that it was broken off.
func begun(ctx context.Context, err error) error {
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// run serves the parts until the context ends.
func (e env) run(ctx context.Context, m *machine, p parts) error {
	if err := m.ready(ctx); err != nil {
		return err
	}
	o, err := openOffice(ctx, m, p)
	if err != nil {
		return err
	}
	if err := e.announce(o); err != nil {
		return err
	}
	return o.Run(ctx)
}

func (e env) announce(o *office) error {
	for _, line := range []struct{ name, url string }{{"Metrics", o.MetricsURL}, {"Public site", o.PortalURL}, {"Staff site", o.StaffURL}, {"File viewer", o.ViewerURL}} {
		if line.url == "" {
			continue
		}
		if _, err := fmt.Fprintf(e.out, "%-12s %s\n", line.name, line.url); err != nil {
			return err
		}
	}
	return nil
}
