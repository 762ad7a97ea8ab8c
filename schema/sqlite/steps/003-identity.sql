-- SPDX-License-Identifier: Apache-2.0
-- schema/sqlite/steps/003-identity.sql: from version 2 to 3

-- Who signs in may stand in a table of the company (<identity>): sessions and kept forms name a user by key, wherever that is from.
DROP VIEW mya_my_session;

CREATE TEMPORARY TABLE mya_before AS SELECT * FROM mya_session;
DROP TABLE mya_session;
CREATE TABLE mya_session (
    portal       varchar(64)   NOT NULL,
    id_hash      varchar(64)   NOT NULL CHECK (length(id_hash) = 64),  -- SHA-256 of the cookie's value, hex
    ref          varchar(32)   NOT NULL UNIQUE CHECK (ref <> ''),      -- random: what may be shown of it, and :session
    user_id      varchar(64)   NOT NULL,                       -- key in mya_user, or of what <identity> finds
    customer_id  varchar(64),                                  -- the customer that the session is in
    created      varchar(19)   NOT NULL,
    signed_in    varchar(19)   NOT NULL,                       -- when the password was last given: the absolute limit
    last_seen    varchar(19)   NOT NULL,                       -- at most a minute behind: the idle limit
    address      varchar(45)   NOT NULL DEFAULT '',
    agent        varchar(200)  NOT NULL DEFAULT '',
    expires      varchar(19)   NOT NULL,                       -- for lists only: when it ends unless it is used; both limits, as of last_seen
    ended        varchar(19),
    PRIMARY KEY (portal, id_hash)
);
CREATE INDEX mya_session_by_user ON mya_session (user_id, last_seen);
CREATE INDEX mya_session_by_age  ON mya_session (expires);
INSERT INTO mya_session (portal, id_hash, ref, user_id, customer_id, created, signed_in, last_seen, address, agent, expires, ended)
SELECT portal, id_hash, ref, user_id, customer_id, created, signed_in, last_seen, address, agent, expires, ended FROM mya_before;
DROP TABLE mya_before;

CREATE TEMPORARY TABLE mya_before AS SELECT * FROM mya_kept;
DROP TABLE mya_kept;
CREATE TABLE mya_kept (
    portal       varchar(64)    NOT NULL,
    id_hash      varchar(64)    NOT NULL CHECK (length(id_hash) = 64),  -- SHA-256 of the id that its address has
    user_id      varchar(64),                                  -- whose session it was; NULL: not known yet
    customer_id  varchar(64),                                  -- the customer that it was in
    before_hash  varchar(64)    NOT NULL,                      -- of the cookie before sign-in: in which browser
    network      varchar(64)    NOT NULL,                      -- from where, as in mya_throttle
    path         varchar(2048)  NOT NULL,                      -- of the action, below the mount
    content      text           NOT NULL,                      -- application/x-www-form-urlencoded
    at           varchar(19)    NOT NULL,
    PRIMARY KEY (portal, id_hash)
);
CREATE INDEX mya_kept_by_age ON mya_kept (at);
INSERT INTO mya_kept (portal, id_hash, user_id, customer_id, before_hash, network, path, content, at)
SELECT portal, id_hash, user_id, customer_id, before_hash, network, path, content, at FROM mya_before;
DROP TABLE mya_before;

CREATE VIEW mya_my_session AS
SELECT portal, ref, user_id, customer_id, created, signed_in, last_seen, expires, address, agent
FROM mya_session
WHERE ended IS NULL;
