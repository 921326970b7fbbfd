package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"heed/mailbox"
	"heed/mailbox/answer"
	"heed/static"
	"heed/web/locale"
)

var errNoAccounts = fault{"HEED_MAIL_1", errors.New(
	"is not set: no mailbox is configured; set one up on the staff site, or write imaps://user@host/ and name the password's file in HEED_MAIL_1_PASSWORD_FILE")}

func (e env) sweepCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "sweep",
		Short: "Sweep the configured mailboxes once",
		Long: `Takes every message out of the configured folders: each becomes a tip, or is
recorded as a duplicate, quarantined or set aside, and then moves to the
processed folder. Nothing is deleted. Ends with a table, and then with the
answers to senders that the accounts want, in two minutes or so; the exit
status is 1 when a mailbox could not be read or a message waits to be tried
again, whatever became of the answers.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := e.config()
			if err != nil {
				return err
			}
			return e.withOffice(cmd.Context(), c, func(m *machine) error { return e.sweep(cmd.Context(), m) })
		},
	}
}

func (e env) sweep(ctx context.Context, m *machine) error {
	if err := m.ready(ctx); err != nil {
		return err
	}
	sender, err := m.sender()
	if err != nil {
		return err
	}
	if sender != nil {
		m.answer = sender.Offer
	}
	progress := newSweepProgress(e.terminal)
	box, err := m.newMailbox(progress)
	if err != nil {
		return err
	}
	some, err := box.HasAccounts(ctx)
	if err != nil {
		return err
	}
	if !some {
		return errNoAccounts
	}
	report, sweepErr := box.Sweep(ctx)
	progress.end()
	if err := e.printReport(report); err != nil {
		return err
	}
	if err := e.sendAnswers(ctx, sender); err != nil {
		return err
	}
	if n := report.Total().Failed; sweepErr == nil && n > 0 {
		return fmt.Errorf("%d messages wait to be tried again", n)
	}
	return sweepErr
}

// answersTake is how long a sweep goes on to begin answers that it owes: 60 an hour
// are sent at most, one after the other, and a server that hangs costs half a minute.
const answersTake = 2 * time.Minute

// sendAnswers sends what is due and tells how much that was; sender may be nil.
func (e env) sendAnswers(ctx context.Context, sender *answer.Sender) error {
	if sender == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, answersTake)
	defer cancel()
	done := sender.Flush(ctx)
	if done == (answer.Flushed{}) {
		return nil
	}
	line := fmt.Sprintf("Answers to senders: %d sent", done.Sent)
	if done.Lost > 0 {
		line += fmt.Sprintf(", %d not sent and not tried again", done.Lost)
	}
	_, err := fmt.Fprintln(e.out, line)
	return err
}

func (e env) printReport(r mailbox.Report) error {
	book, err := locale.Load(static.Files)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(e.out, 0, 4, 2, ' ', 0)
	var head []string
	for _, key := range r.Columns() {
		head = append(head, book.T(locale.EN, key))
	}
	lines := append([][]string{head}, r.Table()...)
	for _, line := range lines {
		if _, err := fmt.Fprintln(table, strings.Join(line, "\t")); err != nil {
			return err
		}
	}
	return table.Flush()
}
