// Command heed is the whole of Heed: the citizens' site, the staff site, the
// mailbox worker, and what an administrator needs beside them.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	_ "time/tzdata" // due dates are counted in the office's zone on any machine
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := newRoot(newTerminal(os.Stdin, os.Stdout, os.Stderr), os.LookupEnv).ExecuteContext(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, explain(err))
		os.Exit(1)
	}
}
