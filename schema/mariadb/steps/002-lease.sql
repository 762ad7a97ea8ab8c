-- SPDX-License-Identifier: Apache-2.0
-- schema/mariadb/steps/002-lease.sql: from version 1 to 2

-- Which of several servers does a work that only one shall do at a time, and until when unless it says so again.
CREATE TABLE IF NOT EXISTS mya_lease (
    name    varchar(64)  NOT NULL PRIMARY KEY,                 -- of the work: 'housekeeping'
    holder  varchar(64)  NOT NULL CHECK (holder <> ''),        -- random: which process has it, or had it last
    until   datetime     NOT NULL                              -- from then on anybody may take it
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- Sessions that are over for long are found by it.
CREATE INDEX IF NOT EXISTS mya_session_by_age ON mya_session (expires);
