-- SPDX-License-Identifier: Apache-2.0
-- schema/postgresql/engine.sql: the engine's own tables, as "myaccountctl migrate" makes them where there are none.
-- An older database gets what is new by steps/. This is what it looks like after them: a test compares.
--
-- They stand beside the company's tables in the same database. Who owns invoices, orders and tickets is not here: of customers the
-- engine knows the key (customer_id, as text) and the name (mya_customer).
--
-- Rules of all tables
--   portal is the name of the portal definition: two portals in one database never see each other's rows.
--   A point of time is a timestamp in UTC, of whole seconds, bound by the engine from its one clock; SQL never asks for the time.
--   No secret is kept that would let somebody in: of a session's cookie only the SHA-256, of a password only its argon2id hash.


-- How far this database is: the version that it began with, and one row for each step that was done since.
CREATE TABLE mya_schema (
    version  integer      NOT NULL PRIMARY KEY,
    done     timestamp(0) NOT NULL
);


-- A person who signs in. phone, language and zone are NULL when the person has said nothing.
CREATE TABLE mya_user (
    id             varchar(32)   NOT NULL PRIMARY KEY,         -- random
    portal         varchar(64)   NOT NULL,
    email          varchar(254)  NOT NULL CHECK (email <> '' AND email = lower(email)),
    name           varchar(200)  NOT NULL CHECK (name <> ''),
    phone          varchar(40),
    language       varchar(20),
    zone           varchar(64),                                -- IANA name
    password_hash  varchar(255),                               -- NULL: cannot sign in by password
    disabled       integer       NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1)),
    created        timestamp(0)  NOT NULL,
    UNIQUE (portal, email)                                     -- also finds who wants to sign in
);


-- What a user may do for a customer: one row for each role.
CREATE TABLE mya_membership (
    user_id      varchar(32)  NOT NULL REFERENCES mya_user (id) ON DELETE CASCADE,
    customer_id  varchar(64)  NOT NULL CHECK (customer_id <> ''),
    role         varchar(64)  NOT NULL CHECK (role <> ''),
    PRIMARY KEY (user_id, customer_id, role)
);

CREATE INDEX mya_membership_by_customer ON mya_membership (customer_id);


-- The customers' names. A company that has a table of customers makes this a view over it, before or after this step:
--
--     DROP TABLE mya_customer;
--     CREATE VIEW mya_customer AS SELECT CUSTNO AS id, NAME AS name FROM CUSTOMERS;
--
-- id may be a number or text there; portal.xml says which (customer-key).
CREATE TABLE IF NOT EXISTS mya_customer (
    id    varchar(64)   NOT NULL PRIMARY KEY,
    name  varchar(200)  NOT NULL CHECK (name <> '')
);


-- Who is signed in. A session lives while ended is NULL and neither limit is passed; when that is, is asked in the
-- query that reads it. Rows stay for a while after that, the last one of a user longer: it says where he was.
CREATE TABLE mya_session (
    portal       varchar(64)   NOT NULL,
    id_hash      varchar(64)   NOT NULL CHECK (length(id_hash) = 64),  -- SHA-256 of the cookie's value, hex
    ref          varchar(32)   NOT NULL UNIQUE CHECK (ref <> ''),      -- random: what may be shown of it, and :session
    user_id      varchar(64)   NOT NULL,                       -- key in mya_user, or of what <identity> finds
    customer_id  varchar(64),                                  -- the customer that the session is in
    created      timestamp(0)  NOT NULL,
    signed_in    timestamp(0)  NOT NULL,                       -- when the password was last given: the absolute limit
    last_seen    timestamp(0)  NOT NULL,                       -- at most a minute behind: the idle limit
    address      varchar(45)   NOT NULL DEFAULT '',
    agent        varchar(200)  NOT NULL DEFAULT '',
    expires      timestamp(0)  NOT NULL,                       -- for lists only: when it ends unless it is used; both limits, as of last_seen
    ended        varchar(19),
    PRIMARY KEY (portal, id_hash)
);

CREATE INDEX mya_session_by_user ON mya_session (user_id, last_seen);
CREATE INDEX mya_session_by_age  ON mya_session (expires);


-- What a person may see of the own sessions. Those that live: WHERE portal = :portal AND user_id = :user AND expires > :now;
-- the one that asks: ref = :session. To end one: UPDATE mya_session SET ended = :now WHERE portal = :portal
-- AND user_id = :user AND ref = … AND ended IS NULL; its next request finds it ended, on whatever server.
CREATE VIEW mya_my_session AS
SELECT portal, ref, user_id, customer_id, created, signed_in, last_seen, expires, address, agent
FROM mya_session
WHERE ended IS NULL;


-- How often a secret was guessed. A bucket is an account, a network, or all sign-ins of the portal. An attempt is counted before
-- its hash is computed, and is refused while blocked_until lies ahead.
CREATE TABLE mya_throttle (
    portal         varchar(64)   NOT NULL,
    bucket         varchar(100)  NOT NULL,                     -- 'account:SHA-256 of the e-mail', 'network:192.0.2.7', 'all:' and the number of ten minutes
    failures       integer       NOT NULL CHECK (failures >= 0),
    last_failure   timestamp(0)  NOT NULL,
    blocked_until  timestamp(0)  NOT NULL,
    told           integer       NOT NULL DEFAULT 0,           -- throttle.reached was written since counting began
    PRIMARY KEY (portal, bucket)
);

CREATE INDEX mya_throttle_by_age ON mya_throttle (last_failure);


-- One form, one effect: the nonce of a form's token, and where its first sending led.
CREATE TABLE mya_once (
    portal        varchar(64)   NOT NULL,
    nonce         varchar(64)   NOT NULL,
    session_hash  varchar(64)   NOT NULL,
    page          varchar(2048),                               -- address below the mount
    notice        varchar(200),                                -- text key
    content       varchar(64),                                 -- digest of what was sent: the same form with other content is another wish
    used          timestamp(0)  NOT NULL,
    PRIMARY KEY (portal, nonce)
);

CREATE INDEX mya_once_by_age ON mya_once (used);


-- Facts, in the order in which they were written, each in the transaction in which it happened. Nothing of ours changes or removes one.
CREATE TABLE mya_event (
    position      bigint         GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id            varchar(32)    NOT NULL UNIQUE,              -- random
    portal        varchar(64)    NOT NULL,
    type          varchar(100)   NOT NULL CHECK (type <> ''),  -- 'user.changed'
    subject       varchar(2048)  NOT NULL DEFAULT '',          -- page address below the mount: 'details'
    user_id       varchar(64),                                 -- whose; kept when the user is gone
    customer_id   varchar(64),
    actor         varchar(64),                                 -- who did it; NULL: nobody signed in
    session_hash  varchar(64),
    request_id    varchar(64),
    data          text,                                        -- JSON object
    at            timestamp(0)   NOT NULL
);

CREATE INDEX mya_event_by_customer ON mya_event (portal, customer_id, position);
CREATE INDEX mya_event_by_user     ON mya_event (portal, user_id, position);
CREATE INDEX mya_event_by_subject  ON mya_event (portal, subject, position);

CREATE FUNCTION mya_event_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an event is never %', CASE TG_OP WHEN 'UPDATE' THEN 'changed' ELSE 'removed' END;
END
$$;

CREATE TRIGGER mya_event_is_never_changed BEFORE UPDATE ON mya_event FOR EACH ROW EXECUTE FUNCTION mya_event_stays();
CREATE TRIGGER mya_event_is_never_removed BEFORE DELETE ON mya_event FOR EACH ROW EXECUTE FUNCTION mya_event_stays();
CREATE TRIGGER mya_event_is_never_emptied BEFORE TRUNCATE ON mya_event FOR EACH STATEMENT EXECUTE FUNCTION mya_event_stays();


-- Events as people read them: who did what, to what. Of a customer: WHERE portal = :portal AND customer_id = :customer; one's own that
-- belong to no customer (sign-ins): user_id = :user AND customer_id IS NULL. Newest first: ORDER BY position DESC.
CREATE VIEW mya_my_event AS
SELECT e.position, e.id, e.portal, e.at, e.type, e.subject, e.user_id, e.customer_id, e.actor,
       a.name AS actor_name,                                   -- NULL: nobody signed in, or gone since
       u.name AS user_name                                     -- of whom it tells
FROM mya_event e
LEFT JOIN mya_user a ON a.id = e.actor AND a.portal = e.portal
LEFT JOIN mya_user u ON u.id = e.user_id AND u.portal = e.portal;


-- What an event changed, from its data: for each pair NAME_from, NAME_to that differs, one row. Nothing said and '' are the same.
CREATE VIEW mya_event_change AS
SELECT e.id || '.' || f.key AS id, e.id AS event_id, e.portal, e.user_id, e.customer_id,
       substr(f.key, 1, length(f.key) - 5) AS name, f.value AS was, t.value AS became
FROM mya_event e
CROSS JOIN LATERAL json_each_text(CAST(e.data AS json)) f
JOIN LATERAL json_each_text(CAST(e.data AS json)) t ON t.key = left(f.key, -4) || 'to'
WHERE right(f.key, 5) = '_from' AND coalesce(f.value, '') <> coalesce(t.value, '');


-- What somebody had written when the session was over: shown again, and not executed, after the same person has signed in.
-- For an hour; no password is ever in it.
CREATE TABLE mya_kept (
    portal       varchar(64)    NOT NULL,
    id_hash      varchar(64)    NOT NULL CHECK (length(id_hash) = 64),  -- SHA-256 of the id that its address has
    user_id      varchar(64),                                  -- whose session it was; NULL: not known yet
    customer_id  varchar(64),                                  -- the customer that it was in
    before_hash  varchar(64)    NOT NULL,                      -- of the cookie before sign-in: in which browser
    network      varchar(64)    NOT NULL,                      -- from where, as in mya_throttle
    path         varchar(2048)  NOT NULL,                      -- of the action, below the mount
    content      text           NOT NULL,                      -- application/x-www-form-urlencoded
    at           timestamp(0)   NOT NULL,
    PRIMARY KEY (portal, id_hash)
);

CREATE INDEX mya_kept_by_age ON mya_kept (at);


-- One row for each customer (or user without one) that ever acted: locking it makes actions of one customer wait for each other.
CREATE TABLE mya_serial (
    portal  varchar(64)  NOT NULL,
    who     varchar(80)  NOT NULL,
    turns   bigint       NOT NULL,
    PRIMARY KEY (portal, who)
);


-- Which of several servers does a work that only one shall do at a time, and until when unless it says so again.
CREATE TABLE mya_lease (
    name    varchar(64)   NOT NULL PRIMARY KEY,                -- of the work: 'housekeeping'
    holder  varchar(64)   NOT NULL CHECK (holder <> ''),       -- random: which process has it, or had it last
    until   timestamp(0)  NOT NULL                             -- from then on anybody may take it
);
