-- +goose Up
CREATE TABLE settings (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE rounds (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    year         BIGINT NOT NULL,
    seq          BIGINT NOT NULL,
    name         TEXT NOT NULL,
    name_en      TEXT NOT NULL,
    standing     BOOLEAN NOT NULL,
    profile      TEXT NOT NULL,
    entry        TEXT NOT NULL,
    exit         TEXT NOT NULL,
    accept_until DATETIME NOT NULL,
    created_at   DATETIME NOT NULL,
    UNIQUE (year, seq)
);

CREATE TABLE units (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    name    TEXT NOT NULL UNIQUE,
    name_en TEXT NOT NULL,
    kind    TEXT NOT NULL
);

CREATE TABLE teams (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    round_id BIGINT NOT NULL REFERENCES rounds (id),
    code     TEXT NOT NULL,
    name     TEXT NOT NULL,
    name_en  TEXT NOT NULL,
    UNIQUE (round_id, code)
);

CREATE TABLE round_units (
    round_id BIGINT NOT NULL REFERENCES rounds (id),
    unit_id  BIGINT NOT NULL REFERENCES units (id),
    team_id  BIGINT NOT NULL REFERENCES teams (id),
    PRIMARY KEY (round_id, unit_id)
);

CREATE TABLE round_keys (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    round_id   BIGINT NOT NULL REFERENCES rounds (id),
    purpose    TEXT NOT NULL CHECK (purpose IN ('content', 'identity')),
    recipient  TEXT NOT NULL,
    created_at DATETIME NOT NULL
);
CREATE INDEX round_keys_round ON round_keys (round_id, purpose, id);

CREATE TABLE key_grants (
    key_id    BIGINT NOT NULL REFERENCES round_keys (id),
    kind      TEXT NOT NULL CHECK (kind IN ('staff', 'invite', 'recovery', 'custodians')),
    holder_id TEXT NOT NULL,
    sealed    BLOB NOT NULL,
    "by"      BIGINT NOT NULL,
    at        DATETIME NOT NULL,
    PRIMARY KEY (key_id, kind, holder_id)
);

CREATE TABLE staff (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    login      TEXT NOT NULL UNIQUE,
    name       TEXT NOT NULL,
    recipient  TEXT NOT NULL,
    wrapped    BLOB,
    totp       BLOB,
    totp_next  BLOB,
    totp_step  BIGINT NOT NULL DEFAULT 0,
    active     BOOLEAN NOT NULL,
    lang       TEXT NOT NULL,
    created_at DATETIME NOT NULL
);

CREATE TABLE staff_roles (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    staff_id BIGINT NOT NULL REFERENCES staff (id),
    role     TEXT NOT NULL,
    team_id  BIGINT NOT NULL,
    UNIQUE (staff_id, role, team_id)
);

CREATE TABLE sessions (
    id         TEXT PRIMARY KEY,
    staff_id   BIGINT NOT NULL REFERENCES staff (id),
    sealed     BLOB NOT NULL,
    created_at DATETIME NOT NULL,
    seen_at    DATETIME NOT NULL,
    expires_at DATETIME NOT NULL
);
CREATE INDEX sessions_staff ON sessions (staff_id);

CREATE TABLE invites (
    id         TEXT PRIMARY KEY,
    staff_id   BIGINT NOT NULL REFERENCES staff (id),
    sealed     BLOB NOT NULL,
    recipient  TEXT NOT NULL,
    created_by BIGINT NOT NULL,
    created_at DATETIME NOT NULL,
    expires_at DATETIME NOT NULL,
    used_at    DATETIME
);

CREATE TABLE numbers (
    team_id BIGINT NOT NULL REFERENCES teams (id),
    kind    TEXT NOT NULL,
    n       BIGINT NOT NULL,
    PRIMARY KEY (team_id, kind)
);

CREATE TABLE tips (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    number      TEXT NOT NULL UNIQUE,
    round_id    BIGINT NOT NULL REFERENCES rounds (id),
    team_id     BIGINT NOT NULL REFERENCES teams (id),
    unit_id     BIGINT NOT NULL,
    channel     TEXT NOT NULL,
    category    TEXT NOT NULL,
    state       TEXT NOT NULL,
    received_at DATETIME NOT NULL,
    changed_at  DATETIME NOT NULL,
    assignee_id BIGINT NOT NULL,
    clock       TEXT NOT NULL,
    due_on      TEXT NOT NULL,
    triage_due  TEXT NOT NULL DEFAULT '',
    overdue     BOOLEAN NOT NULL,
    named       BOOLEAN NOT NULL,
    urgent      BOOLEAN NOT NULL,
    files       BIGINT NOT NULL,
    bytes       BIGINT NOT NULL,
    lang        TEXT NOT NULL,
    reason      TEXT NOT NULL,
    code        TEXT NOT NULL,
    body        TEXT NOT NULL,
    -- P9: an open tip has a clock and a closed one a disposition
    CHECK ((state IN ('closed', 'fed_back', 'archived')) = (due_on = '')),
    CHECK (state NOT IN ('closed', 'fed_back', 'archived') OR code <> '')
);
-- Every list is of one team, newest first; one index a filter and one a pair of
-- filters, so that no filter scans what it does not show. More filters at once
-- are read from tips_cell, one counter's tips after another. What is overdue is
-- little, and has indexes of its own that cost nothing else.
-- streams.index names the index for each list.
CREATE INDEX tips_team ON tips (team_id, id);
CREATE INDEX tips_state ON tips (team_id, state, id);
CREATE INDEX tips_unit ON tips (team_id, unit_id, id);
CREATE INDEX tips_channel ON tips (team_id, channel, id);
CREATE INDEX tips_category ON tips (team_id, category, id);
CREATE INDEX tips_state_unit ON tips (team_id, state, unit_id, id);
CREATE INDEX tips_state_channel ON tips (team_id, state, channel, id);
CREATE INDEX tips_state_category ON tips (team_id, state, category, id);
CREATE INDEX tips_unit_channel ON tips (team_id, unit_id, channel, id);
CREATE INDEX tips_unit_category ON tips (team_id, unit_id, category, id);
CREATE INDEX tips_channel_category ON tips (team_id, channel, category, id);
CREATE INDEX tips_overdue ON tips (team_id, id) WHERE overdue;
CREATE INDEX tips_overdue_state ON tips (team_id, state, id) WHERE overdue;
CREATE INDEX tips_overdue_unit ON tips (team_id, unit_id, id) WHERE overdue;
CREATE INDEX tips_overdue_channel ON tips (team_id, channel, id) WHERE overdue;
CREATE INDEX tips_overdue_category ON tips (team_id, category, id) WHERE overdue;
CREATE INDEX tips_overdue_state_unit ON tips (team_id, state, unit_id, id) WHERE overdue;
CREATE INDEX tips_overdue_state_channel ON tips (team_id, state, channel, id) WHERE overdue;
CREATE INDEX tips_overdue_state_category ON tips (team_id, state, category, id) WHERE overdue;
CREATE INDEX tips_overdue_unit_channel ON tips (team_id, unit_id, channel, id) WHERE overdue;
CREATE INDEX tips_overdue_unit_category ON tips (team_id, unit_id, category, id) WHERE overdue;
CREATE INDEX tips_overdue_channel_category ON tips (team_id, channel, category, id) WHERE overdue;
CREATE INDEX tips_cell ON tips (team_id, state, unit_id, channel, category, overdue, id);
CREATE INDEX tips_assignee ON tips (team_id, assignee_id, id, state, unit_id, channel, category, overdue) WHERE assignee_id <> 0;
CREATE INDEX tips_due ON tips (due_on) WHERE due_on <> '' AND NOT overdue;

-- The counters behind every number on the queue page, kept in the transaction
-- that changes a tip (P10). seq is that of the last audit row of the transaction
-- that changed the counter last: who knows the counters of an earlier seq reads
-- only what changed since.
CREATE TABLE tip_counts (
    team_id  BIGINT NOT NULL,
    state    TEXT NOT NULL,
    unit_id  BIGINT NOT NULL,
    channel  TEXT NOT NULL,
    category TEXT NOT NULL,
    overdue  BOOLEAN NOT NULL,
    n        BIGINT NOT NULL,
    seq      BIGINT NOT NULL,
    PRIMARY KEY (team_id, state, unit_id, channel, category, overdue)
) WITHOUT ROWID;
CREATE INDEX tip_counts_seq ON tip_counts (seq);

-- The same for what each member has in hand.
CREATE TABLE held_counts (
    assignee_id BIGINT NOT NULL,
    team_id     BIGINT NOT NULL,
    state       TEXT NOT NULL,
    unit_id     BIGINT NOT NULL,
    channel     TEXT NOT NULL,
    category    TEXT NOT NULL,
    overdue     BOOLEAN NOT NULL,
    n           BIGINT NOT NULL,
    PRIMARY KEY (assignee_id, team_id, state, unit_id, channel, category, overdue)
) WITHOUT ROWID;

CREATE TABLE envelopes (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    tip_id BIGINT NOT NULL REFERENCES tips (id),
    kind   TEXT NOT NULL,
    ord    BIGINT NOT NULL,
    key_id BIGINT NOT NULL REFERENCES round_keys (id),
    size   BIGINT NOT NULL,
    sha256 BLOB NOT NULL,
    data   BLOB,
    blob   TEXT NOT NULL,
    UNIQUE (tip_id, kind, ord),
    CHECK ((coalesce(length(data), 0) = 0) = (blob <> ''))
);
CREATE INDEX envelopes_blob ON envelopes (blob) WHERE blob <> '';

CREATE TABLE receipts (
    hash      BLOB PRIMARY KEY,
    tip_id    BIGINT NOT NULL UNIQUE REFERENCES tips (id),
    recipient TEXT NOT NULL,
    at        DATETIME NOT NULL
);

CREATE TABLE recusals (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    staff_id BIGINT NOT NULL REFERENCES staff (id),
    tip_id   BIGINT NOT NULL,
    unit_id  BIGINT NOT NULL,
    at       DATETIME NOT NULL,
    UNIQUE (staff_id, tip_id, unit_id),
    CHECK ((tip_id = 0) <> (unit_id = 0))
);

CREATE TABLE findings (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    number      TEXT NOT NULL UNIQUE,
    round_id    BIGINT NOT NULL REFERENCES rounds (id),
    team_id     BIGINT NOT NULL REFERENCES teams (id),
    unit_id     BIGINT NOT NULL,
    class       TEXT NOT NULL,
    source      TEXT NOT NULL,
    title       TEXT NOT NULL,
    key_id      BIGINT NOT NULL REFERENCES round_keys (id),
    sealed      BLOB NOT NULL,
    state       TEXT NOT NULL,
    made_by     BIGINT NOT NULL,
    reviewed_by BIGINT NOT NULL,
    signed_by   BIGINT NOT NULL,
    created_at  DATETIME NOT NULL,
    changed_at  DATETIME NOT NULL,
    CHECK (reviewed_by = 0 OR reviewed_by <> made_by),
    CHECK (signed_by = 0 OR (signed_by <> made_by AND signed_by <> reviewed_by))
);
CREATE INDEX findings_team ON findings (team_id, id);

CREATE TABLE handoffs (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    number      TEXT NOT NULL UNIQUE,
    round_id    BIGINT NOT NULL REFERENCES rounds (id),
    team_id     BIGINT NOT NULL REFERENCES teams (id),
    recipient   TEXT NOT NULL,
    items       BIGINT NOT NULL,
    persons     BIGINT NOT NULL,
    key_id      BIGINT NOT NULL REFERENCES round_keys (id),
    sealed      BLOB NOT NULL,
    state       TEXT NOT NULL,
    proposed_by BIGINT NOT NULL,
    created_at  DATETIME NOT NULL,
    changed_at  DATETIME NOT NULL,
    clock       TEXT NOT NULL,
    due_on      TEXT NOT NULL
);
CREATE INDEX handoffs_team ON handoffs (team_id, id);

CREATE TABLE decisions (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    tip_id      BIGINT NOT NULL REFERENCES tips (id),
    code        TEXT NOT NULL,
    body        TEXT NOT NULL,
    original_id BIGINT NOT NULL,
    finding_id  BIGINT NOT NULL,
    handoff_id  BIGINT NOT NULL,
    basis       TEXT NOT NULL,
    key_id      BIGINT NOT NULL REFERENCES round_keys (id),
    sealed      BLOB NOT NULL,
    state       TEXT NOT NULL,
    proposed_by BIGINT NOT NULL,
    proposed_at DATETIME NOT NULL,
    decided_at  DATETIME,
    UNIQUE (id, proposed_by)
);
CREATE INDEX decisions_tip ON decisions (tip_id, id);
CREATE INDEX decisions_open ON decisions (code, id) WHERE state = 'proposed';
CREATE UNIQUE INDEX decisions_one_open ON decisions (tip_id) WHERE state = 'proposed';

-- P7: the database too refuses an approval by the proposer, and a second one
-- by the same person. proposed_by cannot lie: it is a key into decisions.
CREATE TABLE approvals (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    decision_id BIGINT NOT NULL,
    step        BIGINT NOT NULL,
    role        TEXT NOT NULL,
    staff_id    BIGINT NOT NULL REFERENCES staff (id),
    proposed_by BIGINT NOT NULL,
    rejected    BOOLEAN NOT NULL,
    at          DATETIME NOT NULL,
    UNIQUE (decision_id, staff_id),
    UNIQUE (decision_id, step),
    FOREIGN KEY (decision_id, proposed_by) REFERENCES decisions (id, proposed_by),
    CHECK (staff_id <> proposed_by)
);

-- P7: two different custodians take part in every opening of an identity. The
-- outer adds the half, the inner opens; whoever asked is one of them.
CREATE TABLE identity_openings (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    tip_id       BIGINT NOT NULL REFERENCES tips (id),
    key_id       BIGINT NOT NULL REFERENCES round_keys (id),
    purpose      TEXT NOT NULL,
    approval     TEXT NOT NULL,
    outer_id     BIGINT NOT NULL REFERENCES staff (id),
    inner_id     BIGINT NOT NULL REFERENCES staff (id),
    requested_by BIGINT NOT NULL,
    requested_at DATETIME NOT NULL,
    half_by      BIGINT NOT NULL,
    half_at      DATETIME,
    half         BLOB NOT NULL,
    opened_by    BIGINT NOT NULL,
    opened_at    DATETIME,
    expires_at   DATETIME NOT NULL,
    CHECK (purpose <> '' AND approval <> ''),
    CHECK (outer_id <> inner_id),
    CHECK (requested_by IN (outer_id, inner_id)),
    CHECK (half_by IN (0, outer_id)),
    CHECK (half_by <> 0 OR length(half) = 0),
    CHECK (opened_by IN (0, inner_id)),
    CHECK (opened_by = 0 OR half_by <> 0),
    CHECK ((half_by = 0) = (half_at IS NULL) AND (opened_by = 0) = (opened_at IS NULL))
);
CREATE INDEX identity_openings_tip ON identity_openings (tip_id, id);
CREATE INDEX identity_openings_half ON identity_openings (expires_at) WHERE length(half) > 0;

CREATE TABLE mail_ledger (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    account     TEXT NOT NULL,
    folder      TEXT NOT NULL,
    uidvalidity BIGINT NOT NULL,
    uid         BIGINT NOT NULL,
    outcome     TEXT NOT NULL,
    tip_id      BIGINT NOT NULL,
    digest      BLOB,
    reason      TEXT NOT NULL,
    tries       BIGINT NOT NULL,
    at          DATETIME NOT NULL,
    moved_at    DATETIME,
    UNIQUE (account, folder, uidvalidity, uid)
);
-- One message is one tip, in whichever folder or account it lies.
CREATE UNIQUE INDEX mail_ledger_digest ON mail_ledger (digest) WHERE outcome IN ('tip', 'quarantined');
CREATE INDEX mail_ledger_unmoved ON mail_ledger (account, folder, uidvalidity, uid) WHERE moved_at IS NULL;

CREATE TABLE mail_leases (
    account TEXT PRIMARY KEY,
    holder  TEXT NOT NULL,
    fence   BIGINT NOT NULL,
    until   DATETIME NOT NULL
);

CREATE TABLE audit (
    seq        BIGINT PRIMARY KEY,
    at         DATETIME NOT NULL,
    actor      BIGINT NOT NULL,
    origin     TEXT NOT NULL,
    action     TEXT NOT NULL,
    tip_id     BIGINT NOT NULL,
    object     TEXT NOT NULL,
    from_state TEXT NOT NULL,
    to_state   TEXT NOT NULL,
    note       TEXT NOT NULL,
    prev       BLOB NOT NULL,
    hash       BLOB NOT NULL
);
CREATE INDEX audit_tip ON audit (tip_id, seq);

CREATE TABLE audit_head (
    id   BIGINT PRIMARY KEY CHECK (id = 1),
    seq  BIGINT NOT NULL,
    hash BLOB NOT NULL
);
INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, x'');

-- The audit log is append-only.
-- +goose StatementBegin
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;
-- +goose StatementEnd
