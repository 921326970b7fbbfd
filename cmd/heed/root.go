package main

import (
	"context"
	"fmt"
	"log/slog"
	"strings"

	"github.com/spf13/cobra"
)

// env is what every command starts from: the terminal and the environment.
type env struct {
	*terminal
	lookup func(string) (string, bool)
}

func newRoot(t *terminal, lookup func(string) (string, bool)) *cobra.Command {
	e := env{t, lookup}
	root := &cobra.Command{
		Use:   "heed",
		Short: "Heed (着落): every report to an inspection office, and what became of it",
		Long: `Heed takes citizens' reports by web, e-mail, phone, letter and visit, seals them,
and follows each until it has an outcome.

To look around, with a fictional round and no other server:  heed serve --demo
To begin for real:  heed init, then heed serve`,
		SilenceUsage: true, SilenceErrors: true, CompletionOptions: cobra.CompletionOptions{HiddenDefaultCmd: true},
	}
	root.SetOut(t.out)
	root.SetErr(t.err)
	root.AddGroup(&cobra.Group{ID: "run", Title: "Run:"}, &cobra.Group{ID: "keep", Title: "Set up and keep:"})
	for _, c := range []*cobra.Command{e.serveCommand(), e.portalCommand(), e.backofficeCommand(), e.mailboxCommand(), e.sweepCommand()} {
		c.GroupID = "run"
		root.AddCommand(c)
	}
	for _, c := range []*cobra.Command{e.initCommand(), e.migrateCommand(), e.checkCommand(), e.verifyCommand(), e.staffCommand(), e.healthCommand()} {
		c.GroupID = "keep"
		root.AddCommand(c)
	}
	root.AddCommand(settingsTopic())
	return root
}

// settingsTopic is the help page of the environment.
func settingsTopic() *cobra.Command {
	var b strings.Builder
	b.WriteString("Settings are variables of the environment. NAME_FILE names a file that holds the value instead.\n\n")
	for _, o := range options() {
		fmt.Fprintf(&b, "  %s\n      %s\n      default: %s\n", o.name, o.usage, o.value)
	}
	b.WriteString(`  HEED_MAIL_1, HEED_MAIL_2, …
      a mailbox: imaps://user@host/?name=office&folder=INBOX&processed=Processed
      default: none
  HEED_MAIL_1_PASSWORD, …
      its password; better a file named in HEED_MAIL_1_PASSWORD_FILE
  HEED_MAIL_1_CLIENT_SECRET, …
      with auth=xoauth2: the application's secret beside a refresh token
  HEED_MAIL_SECRET_OFFICE, …
      the secret named office, where it is no file in HEED_MAIL_SECRETS
`)
	return &cobra.Command{Use: "settings", Short: "The settings, their meaning and their defaults", Long: b.String()}
}

// config reads the environment; a wrong setting ends the command.
func (e env) config() (Config, error) { return loadConfig(e.lookup) }

// withOffice is withMachine for what needs an office that is set up.
func (e env) withOffice(ctx context.Context, c Config, fn func(*machine) error) error {
	if err := c.existing(); err != nil {
		return err
	}
	return e.withMachine(ctx, c, fn)
}

// withMachine opens everything, runs fn, and closes in reverse order.
func (e env) withMachine(ctx context.Context, c Config, fn func(*machine) error) (err error) {
	m, err := openMachine(ctx, c, e.logger(c))
	if err != nil {
		return err
	}
	defer func() {
		if closeErr := m.Close(); err == nil {
			err = closeErr
		}
	}()
	return fn(m)
}

func (e env) logger(c Config) *slog.Logger {
	return slog.New(slog.NewTextHandler(e.err, &slog.HandlerOptions{Level: c.LogLevel}))
}
