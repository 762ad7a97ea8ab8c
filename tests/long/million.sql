-- SPDX-License-Identifier: Apache-2.0
-- tests/long/million.sql: a million invoices of 5,000 customers, 10,000 of them of one customer of the demo, with lines and payments.
--
-- Numbers, dates and amounts follow from the running number, so that a test can say beforehand what a filter finds.
PRAGMA journal_mode = WAL;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -200000;
PRAGMA foreign_keys = OFF;
BEGIN;

CREATE TEMP TABLE n AS
WITH RECURSIVE count(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM count WHERE i < 1000000)
SELECT i FROM count;

INSERT INTO customer (id, kind, name, organisation_number, email, phone, currency)
SELECT printf('many%016d', i), 'company', 'Many ' || i || ' AS', NULL, 'many' || i || '@example.com', NULL, 'NOK'
FROM n WHERE i <= 5000;

-- Every hundredth invoice is the big customer's; the day goes back from 2026-06-14, two invoices of that customer a day.
INSERT INTO invoice (id, customer_id, number, subject, their_reference, issued, due, currency, cancelled, cancel_reason)
SELECT printf('m%019d', i),
       CASE WHEN i % 100 = 0 THEN 'mtyfxeamkzykkz3yyhr4' ELSE printf('many%016d', i % 5000 + 1) END,
       'M' || i,
       CASE i % 4 WHEN 0 THEN 'Rope and splicing' WHEN 1 THEN 'Mooring lines' WHEN 2 THEN 'Yearly inspection' ELSE 'Fenders' END,
       NULL,
       date('2026-06-14', '-' || (i / 200 % 3650) || ' days'),
       date('2026-06-14', '-' || (i / 200 % 3650) || ' days', '+14 days'),
       'NOK', NULL, NULL
FROM n;

INSERT INTO invoice_line (invoice_id, position, product_id, description, quantity, unit, unit_price_minor, vat_basis_points, amount_minor, vat_minor)
SELECT printf('m%019d', i), p, NULL, 'Line ' || p, 2, 'pcs', 1000 + i % 5000, 2500, 2 * (1000 + i % 5000), (2 * (1000 + i % 5000) * 2500 + 5000) / 10000
FROM n JOIN (SELECT 1 AS p UNION ALL SELECT 2) ON 1;

-- Of ten invoices nine are paid whole.
INSERT INTO payment (id, invoice_id, paid_at, means, reference, amount_minor, currency)
SELECT printf('p%019d', i), printf('m%019d', i), date('2026-06-14', '-' || (i / 200 % 3650) || ' days') || ' 10:00:00', 'bank', NULL,
       2 * (2 * (1000 + i % 5000) + (2 * (1000 + i % 5000) * 2500 + 5000) / 10000), 'NOK'
FROM n WHERE (i / 100) % 10 <> 0;

DROP TABLE n;
COMMIT;
ANALYZE;
