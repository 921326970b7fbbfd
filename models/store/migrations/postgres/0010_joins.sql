-- +goose Up
-- What joins a reply to the tip that it answers. message is the beginning of an
-- HMAC of the Message-ID, sender one of the Message-ID and the address together:
-- nobody can try addresses who does not know the Message-ID, which stands nowhere
-- in clear.
ALTER TABLE mail_ledger ADD COLUMN message BYTEA;
ALTER TABLE mail_ledger ADD COLUMN sender BYTEA;
CREATE INDEX mail_ledger_message ON mail_ledger (message) WHERE message IS NOT NULL;

-- One message is one tip or one message of a tip, wherever it lies.
DROP INDEX mail_ledger_digest;
CREATE UNIQUE INDEX mail_ledger_digest ON mail_ledger (digest) WHERE outcome IN ('tip', 'quarantined', 'joined');

-- The same of what the office itself sent, bound to the address that it went to:
-- of its Message-ID, and of the register number with the random word that was
-- sent beside it. Numbers stand in clear elsewhere; the word stands nowhere else.
CREATE TABLE mail_refs (
    message BYTEA NOT NULL,
    sender  BYTEA NOT NULL,
    tip_id  BIGINT NOT NULL REFERENCES tips (id),
    PRIMARY KEY (message, sender, tip_id)
);

-- Which of the tip's raw mails a message of the reporter is, counted from 1; 0
-- for one that did not come by mail.
ALTER TABLE messages ADD COLUMN mail BIGINT NOT NULL DEFAULT 0;
