package backoffice_test

import (
	"testing"

	"heed/backoffice"
)

// Every template is held against the type of its page.
func TestTemplatesFitTheirPages(t *testing.T) {
	w := lite(t)
	if err := w.site.Site().Views.Check(backoffice.PageTypes()); err != nil {
		t.Error(err)
	}
}
