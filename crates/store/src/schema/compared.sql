-- What the villages of a log come to is counted by these, place by place.
CREATE INDEX pulled_log ON pulled (epoch, sequence, village, batch);
CREATE INDEX batches_log ON batches (epoch, sequence, entry, id) WHERE state = 'accepted';
-- How often the log was read once more because of what they came to, and whether some village differs all the same.
ALTER TABLE sync ADD COLUMN read_again INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sync ADD COLUMN differs INTEGER NOT NULL DEFAULT 0;
