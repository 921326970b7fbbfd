package mailbox

import (
	"bufio"
	"fmt"
	"net"
	"strings"
	"testing"

	"heed/models/testserver"
)

// say signs in beside the mailbox, as a person with a mail program would, and
// gives commands one after the other.
func say(t *testing.T, addr string, commands ...string) {
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", addr)
	if err != nil {
		t.Error(err)
		return
	}
	defer conn.Close()
	lines := bufio.NewReader(conn)
	if _, err := lines.ReadString('\n'); err != nil {
		t.Error(err)
		return
	}
	for _, c := range append([]string{fmt.Sprintf("LOGIN tips %q", testserver.MailPassword)}, commands...) {
		if _, err := fmt.Fprintf(conn, "a %s\r\n", c); err != nil {
			t.Error(err)
			return
		}
		for answer := ""; !strings.HasPrefix(answer, "a "); {
			if answer, err = lines.ReadString('\n'); err != nil {
				t.Error(err)
				return
			}
			if strings.HasPrefix(answer, "a ") && !strings.HasPrefix(answer, "a OK") {
				t.Errorf("%s: %s", c, answer)
			}
		}
	}
}
