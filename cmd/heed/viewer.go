package main

import (
	"cmp"
	"context"
	"net"
	"strings"

	"heed/web/viewer"
)

// listenViewer takes the address of the page in which staff look at files. The
// staff site must know it before it serves.
func (o *office) listenViewer(ctx context.Context) (net.Listener, error) {
	ln, err := listen(ctx, "HEED_VIEWER_ADDR", o.ViewerAddr)
	if err != nil {
		return nil, err
	}
	o.closers = append(o.closers, func() error { return ignoreClosed(ln.Close()) })
	o.ViewerURL = cmp.Or(o.Config.ViewerURL, "http://"+onThisMachine(ln.Addr().String()))
	return ln, nil
}

// openViewer serves that page, to the frames of the staff site alone.
func (o *office) openViewer(ln net.Listener) error {
	v, err := viewer.New(viewer.Options{Origin: o.ViewerURL, Staff: o.staffOrigins(), Secure: strings.HasPrefix(o.ViewerURL, "https://")})
	if err != nil {
		return err
	}
	o.runs = append(o.runs, func(ctx context.Context) error { return v.Run(ctx, ln) })
	return nil
}

// staffOrigins are where a browser may have the staff site: its public address,
// or, without one, where it listens on this machine.
func (o *office) staffOrigins() []string {
	if o.Config.StaffURL != "" {
		return []string{o.Config.StaffURL}
	}
	_, port, err := net.SplitHostPort(strings.TrimPrefix(o.StaffURL, "http://"))
	if err != nil {
		return nil
	}
	return []string{"http://127.0.0.1:" + port, "http://localhost:" + port}
}
