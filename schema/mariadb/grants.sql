-- SPDX-License-Identifier: Apache-2.0
-- schema/mariadb/grants.sql: what the module's account may do, and nothing more. To be run by the owner of the tables, after
-- "myaccountctl migrate" and business.sql, and again after each later migration.
--
-- The account is called 'myaccount'@'localhost' here; write another name if yours has one:
--
--     CREATE USER 'myaccount'@'localhost' IDENTIFIED BY '…';
--     sed "s/'myaccount'@'localhost'/'shop_portal'@'10.0.0.%'/" grants.sql | mariadb shop
--
-- It makes, changes and drops no table. Events it can write and read, never change or remove. A session needs it only for DBDParams:
-- migrations, and "myaccountctl user", are the owner's.

-- The engine's tables.
GRANT SELECT ON mya_schema TO 'myaccount'@'localhost';
GRANT SELECT ON mya_membership TO 'myaccount'@'localhost';
GRANT SELECT ON mya_customer TO 'myaccount'@'localhost';
GRANT SELECT ON mya_my_session TO 'myaccount'@'localhost';
GRANT SELECT ON mya_my_event TO 'myaccount'@'localhost';
GRANT SELECT ON mya_event_change TO 'myaccount'@'localhost';
GRANT SELECT, UPDATE ON mya_user TO 'myaccount'@'localhost';
GRANT SELECT, INSERT ON mya_event TO 'myaccount'@'localhost';
GRANT SELECT, INSERT, UPDATE, DELETE ON mya_session TO 'myaccount'@'localhost';
GRANT SELECT, INSERT, UPDATE, DELETE ON mya_throttle TO 'myaccount'@'localhost';
GRANT SELECT, INSERT, UPDATE, DELETE ON mya_once TO 'myaccount'@'localhost';
GRANT SELECT, INSERT, UPDATE, DELETE ON mya_kept TO 'myaccount'@'localhost';
GRANT SELECT, INSERT, UPDATE, DELETE ON mya_serial TO 'myaccount'@'localhost';
GRANT SELECT, INSERT, UPDATE, DELETE ON mya_lease TO 'myaccount'@'localhost';

-- The reference tables that the shipped portal shows; of yours, say the same: SELECT for what it shows, the rest for what its actions
-- change.
GRANT SELECT ON currency TO 'myaccount'@'localhost';
GRANT SELECT ON customer TO 'myaccount'@'localhost';
GRANT SELECT ON address TO 'myaccount'@'localhost';
GRANT SELECT ON product TO 'myaccount'@'localhost';
GRANT SELECT ON invoice TO 'myaccount'@'localhost';
GRANT SELECT ON invoice_line TO 'myaccount'@'localhost';
GRANT SELECT ON payment TO 'myaccount'@'localhost';
GRANT SELECT ON contact_person TO 'myaccount'@'localhost';
GRANT SELECT ON customer_contact TO 'myaccount'@'localhost';
GRANT SELECT ON mya_invoice TO 'myaccount'@'localhost';
GRANT SELECT ON mya_my_details TO 'myaccount'@'localhost';
GRANT SELECT, INSERT, UPDATE ON user_address TO 'myaccount'@'localhost';
