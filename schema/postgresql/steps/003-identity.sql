-- SPDX-License-Identifier: Apache-2.0
-- schema/postgresql/steps/003-identity.sql: from version 2 to 3

-- Who signs in may stand in a table of the company (<identity>): sessions and kept forms name a user by key, wherever that is from.
DROP VIEW mya_my_session;                                    -- of the column that changes; made again below
ALTER TABLE mya_session DROP CONSTRAINT IF EXISTS mya_session_user_id_fkey, ALTER COLUMN user_id TYPE varchar(64);
ALTER TABLE mya_kept DROP CONSTRAINT IF EXISTS mya_kept_user_id_fkey, ALTER COLUMN user_id TYPE varchar(64);

CREATE VIEW mya_my_session AS
SELECT portal, ref, user_id, customer_id, created, signed_in, last_seen, expires, address, agent
FROM mya_session
WHERE ended IS NULL;
