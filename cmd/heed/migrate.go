package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

func (e env) migrateCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "migrate",
		Short: "Bring the database to this version",
		Long: `Brings the database to this version, forward only, and says how many steps it took.
Safe to run twice and from several machines at once. heed serve does it by itself.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := e.config()
			if err != nil {
				return err
			}
			return e.withMachine(cmd.Context(), c, func(m *machine) error {
				n, err := m.Store.Migrate(cmd.Context())
				if err != nil {
					return err
				}
				_, err = fmt.Fprintf(e.out, "%d steps; the database is up to date\n", n)
				return err
			})
		},
	}
}
