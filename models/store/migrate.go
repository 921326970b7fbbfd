package store

import (
	"context"
	"embed"
	"io/fs"

	"heed/models"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations
var migrations embed.FS

// Migrate brings the database to the version of this program, forward only,
// each step in its own transaction. It is safe to run twice, and says how many
// steps it took.
func (s *Store) Migrate(ctx context.Context) (int, error) {
	p, err := s.migrator()
	if err != nil {
		return 0, err
	}
	done, err := up(ctx, p)
	if err != nil {
		return done, models.Wrap(models.KindUnavailable, "error.migrate", err)
	}
	return done, nil
}

// up takes every step. A step that fails because another process took it
// first, which SQLite has no lock against, is tried again from where that one
// got to.
func up(ctx context.Context, p *goose.Provider) (int, error) {
	for last := int64(-1); ; {
		done, err := p.Up(ctx)
		if err == nil {
			return len(done), nil
		}
		at, _, unknown := p.GetVersions(ctx)
		if unknown != nil || at <= last {
			return len(done), err
		}
		last = at
	}
}

// Pending says whether the database waits for Migrate.
func (s *Store) Pending(ctx context.Context) (bool, error) {
	p, err := s.migrator()
	if err != nil {
		return false, err
	}
	pending, err := p.HasPending(ctx)
	if err != nil {
		return false, models.Wrap(models.KindUnavailable, "error.migrate", err)
	}
	return pending, nil
}

func (s *Store) migrator() (*goose.Provider, error) {
	dir, err := fs.Sub(migrations, "migrations/"+s.dialect.name())
	if err != nil {
		return nil, err
	}
	db, err := s.write.DB()
	if err != nil {
		return nil, err
	}
	opts := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true)}
	if s.dialect.name() != "postgres" {
		return goose.NewProvider(goose.DialectSQLite3, db, dir, opts...)
	}
	one, err := lock.NewPostgresSessionLocker() // replicas that start together migrate once
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectPostgres, db, dir, append(opts, goose.WithSessionLocker(one))...)
}
