-- SPDX-License-Identifier: Apache-2.0
-- schema/mariadb/steps/003-identity.sql: from version 2 to 3

-- Who signs in may stand in a table of the company (<identity>): sessions and kept forms name a user by key, wherever that is from.
ALTER TABLE mya_session DROP FOREIGN KEY IF EXISTS mya_session_ibfk_1, MODIFY user_id varchar(64) NOT NULL;
ALTER TABLE mya_kept DROP FOREIGN KEY IF EXISTS mya_kept_ibfk_1, DROP INDEX IF EXISTS user_id, MODIFY user_id varchar(64);
