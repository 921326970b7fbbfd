package testserver

import (
	"fmt"
	"strconv"
	"syscall"
	"testing"
)

// RedisServer is a Redis of one test's own. It keeps nothing on disk, as in production: after Stop
// and Start it is empty.
type RedisServer struct {
	t      testing.TB
	daemon *daemon
	port   int
}

// Redis starts a Redis that ends with the test.
func Redis(t testing.TB) *RedisServer {
	t.Helper()
	server, err := newRedis(t)
	if err != nil {
		t.Fatalf("testserver: %v", err)
	}
	t.Cleanup(func() { check(t, server.daemon.discard()) })
	server.Start()
	return server
}

func newRedis(t testing.TB) (*RedisServer, error) {
	program, err := binary("redis-server", "redis-server")
	if err != nil {
		return nil, err
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	home, err := newFolder("redis")
	if err != nil {
		return nil, err
	}
	return &RedisServer{t: t, port: port, daemon: &daemon{
		name: "redis-server", folder: home,
		argv: []string{
			program, "--bind", "127.0.0.1", "--port", strconv.Itoa(port),
			"--save", "", "--appendonly", "no", "--dir", home.root,
		},
		quit: syscall.SIGTERM, orphaned: syscall.SIGKILL,
		ready: func(int) bool { return accepts(port) },
	}}, nil
}

// URL is the server's address as go-redis and HEED_REDIS_URL take it. It stays the same over Stop and Start.
func (r *RedisServer) URL() string { return fmt.Sprintf("redis://%s/0", address(r.port)) }

// Start starts the server and returns once it serves; one that runs already is left alone.
func (r *RedisServer) Start() {
	r.t.Helper()
	check(r.t, r.daemon.start())
}

// Stop ends the server and returns once it is gone. Its port refuses connections until Start.
func (r *RedisServer) Stop() {
	r.t.Helper()
	check(r.t, r.daemon.stop())
}
