-- SPDX-License-Identifier: Apache-2.0
-- tests/erp/schema.sql: tables as an ERP of 2005 has them, which nobody will change for a portal; the same on all three databases,
-- where "a name" is a name (MariaDB: sql_mode ANSI_QUOTES)
--
-- Whole numbers as keys, names in capitals with blanks, amounts with decimals, days as 20050131, times of the wall clock without
-- a zone, statuses as letters, text filled up with blanks.
CREATE TABLE "CUSTOMERS" (
    "CUST NO"       INTEGER      NOT NULL PRIMARY KEY,
    "NAME"          CHAR(40)     NOT NULL
);

CREATE TABLE "Order Heads" (
    "ORDER NO"      INTEGER      NOT NULL PRIMARY KEY,
    "CUST NO"       INTEGER      NOT NULL,
    "ORDER DATE"    INTEGER      NOT NULL,            -- 20050131
    "LEFT YARD"     CHAR(13),                         -- '20050131 1425', by the clock on the wall; blanks: not yet
    "STATUS"        CHAR(1)      NOT NULL,            -- P(icked), S(hipped), R(eturned), X = deleted
    "YOUR REF"      CHAR(30)     NOT NULL DEFAULT '',
    "SUM EXCL"      DECIMAL(12, 2) NOT NULL
);
CREATE INDEX "OH CUST" ON "Order Heads" ("CUST NO", "ORDER DATE");

CREATE TABLE "Order Lines" (
    "ORDER NO"      INTEGER      NOT NULL,
    "LINE"          INTEGER      NOT NULL,
    "ITEM"          CHAR(20)     NOT NULL,
    "ITEM ""TEXT""" CHAR(60)     NOT NULL,            -- the quotes are part of the name
    "QTY"           DECIMAL(9, 3) NOT NULL,
    "PRICE"         DECIMAL(12, 2) NOT NULL,
    PRIMARY KEY ("ORDER NO", "LINE")
);

-- The only thing that was added for the portal: what a customer is called.
CREATE VIEW web_customer AS SELECT "CUST NO" AS cust_no, "NAME" AS name FROM "CUSTOMERS";
