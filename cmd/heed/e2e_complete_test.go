package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"
)

// noPages are the addresses that show no page of their own.
var noPages = []string{
	"/healthz", "/readyz", "/assets/", "/preferences", "/captcha/", "/upload/", "/poster", "/notices.atom", "/notices.ics", "/tips/:id/files/:ord", "/tips/:id/raw",
	"/mail/reports/all", "/mail/reports/:id",
}

// nothingLeftOut expects every page of the route tables to have been looked at.
func (s *stage) nothingLeftOut(t *testing.T) {
	shown := s.answered(t)
	for site, app := range map[string]*fiber.App{"portal": s.Portal.App(), "backoffice": s.Backoffice.App()} {
		for _, route := range app.GetRoutes(true) {
			known := func(part string) bool { return strings.Contains(route.Path, part) }
			if route.Method == fiber.MethodGet && !slices.ContainsFunc(noPages, known) && !shown[site+" "+route.Path] {
				t.Errorf("no test looks at %s of the %s", route.Path, site)
			}
		}
	}
}

// answered are the routes that a GET has come to, by the metrics.
func (s *stage) answered(t *testing.T) map[string]bool {
	t.Helper()
	families, err := s.Registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]bool{}
	for _, family := range families {
		if family.GetName() != "heed_http_requests_total" {
			continue
		}
		for _, metric := range family.GetMetric() {
			labels := map[string]string{}
			for _, pair := range metric.GetLabel() {
				labels[pair.GetName()] = pair.GetValue()
			}
			if labels["method"] == fiber.MethodGet {
				all[labels["site"]+" "+labels["route"]] = true
			}
		}
	}
	return all
}
