package web

import (
	"net/netip"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// network is the network a visitor comes from: /24 of IPv4, /56 of IPv6. It goes
// to the limiter, which keeps only a keyed hash of it, and nowhere else.
func (s *Site) network(c *fiber.Ctx) string {
	addr := s.client(c)
	bits := 56
	if addr.Is4() {
		bits = 24
	}
	prefix, err := addr.Prefix(bits)
	if err != nil {
		return "unknown"
	}
	return prefix.String()
}

// client is the address of the visitor: the last one in X-Forwarded-For that is
// not a trusted proxy, when the connection comes from a trusted one.
func (s *Site) client(c *fiber.Ctx) netip.Addr {
	addr, ok := netip.AddrFromSlice(c.Context().RemoteIP())
	if !ok {
		return netip.Addr{}
	}
	addr = addr.Unmap()
	hops := forwarded(c)
	for i := len(hops) - 1; i >= 0 && s.trusted(addr); i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		addr = hop.Unmap()
	}
	return addr
}

// forwarded is the way of a request, the nearest last. A proxy may put what it
// saw in a line of its own, below one that the visitor made up: all lines count.
func forwarded(c *fiber.Ctx) []string {
	var hops []string
	for _, line := range c.Request().Header.PeekAll(fiber.HeaderXForwardedFor) {
		hops = append(hops, strings.Split(string(line), ",")...)
	}
	return hops
}

func (s *Site) trusted(addr netip.Addr) bool {
	for _, p := range s.o.TrustedProxies {
		if p.Contains(addr) {
			return true
		}
	}
	return false
}
