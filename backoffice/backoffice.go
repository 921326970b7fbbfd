package backoffice

import (
	"errors"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"heed/models/blob"
	"heed/models/intake"
	"heed/models/keyring"
	"heed/models/store"
	"heed/web"
)

// Options are what a Backoffice needs. Of Web, the site itself sets Name, Lang,
// BodyLimit and Secure; its Secret is required, for forms carry tokens.
type Options struct {
	Web      web.Options
	Store    *store.Store
	Keyring  *keyring.Keyring
	Intake   *intake.Intake
	Blobs    *blob.Store
	StaffURL string // the public address; https:// turns on what a browser keeps for secure sites

	ViewerURL string // the origin on which attachments are shown; "" for none: they are downloads then
}

// Backoffice is the staff site.
type Backoffice struct {
	site     *web.Site
	store    *store.Store
	keys     *keyring.Keyring
	intake   *intake.Intake
	blobs    *blob.Store
	now      func() time.Time
	zone     *time.Location
	staffURL string

	viewerURL string
}

// New makes the site with its routes. It fails when an option is missing or a
// template cannot be read.
func New(o Options) (*Backoffice, error) {
	if o.Store == nil || o.Keyring == nil || o.Intake == nil || o.Blobs == nil || len(o.Web.Secret) == 0 {
		return nil, errors.New("backoffice: store, keyring, intake, blobs and secret are required")
	}
	o.Web.Name, o.Web.Lang = "backoffice", web.LangByCookie
	o.Web.BodyLimit = 2 * int(bodyLimit(o.Intake.Limits()))
	o.Web.Secure = strings.HasPrefix(o.StaffURL, "https://")
	if o.Web.Zone == nil {
		o.Web.Zone = time.UTC
	}
	site, err := web.New(o.Web)
	if err != nil {
		return nil, err
	}
	b := &Backoffice{
		site: site, store: o.Store, keys: o.Keyring, intake: o.Intake, blobs: o.Blobs,
		now: o.Web.Now, zone: o.Web.Zone, staffURL: strings.TrimSuffix(o.StaffURL, "/"),
		viewerURL: strings.TrimSuffix(o.ViewerURL, "/"),
	}
	b.register()
	return b, nil
}

// App is the site as Fiber serves it.
func (b *Backoffice) App() *fiber.App { return b.site.App }

// Site runs and closes the App.
func (b *Backoffice) Site() *web.Site { return b.site }
