-- +goose Up
-- The mailboxes that are set up on the staff site. No secret is in it: secret is
-- the name of one. The name of an account stands in the ledger and never changes.
CREATE TABLE mail_accounts (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    name       TEXT NOT NULL UNIQUE,
    host       TEXT NOT NULL,
    port       BIGINT NOT NULL,
    security   TEXT NOT NULL,
    username   TEXT NOT NULL,
    auth       TEXT NOT NULL,
    secret     TEXT NOT NULL,
    folders    TEXT NOT NULL,
    processed  TEXT NOT NULL,
    round_id   BIGINT NOT NULL,
    team_id    BIGINT NOT NULL,
    ca         TEXT NOT NULL,
    pin        TEXT NOT NULL,
    grant_type TEXT NOT NULL,
    token_url  TEXT NOT NULL,
    client_id  TEXT NOT NULL,
    scope      TEXT NOT NULL,
    authserv   TEXT NOT NULL,
    answer     TEXT NOT NULL,
    period     TEXT NOT NULL,
    active     BOOLEAN NOT NULL,
    version    BIGINT NOT NULL,
    changed_at DATETIME NOT NULL,
    changed_by BIGINT NOT NULL
);

-- What the staff site asks the workers to do, and what came of it.
CREATE TABLE mail_orders (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    account  TEXT NOT NULL,
    kind     TEXT NOT NULL,
    asked_by BIGINT NOT NULL,
    asked_at DATETIME NOT NULL,
    taken_at DATETIME,
    done_at  DATETIME,
    key      TEXT NOT NULL,
    args     TEXT NOT NULL
);
CREATE INDEX mail_orders_account ON mail_orders (account, kind, id);
CREATE INDEX mail_orders_open ON mail_orders (asked_at) WHERE done_at IS NULL AND taken_at IS NULL;

-- Sign-ins that were refused: how many in a row, and when the next one may be.
CREATE TABLE mail_tries (
    account  TEXT PRIMARY KEY,
    print    BIGINT NOT NULL,
    failures BIGINT NOT NULL,
    next_at  DATETIME NOT NULL,
    early    BIGINT NOT NULL,
    early_at DATETIME NOT NULL,
    key      TEXT NOT NULL
);
