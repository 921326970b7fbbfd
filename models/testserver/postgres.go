package testserver

import (
	"fmt"
	"sync"
	"testing"
)

// shared is the one cluster of this test process. Starting one costs a second, a database in it a
// few hundredths, so tests share the cluster and each takes a database of its own.
var shared struct {
	sync.Mutex
	cluster *cluster
}

// PostgresServer is a test's hold on a PostgreSQL cluster with fsync and synchronous_commit on.
type PostgresServer struct {
	t       testing.TB
	cluster *cluster
}

// Postgres is the cluster that all tests of this process share; the first call starts it, and a later
// one starts it again should an earlier test have left it stopped. A test that stops or kills the
// server must not run beside others (t.Parallel): it takes OwnPostgres then.
func Postgres(t testing.TB) *PostgresServer {
	t.Helper()
	shared.Lock()
	defer shared.Unlock()
	if shared.cluster == nil {
		created, err := newCluster()
		check(t, err)
		shared.cluster = created
	}
	check(t, shared.cluster.start())
	return &PostgresServer{t: t, cluster: shared.cluster}
}

// OwnPostgres is a cluster for this test alone, which ends with it: for outages.
func OwnPostgres(t testing.TB) *PostgresServer {
	t.Helper()
	created, err := newCluster()
	check(t, err)
	t.Cleanup(func() { check(t, created.daemon.discard()) })
	check(t, created.start())
	return &PostgresServer{t: t, cluster: created}
}

// URL is the address of the database "postgres", for its superuser.
func (p *PostgresServer) URL() string { return p.cluster.url("postgres") }

// NewDatabase creates an empty database and returns its address, for its superuser. It is dropped,
// with whoever is still connected, when t ends.
func (p *PostgresServer) NewDatabase(t testing.TB) string {
	t.Helper()
	return p.database(t, "template0")
}

// Copy is NewDatabase for a copy of the database called name, which fill is given to
// fill when the first copy is asked for. It must leave no connection open.
func (p *PostgresServer) Copy(t testing.TB, name string, fill func(url string) error) string {
	t.Helper()
	p.cluster.filling.Lock()
	defer p.cluster.filling.Unlock()
	if !p.cluster.filled[name] {
		check(t, p.cluster.run("CREATE DATABASE "+name+" TEMPLATE template0"))
		check(t, fill(p.cluster.url(name)))
		p.cluster.filled[name] = true
	}
	return p.database(t, name)
}

func (p *PostgresServer) database(t testing.TB, from string) string {
	t.Helper()
	name := fmt.Sprintf("heed_test_%d", p.cluster.databases.Add(1))
	check(t, p.cluster.run("CREATE DATABASE "+name+" TEMPLATE "+from))
	t.Cleanup(func() {
		check(t, p.cluster.start())
		check(t, p.cluster.run("DROP DATABASE IF EXISTS "+name+" WITH (FORCE)"))
	})
	return p.cluster.url(name)
}

// Stop shuts the server down in good order, ending every connection, and returns once it is gone.
func (p *PostgresServer) Stop() {
	p.t.Helper()
	check(p.t, p.cluster.stop())
}

// Kill is kill -9: what was committed must be there after Start.
func (p *PostgresServer) Kill() {
	p.t.Helper()
	check(p.t, p.cluster.kill())
}

// Start starts the server on the same port and data and returns once it takes connections; one that
// runs already is left alone.
func (p *PostgresServer) Start() {
	p.t.Helper()
	check(p.t, p.cluster.start())
}
