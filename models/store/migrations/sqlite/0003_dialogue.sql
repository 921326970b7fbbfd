-- +goose Up
-- What the reporter and the office write to each other. data is sealed to the
-- round's content key, reply to the reporter; once tells one sending of a form
-- from the next.
CREATE TABLE messages (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    tip_id       BIGINT NOT NULL REFERENCES tips (id),
    team_id      BIGINT NOT NULL REFERENCES teams (id),
    sender       TEXT NOT NULL CHECK (sender IN ('reporter', 'office')),
    kind         TEXT NOT NULL,
    by_id        BIGINT NOT NULL,
    at           DATETIME NOT NULL,
    key_id       BIGINT NOT NULL REFERENCES round_keys (id),
    size         BIGINT NOT NULL,
    sha256       BLOB NOT NULL,
    data         BLOB NOT NULL,
    reply_size   BIGINT NOT NULL,
    reply_sha256 BLOB NOT NULL,
    reply        BLOB NOT NULL,
    first_file   BIGINT NOT NULL,
    files        BIGINT NOT NULL,
    once         BLOB NOT NULL,
    read_by      BIGINT NOT NULL,
    read_at      DATETIME,
    UNIQUE (tip_id, once),
    CHECK ((sender = 'office') = (kind IN ('question', 'reply'))),
    CHECK ((sender = 'office') = (by_id <> 0)),
    CHECK ((sender = 'office') = (length(reply) > 0)),
    CHECK ((read_by = 0) = (read_at IS NULL)),
    CHECK (sender = 'reporter' OR read_by = 0)
);
CREATE INDEX messages_tip ON messages (tip_id, id);
CREATE INDEX messages_unread ON messages (tip_id, id) WHERE sender = 'reporter' AND read_by = 0;

-- How many of a tip's messages nobody has read. They are few, and have one index
-- that knows every fact by which the queue filters.
ALTER TABLE tips ADD COLUMN unread BIGINT NOT NULL DEFAULT 0;
CREATE INDEX tips_unread ON tips (team_id, id, state, unit_id, channel, category, overdue, assignee_id) WHERE unread > 0;

-- The counters of the tips with unread messages, kept as tip_counts is (P10).
CREATE TABLE unread_counts (
    team_id     BIGINT NOT NULL,
    assignee_id BIGINT NOT NULL,
    state       TEXT NOT NULL,
    unit_id     BIGINT NOT NULL,
    channel     TEXT NOT NULL,
    category    TEXT NOT NULL,
    overdue     BOOLEAN NOT NULL,
    n           BIGINT NOT NULL,
    PRIMARY KEY (team_id, assignee_id, state, unit_id, channel, category, overdue)
) WITHOUT ROWID;
