-- SPDX-License-Identifier: Apache-2.0
-- schema/postgresql/grants.sql: what the module's account may do, and nothing more. To be run by the owner of the tables, after
-- "myaccountctl migrate" and business.sql, and again after each later migration.
--
-- The account is called myaccount here; write another name if yours has one:
--
--     CREATE ROLE myaccount LOGIN PASSWORD '…';
--     sed 's/myaccount/shop_portal/' grants.sql | psql shop
--
-- It makes, changes and drops no table. Events it can write and read, never change or remove. A session needs it only for DBDParams:
-- migrations, and "myaccountctl user", are the owner's.

GRANT USAGE ON SCHEMA public TO myaccount;

-- The engine's tables.
GRANT SELECT ON mya_schema, mya_membership, mya_customer, mya_my_session, mya_my_event, mya_event_change TO myaccount;
GRANT SELECT, UPDATE ON mya_user TO myaccount;
GRANT SELECT, INSERT ON mya_event TO myaccount;
GRANT SELECT, INSERT, UPDATE, DELETE ON mya_session, mya_throttle, mya_once, mya_kept, mya_serial, mya_lease TO myaccount;

-- The reference tables that the shipped portal shows; of yours, say the same: SELECT for what it shows, the rest for what its actions
-- change.
GRANT SELECT ON currency, customer, address, product, invoice, invoice_line, payment, contact_person, customer_contact,
    mya_invoice, mya_my_details TO myaccount;
GRANT SELECT, INSERT, UPDATE ON user_address TO myaccount;
