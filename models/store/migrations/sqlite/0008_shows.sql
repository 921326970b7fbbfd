-- +goose Up
-- How the sweep of a folder gets on, or how the last one ended: one row an account
-- and folder, without anything that a message says. alert_at is when the account
-- counts as unread for too long; it is NULL where nobody expects it to be read.
CREATE TABLE mail_status (
    account     TEXT NOT NULL,
    folder      TEXT NOT NULL,
    source      TEXT NOT NULL,
    worker      TEXT NOT NULL,
    begun_at    DATETIME,
    ended_at    DATETIME,
    seen        BIGINT NOT NULL,
    done        BIGINT NOT NULL,
    bytes       BIGINT NOT NULL,
    total_bytes BIGINT NOT NULL,
    backlog     BIGINT NOT NULL,
    last_ok     DATETIME,
    next_at     DATETIME,
    failures    BIGINT NOT NULL,
    error       TEXT NOT NULL,
    args        TEXT NOT NULL,
    period      BIGINT NOT NULL,
    alert_at    DATETIME,
    at          DATETIME NOT NULL,
    PRIMARY KEY (account, folder)
);
CREATE INDEX mail_status_alert ON mail_status (alert_at) WHERE alert_at IS NOT NULL;

-- What came of a sweep that saw anything or failed. Evidence: never deleted. uids
-- are the messages that its figures count, by the outcome that the sweep came to:
-- what becomes of one later, or who may not know of it, is seen by its number.
CREATE TABLE sweep_reports (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    account      TEXT NOT NULL,
    folder       TEXT NOT NULL,
    begun_at     DATETIME NOT NULL,
    ended_at     DATETIME NOT NULL,
    seen         BIGINT NOT NULL,
    imported     BIGINT NOT NULL,
    joined       BIGINT NOT NULL,
    duplicate    BIGINT NOT NULL,
    quarantined  BIGINT NOT NULL,
    set_aside    BIGINT NOT NULL,
    vanished     BIGINT NOT NULL,
    failed       BIGINT NOT NULL,
    unmoved      BIGINT NOT NULL,
    bytes        BIGINT NOT NULL,
    error        TEXT NOT NULL,
    args         TEXT NOT NULL,
    uidvalidity  BIGINT NOT NULL,
    uids         TEXT NOT NULL,
    unmoved_uids TEXT NOT NULL
);
CREATE INDEX sweep_reports_account ON sweep_reports (account, id);
