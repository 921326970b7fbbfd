-- +goose Up
-- Mail that was put aside: what machines sent, or a server marked. Its parts are
-- sealed as a tip's are, and become a tip's when somebody takes it as one.
CREATE TABLE mail_asides (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    round_id    BIGINT NOT NULL REFERENCES rounds (id),
    team_id     BIGINT NOT NULL REFERENCES teams (id),
    account     TEXT NOT NULL,
    received_at DATETIME NOT NULL,
    reason      TEXT NOT NULL,
    files       BIGINT NOT NULL,
    bytes       BIGINT NOT NULL,
    lang        TEXT NOT NULL,
    named       BOOLEAN NOT NULL,
    digest      BLOB NOT NULL UNIQUE,
    due_on      TEXT NOT NULL,
    looked_by   BIGINT NOT NULL,
    looked_at   DATETIME,
    tip_id      BIGINT NOT NULL,
    at          DATETIME NOT NULL,
    CHECK ((looked_by = 0) = (looked_at IS NULL)),
    CHECK (tip_id = 0 OR looked_by <> 0)
);
CREATE INDEX mail_asides_waiting ON mail_asides (id, team_id, reason) WHERE looked_at IS NULL;
CREATE INDEX mail_asides_due ON mail_asides (due_on, team_id) WHERE looked_at IS NULL;

CREATE TABLE aside_parts (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    aside_id  BIGINT NOT NULL REFERENCES mail_asides (id),
    kind      TEXT NOT NULL,
    ord       BIGINT NOT NULL,
    key_id    BIGINT NOT NULL REFERENCES round_keys (id),
    size      BIGINT NOT NULL,
    sha256    BLOB NOT NULL,
    data      BLOB,
    blob      TEXT NOT NULL,
    blob_at   BIGINT NOT NULL DEFAULT 0,
    bundle_id BIGINT REFERENCES bundles (id),
    UNIQUE (aside_id, kind, ord),
    CHECK ((coalesce(length(data), 0) = 0) = (blob <> ''))
);
CREATE INDEX aside_parts_blob ON aside_parts (blob) WHERE blob <> '';

-- NULL in the rows of before, whose messages were put aside without being kept.
ALTER TABLE mail_ledger ADD COLUMN aside_id BIGINT;
CREATE INDEX mail_ledger_aside ON mail_ledger (aside_id) WHERE aside_id > 0;
