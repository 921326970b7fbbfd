package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"log"
	"net"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
	"golang.org/x/text/encoding/htmlindex"
)

const (
	demoMailUser  = "office@demo.invalid"
	demoProcessed = "已处理"
)

// demoMail is one fictional mail, in a charset that real ones have.
type demoMail struct {
	ID, Subject, Text, From, Charset string
	Picture                          bool
}

// demoServer is go-imap's own server on a loopback port, for the demo alone.
type demoServer struct {
	*imapserver.Server
	user *imapmemserver.User
	addr string
}

func startDemoMail(ctx context.Context) (*demoServer, error) {
	users := imapmemserver.New()
	user := imapmemserver.NewUser(demoMailUser, demoPassphrase)
	users.AddUser(user)
	for _, folder := range []string{"INBOX", demoProcessed} {
		if err := user.Create(folder, nil); err != nil {
			return nil, err
		}
	}
	server := imapserver.New(&imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return users.NewSession(), nil, nil
		},
		Caps:         imap.CapSet{imap.CapIMAP4rev1: {}, imap.CapMove: {}, imap.CapUIDPlus: {}, imap.CapNamespace: {}},
		InsecureAuth: true, // on loopback, with fictional mails
		Logger:       log.New(io.Discard, "", 0),
	})
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	go func() { _ = server.Serve(ln) }() // ends by Close
	return &demoServer{Server: server, user: user, addr: ln.Addr().String()}, nil
}

// deliver puts a mail into the inbox.
func (s *demoServer) deliver(m demoMail, at time.Time) error {
	raw, err := m.raw(at)
	if err != nil {
		return err
	}
	_, err = s.user.Append("INBOX", literal{bytes.NewReader(raw)}, &imap.AppendOptions{Time: at})
	return err
}

type literal struct{ *bytes.Reader }

func (l literal) Size() int64 { return l.Reader.Size() }

// raw is the mail as a mail program would send it.
func (m demoMail) raw(at time.Time) ([]byte, error) {
	charset, err := htmlindex.Get(m.Charset)
	if err != nil {
		return nil, err
	}
	encode := func(s string) (string, error) {
		b, err := charset.NewEncoder().Bytes([]byte(s))
		return base64.StdEncoding.EncodeToString(b), err
	}
	subject, err := encode(m.Subject)
	if err != nil {
		return nil, err
	}
	text, err := encode(m.Text)
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "From: <%s>\r\nTo: <%s>\r\nDate: %s\r\nMessage-ID: <%s@mail.example>\r\nSubject: =?%s?B?%s?=\r\nMIME-Version: 1.0\r\n",
		m.From, demoMailUser, at.Format(time.RFC1123Z), strings.ToLower(m.ID), m.Charset, subject)
	part := fmt.Sprintf("Content-Type: text/plain; charset=%s\r\nContent-Transfer-Encoding: base64\r\n\r\n%s\r\n", m.Charset, text)
	if !m.Picture {
		b.WriteString(part)
		return []byte(b.String()), nil
	}
	picture, err := demoPicture()
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(&b, "Content-Type: multipart/mixed; boundary=demo\r\n\r\n--demo\r\n%s--demo\r\n"+
		"Content-Type: image/png; name=\"photo.png\"\r\nContent-Disposition: attachment; filename=\"photo.png\"\r\n"+
		"Content-Transfer-Encoding: base64\r\n\r\n%s\r\n--demo--\r\n", part, picture)
	return []byte(b.String()), nil
}

// demoPicture is a small picture of nothing, in base64 lines.
func demoPicture() (string, error) {
	img := image.NewRGBA(image.Rect(0, 0, 160, 100))
	for i := range 160 * 100 {
		img.Set(i%160, i/160, color.RGBA{R: uint8(60 + i%160/2), G: uint8(110 + i/160), B: 140, A: 255})
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return "", err
	}
	text := base64.StdEncoding.EncodeToString(b.Bytes())
	var lines []string
	for ; len(text) > 76; text = text[76:] {
		lines = append(lines, text[:76])
	}
	return strings.Join(append(lines, text), "\r\n"), nil
}
