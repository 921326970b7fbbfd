-- +goose Up
-- What the public is told of a round: one row a round, and its words, one row a
-- language. An empty text is as in the first language.
CREATE TABLE notices (
    round_id   BIGINT PRIMARY KEY REFERENCES rounds (id),
    published  BOOLEAN NOT NULL,
    since      TEXT NOT NULL,
    phone      TEXT NOT NULL,
    mailbox    TEXT NOT NULL,
    updated_at DATETIME NOT NULL,
    updated_by BIGINT NOT NULL
);

CREATE TABLE notice_texts (
    round_id    BIGINT NOT NULL REFERENCES notices (round_id),
    lang        TEXT NOT NULL,
    body        TEXT NOT NULL,
    hours       TEXT NOT NULL,
    address     TEXT NOT NULL,
    boxes       TEXT NOT NULL,
    visit       TEXT NOT NULL,
    visit_hours TEXT NOT NULL,
    beyond      TEXT NOT NULL,
    PRIMARY KEY (round_id, lang)
);
