package main_test

import (
	"database/sql"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// The manual, as scripts: what an administrator types and what comes of it.
func TestManual(t *testing.T) {
	folder := program(t)
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("PATH", folder+string(filepath.ListSeparator)+os.Getenv("PATH"))
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"keep": keep, "sql": runSQL,
			"running": func(ts *testscript.TestScript, neg bool, args []string) { running(t, ts) },
		},
	})
}

// keep FILE REGEXP writes what the last command's output holds of the expression into a file.
func keep(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: keep FILE REGEXP")
	}
	found := regexp.MustCompile(args[1]).FindAllString(ts.ReadFile("stdout"), -1)
	if len(found) != 1 {
		ts.Fatalf("%s is %d times in the output, not once", args[1], len(found))
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(found[0]+"\n"), 0o600))
}

// runSQL FILE STATEMENT... changes a database behind Heed's back.
func runSQL(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: sql FILE STATEMENT...")
	}
	db, err := sql.Open("sqlite", "file:"+ts.MkAbs(args[0]))
	ts.Check(err)
	for _, statement := range args[1:] {
		_, err := db.Exec(statement)
		ts.Check(err)
	}
	ts.Check(db.Close())
}

// running starts heed serve on free ports and sets the addresses for the commands that follow.
func running(t *testing.T, ts *testscript.TestScript) {
	env := []string{"HEED_DATA=" + ts.MkAbs("heed-data"), "HEED_PORTAL_ADDR=127.0.0.1:0", "HEED_BACKOFFICE_ADDR=127.0.0.1:0", "HEED_VIEWER_ADDR=127.0.0.1:0"}
	p := serve(t, env)
	for name, address := range map[string]string{"HEED_PORTAL_ADDR": p.portal, "HEED_BACKOFFICE_ADDR": p.staff} {
		u, err := url.Parse(address)
		ts.Check(err)
		ts.Setenv(name, u.Host)
	}
	ts.Defer(func() {
		if status := p.stop(); status != 0 || strings.Contains(p.log.String(), "level=ERROR") {
			t.Errorf("heed serve ends with %d\n%s", status, p.log)
		}
	})
}
