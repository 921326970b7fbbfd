-- +goose Up
-- What joins a reply to the tip that it answers. message is the beginning of an
-- HMAC of the Message-ID, sender one of the Message-ID and the address together:
-- nobody can try addresses who does not know the Message-ID.
ALTER TABLE mail_ledger ADD COLUMN message BYTEA;
ALTER TABLE mail_ledger ADD COLUMN sender BYTEA;
CREATE INDEX mail_ledger_message ON mail_ledger (message) WHERE message IS NOT NULL;

-- One message is one tip or one message of a tip, wherever it lies.
DROP INDEX mail_ledger_digest;
CREATE UNIQUE INDEX mail_ledger_digest ON mail_ledger (digest) WHERE outcome IN ('tip', 'quarantined', 'joined');

-- The same of what the office itself sent, and of the register numbers in it,
-- bound to the address that it went to.
CREATE TABLE mail_refs (
    message BYTEA NOT NULL,
    sender  BYTEA NOT NULL,
    tip_id  BIGINT NOT NULL REFERENCES tips (id),
    PRIMARY KEY (message, sender, tip_id)
);

-- Which of the tip's raw mails a message of the reporter is, counted from 1; 0
-- for one that did not come by mail.
ALTER TABLE messages ADD COLUMN mail BIGINT NOT NULL DEFAULT 0;
