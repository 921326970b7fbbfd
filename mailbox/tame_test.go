package mailbox

import (
	"bytes"
	"io"
	"net"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
)

// spoken is a connection on which so much comes, in whatever pieces.
type spoken struct {
	net.Conn
	io.Reader
}

func (s spoken) Read(p []byte) (int, error) { return s.Reader.Read(p) }

func TestNoListOfCapabilitiesHasAParenthesis(t *testing.T) {
	body := "From: a\r\n\r\n* CAPABILITY (a\r\nt OK [CAPABILITY (b\r\n{7}\r\n"
	for said, want := range map[string]string{
		"* CAPABILITY IMAP4rev1 (UIDPLUS\r\n* OK (fine)\r\n": "* CAPABILITY IMAP4rev1 )UIDPLUS\r\n* OK (fine)\r\n",
		"* capability(x\r\n":                                       "* capability)x\r\n",
		"* 5 CAPABILITY (x\r\n":                                    "* 5 CAPABILITY )x\r\n",
		"a1 OK [CAPABILITY IDLE ((x] done\r\na2 OK (\r\n":          "a1 OK [CAPABILITY IDLE ))x] done\r\na2 OK (\r\n",
		"* PREAUTH [CAPABILITY(\n* 1 FETCH (UID 7)\n":              "* PREAUTH [CAPABILITY)\n* 1 FETCH (UID 7)\n",
		"* OK more {300}\r\n* CAPABILITY (\r\n":                    "* OK more {300}\r\n* CAPABILITY )\r\n",
		"* 1 FETCH (BODY[] \"* CAPABILITY (\" UID 7)\r\n":          "",
		"* 1 FETCH (UID 7 FLAGS (\\Seen) BODY[] {0}\r\n)\r\n":      "",
		"* SEARCH " + strings.Repeat("1 ", 9999) + "(\r\n* OK (\n": "",
		"* 1 FETCH (BODY[] {" + strconv.Itoa(len(body)) + "}\r\n" + body + " UID 7)\r\n* CAPABILITY (\r\n": "* 1 FETCH (BODY[] {" + strconv.Itoa(len(body)) + "}\r\n" + body +
			" UID 7)\r\n* CAPABILITY )\r\n",
	} {
		if want == "" {
			want = said
		}
		for name, r := range map[string]io.Reader{
			"whole": strings.NewReader(said), "bytes": iotest.OneByteReader(strings.NewReader(said)), "halves": iotest.HalfReader(strings.NewReader(said)),
		} {
			got, err := io.ReadAll(&tame{Conn: spoken{Reader: r}})
			if string(got) != want || err != nil {
				t.Errorf("%s of %.60q: %.200q, %v", name, said, got, err)
			}
		}
	}
}

// Bytes of a mail come as they were sent, however large and in whatever pieces.
func TestAMailIsNotTamed(t *testing.T) {
	mail := bytes.Repeat([]byte("t OK [CAPABILITY (\r\n* CAPABILITY (\r\n{9}\r\n"), 9000)
	said := "* 1 FETCH (UID 1 BODY[]<0> {" + strconv.Itoa(len(mail)) + "}\r\n" + string(mail) + ")\r\nt OK\r\n"
	got, err := io.ReadAll(&tame{Conn: spoken{Reader: strings.NewReader(said)}})
	if string(got) != said || err != nil {
		t.Errorf("%d bytes of %d, %v", len(got), len(said), err)
	}
}
