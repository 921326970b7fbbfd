package testserver_test

import (
	"net"
	"testing"

	"github.com/redis/go-redis/v9"

	"heed/models/testserver"
)

func TestRedisStopsAndStartsEmpty(t *testing.T) {
	server := testserver.Redis(t)
	options, err := redis.ParseURL(server.URL())
	if err != nil {
		t.Fatal(err)
	}
	client := redis.NewClient(options)
	if err := client.Set(t.Context(), "tip", "1", 0).Err(); err != nil {
		t.Fatal(err)
	}
	server.Stop()
	if conn, err := net.Dial("tcp", options.Addr); err == nil {
		t.Fatalf("a stopped server takes connections: %v", conn.Close())
	}
	server.Start()
	if n, err := client.DBSize(t.Context()).Result(); err != nil || n != 0 {
		t.Errorf("after a restart: %d keys, %v", n, err)
	}
}
