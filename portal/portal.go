package portal

import (
	"errors"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"heed/models/intake"
	"heed/models/pieces"
	"heed/models/store"
	"heed/web"
	"heed/web/captcha"
	"heed/web/locale"
)

// What a form may carry besides its files, whose limits are those of intake.
const (
	maxParcel  = 1 << 20 // one with five small files inside takes 850 KB
	maxFields  = 60
	uploadTime = time.Hour // 50 MB over a poor line
)

// Options are what a Portal needs. Of Web, the portal itself sets Name, Lang,
// BodyLimit and Secure; its Secret must be empty, for this site sets no cookie.
type Options struct {
	Web       web.Options
	Store     *store.Store
	Intake    *intake.Intake
	Captcha   *captcha.Box
	Secret    []byte         // at least 32 bytes; every replica has the same
	PublicURL string         // https:// turns on what a browser keeps for secure sites
	LeaveURL  string         // where "leave quickly" leads; "" for a page of the site itself
	Pieces    *pieces.Pieces // files that come in pieces; nil: they come with the form alone
}

// Portal is the citizens' site.
type Portal struct {
	site       *web.Site
	intake     *intake.Intake
	store      *store.Store
	captcha    *captcha.Box
	notices    *notices
	press      *press
	parcels    *parcels
	statements *statements
	decoy      []byte // a message that opens for nobody
	book       *locale.Book
	uploads    *uploads // nil: files come with the form alone
	receipts   sync.Map // formKey → *web.Spliced
	now        func() time.Time
	zone       *time.Location

	publicURL string // "" when it is not configured
	leaveURL  string // "" for the site's own page
}

// New makes the site with its routes. It fails when an option is missing or a
// template cannot be read.
func New(o Options) (*Portal, error) {
	if o.Store == nil || o.Intake == nil || o.Captcha == nil {
		return nil, errors.New("portal: store, intake and captcha are required")
	}
	parcels, err := newParcels(o.Secret, o.Web.Now)
	if err != nil {
		return nil, err
	}
	o.Web.Name, o.Web.Lang, o.Web.Secret = "portal", web.LangByPath, nil
	o.Web.BodyLimit = int(bodyLimit(o.Intake.Limits()))
	o.Web.Secure = strings.HasPrefix(o.PublicURL, "https://")
	if o.Web.Zone == nil {
		o.Web.Zone = time.UTC
	}
	statements, err := newStatements(o.Secret, o.Store, o.Web.Zone)
	if err != nil {
		return nil, err
	}
	site, err := web.New(o.Web)
	if err != nil {
		return nil, err
	}
	p := &Portal{
		site: site, book: o.Web.Book, store: o.Store, intake: o.Intake, captcha: o.Captcha, parcels: parcels, statements: statements, now: o.Web.Now, zone: o.Web.Zone,
		publicURL: strings.TrimSuffix(o.PublicURL, "/"), leaveURL: o.LeaveURL, press: newPress(),
		notices: newNotices(o.Store, o.Web.Now, o.Web.Log),
	}
	if err := p.openUploads(o.Pieces); err != nil {
		return nil, err
	}
	if p.decoy, err = newDecoy(); err != nil {
		return nil, err
	}
	p.routes()
	return p, nil
}

// App is the site as Fiber serves it.
func (p *Portal) App() *fiber.App { return p.site.App }

// Site runs and closes the App.
func (p *Portal) Site() *web.Site { return p.site }
