-- +goose Up
-- The public halves of the keys that sign statements for reporters, so that an
-- old statement can be checked after the secret of the office has changed.
CREATE TABLE statement_keys (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    public TEXT NOT NULL UNIQUE,
    at     DATETIME NOT NULL
);
