-- +goose Up
-- Files that are on their way in pieces. The id is a hash of the secret in the
-- upload's address; what the file is called, and what became of it, is sealed to
-- a key that only the same secret gives. form tells how much one form brings, slot
-- which of its files a beginning is that was asked for twice.
CREATE TABLE uploads (
    id         TEXT PRIMARY KEY,
    form       TEXT NOT NULL,
    slot       TEXT NOT NULL,
    size       BIGINT NOT NULL CHECK (size > 0),
    sealed     BYTEA NOT NULL,
    result     BYTEA NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    UNIQUE (form, slot)
);
CREATE INDEX uploads_expiry ON uploads (expires_at);
