-- +goose Up
-- Where in its blob an envelope begins: the sealed parts of a batch of mails share
-- one. Any other has a blob of its own and begins at its first byte.
ALTER TABLE envelopes ADD COLUMN blob_at BIGINT NOT NULL DEFAULT 0;
