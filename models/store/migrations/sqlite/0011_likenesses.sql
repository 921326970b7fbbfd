-- +goose Up
-- What similar tips are found by: of each text that was read, a signature under
-- a key that only who reads the tips has, and the bands that it falls into, of
-- which similar ones share at least one.
CREATE TABLE likenesses (
    tip_id    BIGINT PRIMARY KEY REFERENCES tips (id),
    key_id    BIGINT NOT NULL REFERENCES round_keys (id),
    signature BLOB NOT NULL
);
CREATE TABLE likeness_bands (
    band   BIGINT NOT NULL,
    tip_id BIGINT NOT NULL REFERENCES tips (id),
    PRIMARY KEY (band, tip_id)
) WITHOUT ROWID;
