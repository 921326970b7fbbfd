package main_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"heed/models"
	"heed/models/seal/receipt"
	"heed/web/captcha"
)

// attachment is a file that goes with a report.
type attachment struct {
	name string
	data []byte
}

// report is what a citizen types.
type report struct {
	unit, text, name, contact string
	files                     []attachment
}

// newReport differs from every other one.
func newReport(files ...attachment) report {
	mark := rand.Text()
	return report{
		unit: "稻香镇", text: "去年冬天村里发救助金，会计每户扣下二百块，没有收据。" + mark, name: "王" + mark[:8], contact: "电话" + mark[8:16],
		files: files,
	}
}

// largeFile is one that is too large for a row and goes to a blob.
func largeFile() attachment {
	data := make([]byte, 40<<10)
	_, _ = rand.Read(data) // never fails (crypto/rand)
	return attachment{"账本.txt", []byte(hex.EncodeToString(data))}
}

// citizen sends reports; the captcha is solved by the instance's secret.
type citizen struct {
	http   *http.Client
	box    *captcha.Box
	header http.Header // sent along
}

func newCitizen(t testing.TB) *citizen {
	t.Helper()
	box, err := captcha.New(captcha.Options{Secret: instanceSecret, Now: time.Now})
	must(t, err)
	transport := &http.Transport{MaxIdleConnsPerHost: 16}
	t.Cleanup(transport.CloseIdleConnections)
	return &citizen{http: &http.Client{Transport: transport, Timeout: patience}, box: box}
}

// village is a network that no other visit came from, so that no limit is felt.
func village() string {
	var a [16]byte
	_, _ = rand.Read(a[:]) // never fails (crypto/rand)
	a[0], a[1] = 0x20, 0x01
	return netip.AddrFrom16(a).String()
}

// reply is an answer that arrived whole.
type reply struct {
	status int
	header http.Header
	body   string
}

// submit sends a report. An error means that no whole answer came.
func (c *citizen) submit(base string, r report) (reply, error) {
	body, kind, err := c.form(r)
	if err != nil {
		return reply{}, err
	}
	return c.send(base+"/zh/report", kind, body)
}

// form is the body of a report as a browser sends it.
func (c *citizen) form(r report) (body *bytes.Buffer, kind string, err error) {
	token := c.box.Issue()
	digits, err := c.box.DigitsForTest(token)
	if err != nil {
		return nil, "", err
	}
	body = &bytes.Buffer{}
	w := multipart.NewWriter(body)
	for _, f := range [][2]string{
		{"token", token},
		{"about", "conduct"},
		{"unit", "other"},
		{"unit_text", r.unit},
		{"category", "gifts"},
		{"text", r.text},
		{"name", r.name},
		{"contact", r.contact},
		{"captcha", digits},
	} {
		if err := w.WriteField(f[0], f[1]); err != nil {
			return nil, "", err
		}
	}
	for _, f := range r.files {
		part, err := w.CreateFormFile("files", f.name)
		if err != nil {
			return nil, "", err
		}
		if _, err := part.Write(f.data); err != nil {
			return nil, "", err
		}
	}
	return body, w.FormDataContentType(), w.Close()
}

// status asks what became of a report.
func (c *citizen) status(base, code string) (reply, error) {
	return c.send(base+"/zh/status", "application/x-www-form-urlencoded", strings.NewReader(url.Values{"receipt": {code}}.Encode()))
}

func (c *citizen) send(target, kind string, body io.Reader) (reply, error) {
	req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, target, body)
	if err != nil {
		return reply{}, err
	}
	req.Header.Set("Content-Type", kind)
	return c.do(req)
}

func (c *citizen) get(target string) (reply, error) {
	req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, target, nil)
	if err != nil {
		return reply{}, err
	}
	return c.do(req)
}

func (c *citizen) do(req *http.Request) (reply, error) {
	req.Header.Set("X-Forwarded-For", village())
	for name, values := range c.header {
		req.Header[name] = values
	}
	res, err := c.http.Do(req)
	if err != nil {
		return reply{}, err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	return reply{status: res.StatusCode, header: res.Header, body: string(text)}, err
}

// receipt is the one that the page shows, or "".
func (a reply) receipt() string {
	return a.node(func(n *html.Node) bool { return attribute(n, "id") == "code" })
}

// fault is what the page says is wrong.
func (a reply) fault() string {
	said := a.node(func(n *html.Node) bool { return attribute(n, "id") == "faults" || attribute(n, "class") == "lone" })
	return strings.Join(strings.Fields(said), " ")
}

// typed is what the form of the page keeps in a field.
func (a reply) typed(field string) string {
	return a.node(func(n *html.Node) bool { return attribute(n, "name") == field && attribute(n, "type") != "hidden" })
}

// hidden is the value of a hidden field.
func (a reply) hidden(field string) string {
	return a.node(func(n *html.Node) bool { return attribute(n, "name") == field && attribute(n, "type") == "hidden" })
}

// node is the value, or else the text, of the first element that fits.
func (a reply) node(fits func(*html.Node) bool) string {
	root, err := html.Parse(strings.NewReader(a.body))
	if err != nil {
		return ""
	}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode || !fits(n) {
			continue
		}
		if value := attribute(n, "value"); value != "" {
			return value
		}
		var text strings.Builder
		for d := range n.Descendants() {
			if d.Type == html.TextNode {
				text.WriteString(d.Data)
			}
		}
		return strings.TrimSpace(text.String())
	}
	return ""
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// keeps says whether the page still holds everything typed.
func (a reply) keeps(r report) error {
	for field, want := range map[string]string{"unit_text": r.unit, "text": r.text, "name": r.name, "contact": r.contact} {
		if got := a.typed(field); got != want {
			return fmt.Errorf("the field %s holds %q, not %q", field, got, want)
		}
	}
	return nil
}

// holds checks that the report of a receipt is stored, whole and as it was typed.
func (v *vault) holds(code string, r report) error {
	parsed, err := receipt.Parse(code)
	if err != nil {
		return err
	}
	all, err := v.envelopes(parsed.LookupHash())
	if err != nil {
		return fmt.Errorf("a receipt that was shown is lost: %w", err)
	}
	var text models.TextEnvelope
	var who models.IdentityEnvelope
	var files [][32]byte
	for _, e := range all {
		switch e.Kind {
		case models.EnvelopeText:
			err = json.Unmarshal(v.plain(e), &text)
		case models.EnvelopeIdentity:
			err = json.Unmarshal(v.plain(e), &who)
		case models.EnvelopeFile:
			files = append(files, sha256.Sum256(v.plain(e)))
		case models.EnvelopeOriginal, models.EnvelopeMail, models.EnvelopeOpaque:
		}
		if err != nil {
			return err
		}
	}
	if text.Text != r.text || who.Name != r.name || who.Contact != r.contact || len(files) != len(r.files) {
		return fmt.Errorf("the tip of a receipt holds %d files and other words than were sent", len(files))
	}
	for k, f := range r.files {
		if files[k] != sha256.Sum256(f.data) {
			return fmt.Errorf("file %d is not what was sent", k)
		}
	}
	return nil
}
