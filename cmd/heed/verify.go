package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"heed/models"
	"heed/models/statement"
	"heed/models/store"
)

// verification is what the command was asked.
type verification struct {
	keys     []string
	show     bool
	register bool
}

func (e env) verifyCommand() *cobra.Command {
	var v verification
	cmd := &cobra.Command{
		Use:   "verify FILE",
		Short: "Check a statement of receipt that a reporter shows",
		Long: `Checks a statement that the public site gave with a receipt: whether this office
signed it, unchanged. With --key it needs nothing but the file. Without, it takes
the public keys that the office's database has on record. "-" is the standard
input. With --register it also looks whether the register still has the report,
with the same time and contents. The exit status is 1 when the statement is not
genuine, or the register does not have what it speaks of.`,
		Example: "  heed verify note-2.txt --key heed-statement+…\n  heed verify --register note-2.txt\n  heed verify --keys",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if v.show != (len(args) == 0) {
				return errors.New("name one file, or - for the standard input; --keys takes none")
			}
			return e.verify(cmd.Context(), v, args)
		},
	}
	cmd.Flags().StringArrayVar(&v.keys, "key", nil, "a public key, as the page /verify of the public site shows it; may be given several times")
	cmd.Flags().BoolVar(&v.register, "register", false, "also compare with the register")
	cmd.Flags().BoolVar(&v.show, "keys", false, "print the public keys on record and since when they are used")
	return cmd
}

func (e env) verify(ctx context.Context, v verification, args []string) error {
	if len(v.keys) > 0 && !v.register && !v.show {
		_, err := e.judge(args[0], v.keys)
		return err
	}
	c, err := e.config()
	if err != nil {
		return err
	}
	return e.withOffice(ctx, c, func(m *machine) error {
		if err := m.ready(ctx); err != nil {
			return err
		}
		keys, err := m.statementKeys(ctx)
		if err != nil {
			return err
		}
		if v.show {
			return e.showKeys(keys)
		}
		for _, k := range keys {
			v.keys = append(v.keys, k.Public)
		}
		st, err := e.judge(args[0], v.keys)
		if err != nil || !v.register {
			return err
		}
		return e.compare(ctx, m, st)
	})
}

// judge says whether a file is a genuine statement.
func (e env) judge(file string, keys []string) (statement.Statement, error) {
	text, err := e.readStatement(file)
	if err != nil {
		return statement.Statement{}, err
	}
	st, err := statement.Verify(text, keys...)
	if err != nil {
		return st, worded(err)
	}
	_, err = fmt.Fprintf(e.out, "genuine: %s received the report %s at %s\n", st.Office, st.Number, st.At.Format(time.RFC3339))
	return st, err
}

func (e env) readStatement(file string) (string, error) {
	r := e.in
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return "", err
		}
		defer func() { _ = f.Close() }() // it was only read
		r = f
	}
	text, err := io.ReadAll(io.LimitReader(r, statement.Most+1))
	return string(text), err
}

// worded says in English what is wrong with a statement.
func worded(err error) error {
	var known *models.Error
	if !errors.As(err, &known) {
		return err
	}
	words := map[string]string{
		"statement.changed":   "not genuine: the signature does not fit; at least one character was changed",
		"statement.foreign":   "not genuine: signed by none of the keys; is the key that of the office and of that time?",
		"statement.malformed": "this is not a whole statement",
		"statement.key":       "the key cannot be read; it looks like heed-statement+01234567+AbCd…",
	}
	return errors.New(words[known.Key])
}

// compare looks for the report of a statement in the register.
func (e env) compare(ctx context.Context, m *machine, st statement.Statement) error {
	return m.Store.Read(ctx, func(tx *store.Tx) error {
		at, sealed, err := tx.Registered(st.Number)
		switch {
		case models.KindOf(err) == models.KindNotFound:
			return fmt.Errorf("the register has no report %s", st.Number)
		case err != nil:
			return err
		case sealed != st.Sealed:
			return fmt.Errorf("the register has a report %s, but its contents are not those that were sealed", st.Number)
		case !st.Same(at, sealed):
			return fmt.Errorf("the register has the report %s, but with another time of receipt", st.Number)
		}
		_, err = fmt.Fprintln(e.out, "the register has it, with the same time and contents")
		return err
	})
}

// statementKeys are the keys on record and the one of the secret in use, which
// is not on record before a public site has begun with it.
func (m *machine) statementKeys(ctx context.Context) (keys []models.StatementKey, err error) {
	err = m.Store.Read(ctx, func(tx *store.Tx) error {
		keys, err = tx.StatementKeys()
		return err
	})
	if err != nil {
		return nil, err
	}
	signer, err := statement.NewSigner(m.secret)
	if err != nil {
		return nil, err
	}
	for _, k := range keys {
		if k.Public == signer.Public() {
			return keys, nil
		}
	}
	return append(keys, models.StatementKey{Public: signer.Public(), At: time.Now()}), nil
}

func (e env) showKeys(keys []models.StatementKey) error {
	for _, k := range keys {
		if _, err := fmt.Fprintf(e.out, "%s  since %s\n", k.Public, k.At.UTC().Format(time.DateOnly)); err != nil {
			return err
		}
	}
	return nil
}
