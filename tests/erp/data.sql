-- SPDX-License-Identifier: Apache-2.0
-- tests/erp/data.sql: two customers; the wall clock is that of Oslo. 10017 has 30 deliveries, 10018 three.
INSERT INTO "CUSTOMERS" VALUES (10017, 'NORDVIK MEK. VERKSTED AS                '), (10018, 'O''HARA & SØNN "MASKIN"                  ');

-- Around the nights on which the clock is turned: in winter Oslo is one hour before UTC, in summer two.
INSERT INTO "Order Heads" VALUES
    (70001, 10017, 20250103, '20250103 0830', 'S', 'PO 4711                       ',   1234.50),
    (70002, 10017, 20250330, '20250330 0159', 'S', 'BEFORE SUMMER                 ',    100),
    (70003, 10017, 20250330, '20250330 0300', 'S', 'AFTER IT BEGAN                ',    200.1),
    (70004, 10017, 20251026, '20251026 0159', 'S', 'BEFORE WINTER                 ',  99999.99),
    (70005, 10017, 20251026, '20251026 0300', 'R', 'A "RETURN" <OLD>; 50 % OFF    ',   -200.10),
    (70006, 10017, 20251130, '             ', 'P', '                              ',      0.07),
    (70007, 10017, 20251201, '20251201 1200', 'X', 'DELETED                       ',     10),
    (80001, 10018, 20250103, '20250103 0900', 'S', 'NOT YOURS                     ',   4711.11),
    (80002, 10018, 20250104, '20250104 0900', 'S', 'NOT YOURS EITHER              ',   4712),
    (80003, 10018, 20250105, '             ', 'P', '                              ',   4713.5);

INSERT INTO "Order Heads"
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 24)
SELECT 70100 + i, 10017, 20240100 + i, CAST(20240100 + i AS CHAR(8)) || ' 1015', 'S', 'SERIES', 10.25 FROM n;

INSERT INTO "Order Lines" VALUES
    (70001, 1, 'B-M12 x 40', 'BOLT M12 X 40, "HIGH" GRADE',  100,    7.25),
    (70001, 2, 'N-M12',      'NUT M12 <A4>',                 100,    2.5),
    (70001, 3, 'HOUR',       'Montør & helper',                2.5, 103.8),
    (70005, 1, 'B-M12 x 40', 'BOLT M12 X 40, "HIGH" GRADE',  -27.6,  7.25),
    (80001, 1, 'SECRET',     'NOT FOR NORDVIK',                1,  4711.11);
