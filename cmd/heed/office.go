package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"heed/backoffice"
	"heed/mailbox"
	"heed/mailbox/proof"
	"heed/models/store"
	"heed/portal"
	"heed/web"
	"heed/web/captcha"
)

// parts says which of the three run in this process.
type parts struct{ portal, backoffice, mailbox bool }

// office is a running Heed, or a part of it: an end-to-end test starts the very
// same object on :0.
type office struct {
	*machine
	Portal     *portal.Portal // nil when it runs elsewhere
	Backoffice *backoffice.Backoffice
	Captcha    *captcha.Box
	PortalURL  string
	StaffURL   string
	ViewerURL  string // as browsers see it
	MetricsURL string

	runs []func(context.Context) error
}

// openOffice takes the addresses and makes the parts; Run serves them.
func openOffice(ctx context.Context, m *machine, p parts) (*office, error) {
	o := &office{machine: m}
	for _, step := range []struct {
		wanted bool
		open   func(context.Context) error
	}{{p.portal, o.openPortal}, {p.backoffice, o.openBackoffice}, {p.mailbox, o.openMailbox}, {m.MetricsAddr != "", o.openMetrics}} {
		if !step.wanted {
			continue
		}
		if err := step.open(ctx); err != nil {
			return nil, err
		}
	}
	o.runs = append(o.runs, o.keepHouse)
	return o, nil
}

// Run serves until ctx ends, then lets running requests and sweeps finish.
func (o *office) Run(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, run := range o.runs {
		g.Go(func() error { return run(ctx) })
	}
	err := g.Wait()
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

func (o *office) openPortal(ctx context.Context) (err error) {
	if o.Captcha, err = captcha.New(captcha.Options{Secret: o.secret, Redis: o.Redis, Now: time.Now, Log: o.Log, Work: o.Work, Wait: o.Wait}); err != nil {
		return err
	}
	options := o.webOptions()
	options.Onion = o.OnionURL
	o.Portal, err = portal.New(portal.Options{
		Web: options, Store: o.Store, Intake: o.Intake, Captcha: o.Captcha, Secret: o.secret, PublicURL: o.PublicURL, LeaveURL: o.LeaveURL, Pieces: o.Pieces,
	})
	if err != nil {
		return err
	}
	err = o.Store.Write(ctx, func(tx *store.Tx) error { return tx.NoteStatementKey(o.Portal.StatementKey()) })
	if err != nil {
		return err
	}
	o.PortalURL, err = o.serve(ctx, "HEED_PORTAL_ADDR", o.PortalAddr, o.Portal.Site())
	return err
}

func (o *office) openBackoffice(ctx context.Context) (err error) {
	frame, err := o.listenViewer(ctx)
	if err != nil {
		return err
	}
	options := o.webOptions()
	options.Secret = o.secret
	o.Backoffice, err = backoffice.New(backoffice.Options{
		Web: options, Store: o.Store, Keyring: o.keyring(), Intake: o.Intake, Blobs: o.Blobs, StaffURL: o.staffURL(),
		ViewerURL: o.ViewerURL,
	})
	if err != nil {
		return err
	}
	if o.StaffURL, err = o.serve(ctx, "HEED_BACKOFFICE_ADDR", o.BackofficeAddr, o.Backoffice.Site()); err != nil {
		return err
	}
	return o.openViewer(frame)
}

// serve takes an address for a site, which Run then serves.
func (o *office) serve(ctx context.Context, setting, addr string, site *web.Site) (string, error) {
	ln, err := listen(ctx, setting, addr)
	if err != nil {
		return "", err
	}
	o.closers = append(o.closers, func() error { return ignoreClosed(ln.Close()) })
	o.runs = append(o.runs, func(ctx context.Context) error { return site.Run(ctx, ln) })
	return "http://" + ln.Addr().String(), nil
}

func listen(ctx context.Context, setting, addr string) (net.Listener, error) {
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, fault{setting, fmt.Errorf("%s cannot be used; choose another port: %w", addr, errors.Unwrap(err))}
	}
	return ln, nil
}

func ignoreClosed(err error) error {
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

func (o *office) openMailbox(context.Context) error {
	sender, err := o.sender()
	if err != nil {
		return err
	}
	if sender != nil {
		o.answer = sender.Offer
		o.runs = append(o.runs, sender.Run)
	}
	box, err := o.newMailbox(newMailMetrics(o.Registry))
	if err != nil {
		return err
	}
	o.runs = append(o.runs, box.Run)
	return nil
}

// newMailbox makes the worker for the configured accounts and those of the staff
// site.
func (m *machine) newMailbox(progress mailbox.Progress) (*mailbox.Mailbox, error) {
	schedule, err := mailbox.ParseSchedule(m.Schedule)
	if err != nil {
		return nil, fault{"HEED_MAIL_SCHEDULE", err}
	}
	var resolver proof.LookupTXT
	if m.DKIM {
		resolver = net.DefaultResolver.LookupTXT
	}
	box := mailbox.New(mailbox.Options{
		Store: m.Store, Intake: m.Intake, Accounts: m.Accounts, Secrets: m.mailSecrets(), Secret: m.secret, Schedule: schedule,
		Now: time.Now, Logger: m.Log, Progress: progress, Own: m.ownAddresses(), Resolver: resolver, Answer: m.answer, AnswerAge: m.SMTP.age,
	})
	if err := box.Validate(); err != nil {
		return nil, fault{"HEED_MAIL_1 and following", err}
	}
	return box, nil
}

func (o *office) openMetrics(ctx context.Context) error {
	ln, err := listen(ctx, "HEED_METRICS_ADDR", o.MetricsAddr)
	if err != nil {
		return err
	}
	o.MetricsURL = "http://" + ln.Addr().String() + "/metrics"
	o.Registry.MustRegister(newMailboxes(o.Store))
	mux := http.NewServeMux()
	mux.Handle("/metrics", web.MetricsHandler(o.Registry))
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	o.runs = append(o.runs, func(ctx context.Context) error {
		stop := context.AfterFunc(ctx, func() { _ = server.Close() })
		defer stop()
		if err := server.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	})
	return nil
}

// keepHouse flags what is overdue and erases halves of identities and uploads that
// expired every minute, and removes orphan blobs once an hour. A failure is logged and
// tried again: it must not stop the sites.
func (o *office) keepHouse(ctx context.Context) error {
	minute, hour := time.NewTicker(time.Minute), time.NewTicker(time.Hour)
	defer minute.Stop()
	defer hour.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			return nil
		case <-minute.C:
			_, late := o.Store.MarkOverdue(ctx)
			_, expired := o.Pieces.Sweep(ctx)
			err = errors.Join(late, o.Store.SweepOpenings(ctx), expired)
		case <-hour.C:
			_, err = o.Intake.Janitor(ctx)
		}
		if err != nil && ctx.Err() == nil {
			o.Log.Error("housekeeping failed; it is tried again", "err", strings.TrimSpace(err.Error()))
		}
	}
}
