-- +goose Up
-- Who was answered by mail today: an HMAC of the day and the domain, and one of the
-- day and the address, under the instance's secret, so that a row says nothing of
-- the address and nothing of another day. Rows are deleted after two days.
CREATE TABLE mail_answers (
    sender BLOB PRIMARY KEY,
    at     DATETIME NOT NULL,
    sent   BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX mail_answers_at ON mail_answers (at);
