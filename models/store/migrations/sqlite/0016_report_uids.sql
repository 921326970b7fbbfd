-- +goose Up
-- Which messages the figures of a report count, by the outcome that its sweep came
-- to: what becomes of one later, or who may not know of it, is seen by its number.
-- A report of before cannot be told apart by messages and goes: it could tell a
-- member of a tip that they are recused from.
DELETE FROM sweep_reports;
ALTER TABLE sweep_reports ADD COLUMN uidvalidity BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sweep_reports ADD COLUMN uids TEXT NOT NULL DEFAULT '{}';
ALTER TABLE sweep_reports ADD COLUMN unmoved_uids TEXT NOT NULL DEFAULT '';
