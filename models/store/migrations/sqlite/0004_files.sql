-- +goose Up
-- Files that are on their way in pieces. The id is a hash of the secret in the
-- upload's address; what the file is called, and what became of it, is sealed to
-- a key that only the same secret gives. form tells how much one form brings.
CREATE TABLE uploads (
    id         TEXT PRIMARY KEY,
    form       TEXT NOT NULL,
    size       BIGINT NOT NULL CHECK (size > 0),
    sealed     BLOB NOT NULL,
    result     BLOB NOT NULL,
    expires_at DATETIME NOT NULL
);
CREATE INDEX uploads_form ON uploads (form);
CREATE INDEX uploads_expiry ON uploads (expires_at);
