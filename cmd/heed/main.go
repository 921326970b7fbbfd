// Command heed is the whole of Heed: the citizens' site, the staff site, the
// mailbox worker, and what an administrator needs beside them.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	_ "time/tzdata" // due dates are counted in the office's zone on any machine
)

// memorySoft is how much memory, in bytes, the garbage may bring the program up to:
// near it, more is collected, and nothing is refused. GOMEMLIMIT says otherwise.
const memorySoft = 88 << 20

func main() {
	if _, set := os.LookupEnv("GOMEMLIMIT"); !set {
		debug.SetMemoryLimit(memorySoft)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := newRoot(newTerminal(os.Stdin, os.Stdout, os.Stderr), os.LookupEnv).ExecuteContext(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, explain(err))
		os.Exit(1)
	}
}
