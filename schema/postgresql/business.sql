-- SPDX-License-Identifier: Apache-2.0
-- schema/postgresql/business.sql: the reference business tables, which the shipped portal shows.
--
-- An adopter keeps tables of his own and points the portal at them; these are for the demo, for the tests, and for whoever
-- starts from nothing. The engine's tables (mya_user, mya_membership, ...) are made by "myaccountctl migrate", and come
-- first: user_address and mya_my_details refer to mya_user. Who may see a customer stands in mya_membership, not here.
--
-- Rules of all tables
--   Keys seen outside (id) are random text: nobody can count them, and nobody can guess the next.
--   Money is a whole number of the currency's smallest unit (column ..._minor; in the view simply total, paid, ...) and stands
--   beside a currency: 125000 with NOK is 1 250,00; 125000 with JPY is 125 000.
--   A share is in basis points: 2500 is 25 per cent.
--   A point of time is a timestamp in UTC.
--   SQL never asks for the time: the caller binds it (:today, :now).


-- What may be invoiced in. DECIMALS is the number of digits of the smallest unit: 2 for NOK, 0 for JPY.
CREATE TABLE currency (
    code      varchar(3)  NOT NULL PRIMARY KEY CHECK (length(code) = 3 AND code = upper(code)),
    decimals  integer     NOT NULL CHECK (decimals BETWEEN 0 AND 4)
);


-- The account holder, who owns invoices: a company or a person.
CREATE TABLE customer (
    id                   varchar(32)   NOT NULL PRIMARY KEY,
    kind                 varchar(10)   NOT NULL CHECK (kind IN ('company', 'person')),
    name                 varchar(200)  NOT NULL CHECK (name <> ''),
    organisation_number  varchar(20)   CHECK (organisation_number <> ''),
    email                varchar(254),                 -- where invoices go; a user's own address is in mya_user
    phone                varchar(40),
    currency             varchar(3)    NOT NULL REFERENCES currency (code),    -- of the next invoice; each invoice says its own
    CHECK (kind = 'company' OR organisation_number IS NULL)
);


-- Where the engine asks for a customer's name. "myaccountctl migrate" makes an empty table of that name for whoever has no customers yet.
DROP TABLE IF EXISTS mya_customer;
CREATE VIEW mya_customer AS SELECT id, name FROM customer;


-- Postal addresses of a customer, at most one of each kind.
CREATE TABLE address (
    customer_id  varchar(32)   NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
    kind         varchar(10)   NOT NULL CHECK (kind IN ('visit', 'invoice', 'delivery')),
    line1        varchar(200)  NOT NULL,
    line2        varchar(200)  NOT NULL DEFAULT '',
    postcode     varchar(20)   NOT NULL DEFAULT '',
    city         varchar(100)  NOT NULL,
    country      varchar(2)    NOT NULL CHECK (length(country) = 2 AND country = upper(country)),
    PRIMARY KEY (customer_id, kind)
);


-- What is sold, with its list price. An invoice line copies what it needs: a later price or name changes no old invoice.
CREATE TABLE product (
    id                varchar(32)   NOT NULL PRIMARY KEY,
    number            varchar(40)   NOT NULL UNIQUE,
    name              varchar(200)  NOT NULL CHECK (name <> ''),
    unit              varchar(20)   NOT NULL,          -- 'm', 'pcs', 'h'
    price_minor       bigint        NOT NULL CHECK (price_minor >= 0),
    currency          varchar(3)    NOT NULL REFERENCES currency (code),
    vat_basis_points  integer       NOT NULL CHECK (vat_basis_points BETWEEN 0 AND 10000)
);


-- One invoice. An issued invoice is never deleted and never changed; a wrong one is cancelled and issued anew.
CREATE TABLE invoice (
    id               varchar(32)   NOT NULL PRIMARY KEY,
    customer_id      varchar(32)   NOT NULL REFERENCES customer (id),
    number           varchar(20)   NOT NULL UNIQUE,    -- as printed; in one row without holes over all customers
    subject          varchar(200)  NOT NULL,
    their_reference  varchar(100),                     -- what the customer asked us to print: an order, a person
    issued           date          NOT NULL,
    due              date          NOT NULL,           -- the last day to pay in time
    currency         varchar(3)    NOT NULL REFERENCES currency (code),
    cancelled        date,                             -- the day; NULL = it stands
    cancel_reason    varchar(200),
    CHECK (due >= issued),
    CHECK (cancelled >= issued),
    CHECK (cancel_reason IS NULL OR cancelled IS NOT NULL),
    UNIQUE (id, currency)                              -- for payment: the same currency as its invoice
);

-- The customer's list by date, the list of what falls due, the search for a number. The id breaks ties of paging.
CREATE INDEX invoice_by_issued ON invoice (customer_id, issued, id);
CREATE INDEX invoice_by_due    ON invoice (customer_id, due, id);
CREATE INDEX invoice_by_number ON invoice (customer_id, number);


-- A line of an invoice. The amounts were rounded when the invoice was issued, and are stored, so that a sum is the same for ever.
-- A credited line has a negative quantity.
CREATE TABLE invoice_line (
    invoice_id        varchar(32)     NOT NULL REFERENCES invoice (id),
    position          integer         NOT NULL CHECK (position >= 1),
    product_id        varchar(32)     REFERENCES product (id),                 -- NULL: something without a number
    description       varchar(200)    NOT NULL CHECK (description <> ''),
    quantity          decimal(12, 3)  NOT NULL,
    unit              varchar(20)     NOT NULL,
    unit_price_minor  bigint          NOT NULL,
    vat_basis_points  integer         NOT NULL CHECK (vat_basis_points BETWEEN 0 AND 10000),
    amount_minor      bigint          NOT NULL,          -- without VAT
    vat_minor         bigint          NOT NULL,
    PRIMARY KEY (invoice_id, position),
    CHECK (abs(amount_minor - quantity * unit_price_minor) < 1),
    CHECK (abs(vat_minor - amount_minor * vat_basis_points / 10000.0) < 1)
);


-- Money that came in for an invoice; a negative amount went back.
CREATE TABLE payment (
    id            varchar(32)   NOT NULL PRIMARY KEY,
    invoice_id    varchar(32)   NOT NULL,
    paid_at       timestamp(0)  NOT NULL,
    means         varchar(10)   NOT NULL CHECK (means IN ('bank', 'card', 'cash')),
    reference     varchar(100),                        -- of the bank or the card company
    amount_minor  bigint        NOT NULL CHECK (amount_minor <> 0),
    currency      varchar(3)    NOT NULL,
    FOREIGN KEY (invoice_id, currency) REFERENCES invoice (id, currency)
);

CREATE INDEX payment_by_invoice ON payment (invoice_id, paid_at, id);


-- The postal address of a user, which "My details" shows and changes. Name, phone, language, time zone and e-mail are in mya_user.
-- What a country's addresses have no use for is ''.
CREATE TABLE user_address (
    user_id   varchar(32)   NOT NULL PRIMARY KEY REFERENCES mya_user (id) ON DELETE CASCADE,
    line1     varchar(200)  NOT NULL DEFAULT '',
    line2     varchar(200)  NOT NULL DEFAULT '',
    postcode  varchar(20)   NOT NULL DEFAULT '',
    city      varchar(100)  NOT NULL DEFAULT '',
    region    varchar(100)  NOT NULL DEFAULT '',      -- state or county, where addresses have one
    country   varchar(2)    NOT NULL DEFAULT ''
);


-- People of our own company whom customers may ask.
CREATE TABLE contact_person (
    id     varchar(32)   NOT NULL PRIMARY KEY,
    name   varchar(200)  NOT NULL CHECK (name <> ''),
    phone  varchar(40),
    email  varchar(254)
);


-- Who of them looks after a customer, for what, and in which order they are shown.
CREATE TABLE customer_contact (
    customer_id  varchar(32)  NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
    position     integer      NOT NULL CHECK (position >= 1),
    contact_id   varchar(32)  NOT NULL REFERENCES contact_person (id),
    role         varchar(20)  NOT NULL CHECK (role IN ('sales', 'accounts', 'technical', 'delivery')),
    PRIMARY KEY (customer_id, position)
);


-- Invoices with their sums and their status: the one place that knows what "paid" or "overdue" means.
--
-- The status depends on today, and SQL never asks for the time. So the view says both answers, and a query picks one:
--
--     CASE WHEN due < :today THEN state_if_due ELSE state_if_not_due END AS state
--
-- in this order: cancelled, paid, overdue, part-paid, unpaid. On the due day itself an invoice is not yet overdue. What is overdue
-- may be paid in part: show paid and left_to_pay beside the status. An invoice of nothing, or a credit note, counts as paid.
-- left_to_pay is 0 for what is cancelled or overpaid, so that it may be added up.
--
-- The sums are correlated sub-selects, not a GROUP BY over all payments: only the rows that are asked for cost something.
-- The outermost CAST gives each sum the type of a whole number: here a sum is a decimal.
CREATE VIEW mya_invoice AS
SELECT id, customer_id, number, subject, their_reference, issued, due, currency, cancelled, cancel_reason, net, vat, total, paid,
       CAST(CASE WHEN cancelled IS NOT NULL THEN 0
                 WHEN paid >= total         THEN 0
                 ELSE total - paid END AS bigint)       AS left_to_pay,
       CASE WHEN cancelled IS NOT NULL THEN 'cancelled'
            WHEN paid >= total         THEN 'paid'
            ELSE 'overdue' END                          AS state_if_due,
       CASE WHEN cancelled IS NOT NULL THEN 'cancelled'
            WHEN paid >= total         THEN 'paid'
            WHEN paid > 0              THEN 'part-paid'
            ELSE 'unpaid' END                           AS state_if_not_due
FROM (SELECT i.id, i.customer_id, i.number, i.subject, i.their_reference, i.issued, i.due, i.currency, i.cancelled, i.cancel_reason,
             CAST(COALESCE((SELECT SUM(l.amount_minor) FROM invoice_line l WHERE l.invoice_id = i.id), 0) AS bigint) AS net,
             CAST(COALESCE((SELECT SUM(l.vat_minor) FROM invoice_line l WHERE l.invoice_id = i.id), 0) AS bigint) AS vat,
             CAST(COALESCE((SELECT SUM(l.amount_minor + l.vat_minor) FROM invoice_line l WHERE l.invoice_id = i.id), 0) AS bigint) AS total,
             CAST(COALESCE((SELECT SUM(p.amount_minor) FROM payment p WHERE p.invoice_id = i.id), 0) AS bigint) AS paid
      FROM invoice i) sums;


-- What "My details" shows of a user, in one row, also for a user who never wrote an address. To change it, an action says:
--
--     UPDATE mya_user SET name = :form.name, phone = :form.phone, language = :form.language, zone = :form.zone WHERE id = :user
--     INSERT INTO user_address (user_id) SELECT u.id FROM mya_user u
--         WHERE u.id = :user AND NOT EXISTS (SELECT 1 FROM user_address a WHERE a.user_id = :user)
--     UPDATE user_address SET line1 = :form.line1, line2 = :form.line2, postcode = :form.postcode, city = :form.city,
--         region = :form.region, country = :form.country WHERE user_id = :user
--
-- The statement in the middle changes 0 rows or 1; the two updates exactly 1 each.
CREATE VIEW mya_my_details AS
SELECT u.id AS user_id, u.name, u.email, u.phone, u.language, u.zone,
       COALESCE(a.line1, '') AS line1, COALESCE(a.line2, '') AS line2, COALESCE(a.postcode, '') AS postcode,
       COALESCE(a.city, '') AS city, COALESCE(a.region, '') AS region, COALESCE(a.country, '') AS country
FROM mya_user u LEFT JOIN user_address a ON a.user_id = u.id;
