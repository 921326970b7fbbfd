package backoffice

import (
	"net"
	"net/url"
	"slices"
	"strings"

	"heed/models"
)

// viewPage is one attachment, shown in a frame of the viewer's origin. The page
// itself holds no byte of the file: its script fetches the download and hands it
// to the frame, which has no origin and can load nothing.
type viewPage struct {
	Page
	Number     string
	Back       string // the tip
	File       attached
	Ask        bool   // a virus was found, and the member has not yet said to go on
	Sure       string // what the download's address says once they have
	Viewer     string // the frame's page; "" shows nothing
	Prev, Next string // the pages of the attachments before and after it
	At, Of     int
}

// view shows an attachment. Opening the page is noted as a read of the tip, for
// it names the file, and the script's fetch as a download.
func (b *Backoffice) view(v *visit) error {
	id, err := v.number()
	if err != nil {
		return err
	}
	t, err := b.openTip(v, id)
	if err != nil {
		return err
	}
	if t.Locked {
		return models.Fail(models.KindForbidden, "error.forbidden")
	}
	page := viewPage{Number: t.Number, Back: "/tips/" + decimal(id), Viewer: viewerFor(b.viewerURL, string(v.Request().Host()))}
	if !page.place(t.attachments(), int(whole(v.Params("ord")))) {
		return models.Fail(models.KindNotFound, "error.not_found")
	}
	page.Ask = page.File.Marked && v.Query("sure") == ""
	if page.File.Marked {
		page.Sure = "?sure=1"
	}
	if page.Page, err = b.page(v, "backoffice.view.title", "number", t.Number); err != nil {
		return err
	}
	if page.Viewer != "" {
		b.site.Frame(v.Ctx, page.Viewer)
	}
	return b.site.Render(v.Ctx, 200, "view", page)
}

// viewerFor is the viewer for a browser that reached the staff site by a host. One
// that is on the machine of whoever looks is for those alone who have the staff
// site there too: on another desk anything may listen there.
func viewerFor(viewer, host string) string {
	u, err := url.Parse(viewer)
	if err != nil || loopback(u.Hostname()) && !loopback((&url.URL{Host: host}).Hostname()) {
		return ""
	}
	return viewer
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// place finds the attachment with a number among all, and those beside it.
func (p *viewPage) place(all []attached, ord int) bool {
	at := slices.IndexFunc(all, func(f attached) bool { return f.Ord == ord })
	if at < 0 {
		return false
	}
	p.File, p.At, p.Of = all[at], at+1, len(all)
	if at > 0 {
		p.Prev = all[at-1].View
	}
	if at+1 < len(all) {
		p.Next = all[at+1].View
	}
	return true
}
