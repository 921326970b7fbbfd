-- +goose Up
-- What envelopes that were sealed together share: a random secret, sealed to one
-- round key once, under which each of them is sealed.
CREATE TABLE bundles (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    key_id     BIGINT NOT NULL REFERENCES round_keys (id),
    sealed     BLOB NOT NULL,
    sha256     BLOB NOT NULL,
    created_at DATETIME NOT NULL
);
ALTER TABLE envelopes ADD COLUMN bundle_id BIGINT REFERENCES bundles (id);
