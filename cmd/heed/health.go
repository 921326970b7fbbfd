package main

import (
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/spf13/cobra"
)

func (e env) healthCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "healthcheck [portal|backoffice]",
		Short: "Ask a running site of this machine whether it is ready",
		Long:  `Exit status 0 when /readyz of the site answers 200. For containers, which have no other program inside.`,
		Args:  cobra.MatchAll(cobra.MaximumNArgs(1), cobra.OnlyValidArgs), ValidArgs: []string{"portal", "backoffice"},
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := e.config()
			if err != nil {
				return err
			}
			addr := c.PortalAddr
			if len(args) == 1 && args[0] == "backoffice" {
				addr = c.BackofficeAddr
			}
			return askReady(cmd, addr)
		},
	}
}

func askReady(cmd *cobra.Command, addr string) error {
	req, err := http.NewRequestWithContext(cmd.Context(), http.MethodGet, "http://"+onThisMachine(addr)+"/readyz", nil)
	if err != nil {
		return err
	}
	res, err := (&http.Client{Timeout: 3 * time.Second}).Do(req)
	if err != nil {
		return err
	}
	if err := res.Body.Close(); err != nil {
		return err
	}
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s", addr, res.Status)
	}
	return nil
}

// onThisMachine is an address to listen on as this machine itself dials it: one
// that names no host, as ":8081" does in a container, means every one.
func onThisMachine(addr string) string {
	host, port, err := net.SplitHostPort(addr)
	if ip := net.ParseIP(host); err == nil && (host == "" || ip != nil && ip.IsUnspecified()) {
		return net.JoinHostPort("127.0.0.1", port)
	}
	return addr
}
