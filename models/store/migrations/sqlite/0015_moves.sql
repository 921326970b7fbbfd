-- +goose Up
-- Where messages went on the server: one row a command that took them there, with
-- the numbers of both folders as the server told them, "" where it tells none. A
-- copy has its row before it is asked for, so that one whose answer was lost is
-- looked for and not made again; next is the processed folder's next UID before it.
CREATE TABLE mail_moves (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    account     TEXT NOT NULL,
    folder      TEXT NOT NULL,
    uidvalidity BIGINT NOT NULL,
    uids        TEXT NOT NULL,
    processed   TEXT NOT NULL,
    to_validity BIGINT NOT NULL,
    to_uids     TEXT NOT NULL,
    copied      BOOLEAN NOT NULL,
    begun       BOOLEAN NOT NULL,
    next        BIGINT NOT NULL,
    at          DATETIME NOT NULL
);
CREATE INDEX mail_moves_copied ON mail_moves (account, folder, uidvalidity) WHERE copied;
CREATE INDEX mail_moves_account ON mail_moves (account, id);

-- How far a folder was swept to its end: of what is listed up to this UID, every
-- message has a row.
CREATE TABLE mail_swept (
    account     TEXT NOT NULL,
    folder      TEXT NOT NULL,
    uidvalidity BIGINT NOT NULL,
    uid         BIGINT NOT NULL,
    at          DATETIME NOT NULL,
    PRIMARY KEY (account, folder)
);
