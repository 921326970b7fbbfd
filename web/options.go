package web

import (
	"context"
	"io/fs"
	"log/slog"
	"net/netip"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/prometheus/client_golang/prometheus"

	"heed/static"
	"heed/web/limit"
	"heed/web/locale"
)

// Options are what a Site needs. Name, Log, Registry, Now, Book and Lang are
// required; a zero duration or size takes its default.
type Options struct {
	Name     string // folder of its templates, its layout, and the metrics' label
	Log      *slog.Logger
	Registry prometheus.Registerer
	Now      func() time.Time
	Zone     *time.Location // of the office; default UTC
	Book     *locale.Book
	Lang     func(*locale.Book, *fiber.Ctx) locale.Lang // LangByPath or LangByCookie
	Files    fs.FS                                      // css, js, img and templates; default static.Files

	Secure         bool           // the public address is https
	Onion          string         // the same site as an onion service, http://….onion; "" for none
	TrustedProxies []netip.Prefix // whose X-Forwarded-For is believed
	Limiter        limit.Limiter  // nil: no limits
	Secret         []byte         // at least 32 bytes; set, it turns on tokens in forms
	Ready          []ReadyCheck

	BodyLimit       int           // bytes of any request body; default 1 MiB
	RequestTimeout  time.Duration // of c.UserContext(); default 30 s
	ReadTimeout     time.Duration // default 30 s
	WriteTimeout    time.Duration // default 60 s
	Stall           time.Duration // in which a request must make progress; default 30 s
	IdleTimeout     time.Duration // default 75 s
	ShutdownTimeout time.Duration // default 20 s
}

// ReadyCheck is a server or disk without which the site cannot work.
type ReadyCheck struct {
	Name  string
	Check func(context.Context) error
}

func (o Options) filled() Options {
	if o.Files == nil {
		o.Files = static.Files
	}
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	if o.BodyLimit == 0 {
		o.BodyLimit = 1 << 20
	}
	for _, d := range []struct {
		value *time.Duration
		usual time.Duration
	}{
		{&o.RequestTimeout, 30 * time.Second},
		{&o.ReadTimeout, 30 * time.Second},
		{&o.WriteTimeout, time.Minute},
		{&o.Stall, stall},
		{&o.IdleTimeout, 75 * time.Second},
		{&o.ShutdownTimeout, 20 * time.Second},
	} {
		if *d.value == 0 {
			*d.value = d.usual
		}
	}
	return o
}
