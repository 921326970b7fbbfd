package main

import (
	"cmp"
	"context"
	"errors"
	"net"
	"net/url"
	"strings"

	"heed/web/viewer"
)

// listenViewer takes the address of the page in which staff look at files. The
// staff site must know it before it serves. With the staff site on another machine
// than whoever looks, and no address of the viewer's, files are downloaded only.
func (o *office) listenViewer(ctx context.Context) (net.Listener, error) {
	ln, err := listen(ctx, "HEED_VIEWER_ADDR", o.ViewerAddr)
	if err != nil {
		return nil, err
	}
	o.closers = append(o.closers, func() error { return ignoreClosed(ln.Close()) })
	o.ViewerURL = o.Config.ViewerURL
	if o.ViewerURL == "" && (o.Config.StaffURL == "" || onLoopback(o.Config.StaffURL)) {
		o.ViewerURL = "http://" + onThisMachine(ln.Addr().String())
	}
	return ln, nil
}

// checkViewer: the viewer is on another host than the staff site, for cookies
// know no ports; but on one machine alone, where another port must do. And it is
// not on this machine when the staff site is elsewhere: a browser would look for
// it on the desk that it stands on, where anything may listen.
func (c *Config) checkViewer() error {
	staff, viewer := originOf(c.StaffURL), originOf(c.ViewerURL)
	switch {
	case c.StaffURL == "" || c.ViewerURL == "":
		return nil
	case staff == viewer, staff.host == viewer.host && !onLoopback(c.StaffURL):
		return fault{"HEED_VIEWER_URL", errors.New("is on the staff site's host; another port is not enough, choose another host, such as https://view.example.org")}
	case onLoopback(c.ViewerURL) && !onLoopback(c.StaffURL):
		return fault{"HEED_VIEWER_URL", errors.New("is on the machine of whoever looks; choose a host that is yours, such as https://view.example.org")}
	}
	return nil
}

// origin is what a browser tells sites by.
type origin struct{ scheme, host, port string }

func originOf(site string) origin {
	u, err := url.Parse(site)
	if err != nil {
		return origin{}
	}
	port := map[string]string{"http": "80", "https": "443"}[u.Scheme]
	return origin{u.Scheme, strings.ToLower(strings.TrimSuffix(u.Hostname(), ".")), cmp.Or(u.Port(), port)}
}

// onLoopback says whether a site is on the machine of whoever opens it.
func onLoopback(site string) bool {
	host := originOf(site).host
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
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
