package clam

import (
	"errors"
	"net"
	"net/url"
	"path"
)

// ParseURL reads unix:///run/clamav/clamd.ctl or tcp://host:3310 as net.Dial
// takes it.
func ParseURL(raw string) (network, addr string, err error) {
	u, err := url.Parse(raw)
	if err != nil || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return "", "", errURL
	}
	switch u.Scheme {
	case "unix":
		if u.Host == "" && path.IsAbs(u.Path) && len(u.Path) > 1 {
			return "unix", u.Path, nil
		}
	case "tcp":
		if _, _, err := net.SplitHostPort(u.Host); err == nil && u.Port() != "" && u.Path == "" {
			return "tcp", u.Host, nil
		}
	}
	return "", "", errURL
}

var errURL = errors.New("is not the address of a ClamAV daemon; write unix:///run/clamav/clamd.ctl or tcp://host:3310")
