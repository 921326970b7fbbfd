package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"heed/models"
	"heed/models/keyring"
)

func (e env) initCommand() *cobra.Command {
	spec := keyring.InitSpec{Login: "admin", Name: "管理员"}
	cmd := &cobra.Command{
		Use:   "init --office NAME",
		Short: "Make the data folder, the recovery key and the first staff account",
		Long: `Makes the data folder and the database, the standing round with its keys, the
recovery key, and the first staff account by a one-time link.

The recovery key is shown once and stored nowhere. Write it down or print it, and
keep it in a safe: without it and without a colleague who holds the keys, a
forgotten passphrase means that reports cannot be opened again, by anybody.`,
		Example: "  heed init --office 青禾县委巡察办 --login wang --name 王敏",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := e.config()
			if err != nil {
				return err
			}
			if spec.OfficeName == "" {
				return errors.New("--office is missing; write the name of the office as citizens know it")
			}
			return e.withMachine(cmd.Context(), c, func(m *machine) error { return e.initialise(cmd.Context(), m, spec) })
		},
	}
	cmd.Flags().StringVar(&spec.OfficeName, "office", "", "the office as citizens know it")
	cmd.Flags().StringVar(&spec.OfficeNameEn, "office-en", "", "the same in English (default: --office)")
	cmd.Flags().StringVar(&spec.Login, "login", spec.Login, "sign-in name of the first account")
	cmd.Flags().StringVar(&spec.Name, "name", spec.Name, "name of the person who gets it")
	return cmd
}

func (e env) initialise(ctx context.Context, m *machine, spec keyring.InitSpec) error {
	if _, err := m.Store.Migrate(ctx); err != nil {
		return err
	}
	made, err := m.keyring().Init(ctx, spec)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(e.out, `%s is set up in %s

RECOVERY KEY, shown this once. Keep it on paper, off this machine:

  %s

First account: %s. Within 72 hours, start the staff site with "heed serve", open

  %s/join/%s

and choose a passphrase. The link works once.
`, spec.OfficeName, m.Data, made.Recovery.Secret(), spec.Login, m.staffURL(), made.Link)
	return err
}

func (m *machine) keyring() *keyring.Keyring {
	return keyring.New(keyring.Options{Store: m.Store, Passphrases: m.passphrases, Now: time.Now})
}

// staffURL is where one-time links lead.
func (m *machine) staffURL() string {
	if m.StaffURL != "" {
		return m.StaffURL
	}
	return "http://" + onThisMachine(m.BackofficeAddr)
}

// existing refuses a data folder without a database, before anything is made
// there: most often the path is mistyped.
func (c Config) existing() error {
	path, lite := strings.CutPrefix(c.DatabaseURL, "sqlite://")
	if !lite {
		return nil
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("the office is not set up yet, there is no %s; run heed init, or look around with heed serve --demo", path)
	}
	return nil
}

// ready refuses to run on a database that waits for a migration or an office.
func (m *machine) ready(ctx context.Context) error {
	pending, err := m.Store.Pending(ctx)
	if err != nil {
		return err
	}
	if pending {
		return fault{"HEED_DATABASE_URL", errors.New("the database is new or of an older version; run heed migrate")}
	}
	return m.officeExists(ctx)
}

func (m *machine) officeExists(ctx context.Context) error {
	_, err := m.Intake.Desk(ctx, 0)
	if models.KindOf(err) == models.KindNotFound {
		return errors.New("the office is not set up yet; run heed init, or look around with heed serve --demo")
	}
	return err
}
