-- SPDX-License-Identifier: Apache-2.0
-- tests/erp/logins.sql: who signs in to the web shop that this company has had since 2011: the same on all three databases
--
-- A number as key, an e-mail in whatever letters somebody typed it, hashes as three programs made them one after the other, and some
-- that none of them made. All of which are of the demo's password.
CREATE TABLE web_login (
    login_no  integer       NOT NULL PRIMARY KEY,
    email     varchar(60)   NOT NULL,
    name      char(40)      NOT NULL,
    pass      varchar(255),
    blocked   char(1)       NOT NULL,              -- Y, N
    lang      varchar(5),
    zone      varchar(40)
);
CREATE TABLE web_right (
    login_no  integer       NOT NULL,
    cust_no   integer       NOT NULL,
    code      char(1)       NOT NULL,              -- O(wner), F(inance), X: a right of the old shop that nobody remembers
    PRIMARY KEY (login_no, cust_no, code)
);
INSERT INTO web_login VALUES
    (10, 'Turid@Example.com', 'TURID NORDVIK', '$2y$05$abcdefghijklmnopqrstuuD3mHdCr44zlIZ.VZCaYRpfQhXMYnEo.', 'N', NULL, NULL),
    (20, 'ohara@example.com', 'SEAN O''HARA', '$6$abcdefgh$dTmIYmW/LpvGK/iiDSK9zlcKIRJ33.7YE9DETLAR1zX9/2./Fv6/8dFZ1tCs/Kfp//7QeoJfyRWP7XdDzP87j1', 'N', NULL, NULL),
    (30, 'both@example.com', 'BERIT BEGGE', '$5$abcdefgh$sYjQ4vynYsNAnM.JMipLH1IMXSipuA8cURgfc3GsHo.', 'N', NULL, NULL),
    (40, 'blocked@example.com', 'BENT SPERRET', '$2y$05$abcdefghijklmnopqrstuuD3mHdCr44zlIZ.VZCaYRpfQhXMYnEo.', 'Y', NULL, NULL),
    (50, 'nowhere@example.com', 'NINA INGENSTEDS', '$2y$05$abcdefghijklmnopqrstuuD3mHdCr44zlIZ.VZCaYRpfQhXMYnEo.', 'N', NULL, NULL),
    (60, 'des@example.com', 'DAG DES', 'abhfCpXqd4GrI', 'N', NULL, NULL),
    (61, 'null@example.com', 'NORA NULL', NULL, 'N', NULL, NULL),
    (62, 'empty@example.com', 'EINAR TOM', '', 'N', NULL, NULL),
    (63, 'cut@example.com', 'KARI KUTTET', '$2y$05$abcdefghijklmnopqrstuuD3mHdCr44zl', 'N', NULL, NULL),
    (70, 'twice@example.com', 'TOR TO', '$2y$05$abcdefghijklmnopqrstuuD3mHdCr44zlIZ.VZCaYRpfQhXMYnEo.', 'N', NULL, NULL),
    (71, 'twice@example.com', 'TORE TO', '$2y$05$abcdefghijklmnopqrstuuD3mHdCr44zlIZ.VZCaYRpfQhXMYnEo.', 'N', NULL, NULL);
INSERT INTO web_right VALUES (10, 10017, 'O'), (20, 10018, 'O'), (30, 10017, 'F'), (30, 10018, 'O'), (30, 10019, 'X'), (40, 10017, 'O'),
    (60, 10017, 'O'), (61, 10017, 'O'), (62, 10017, 'O'), (63, 10017, 'O'), (70, 10017, 'O'), (71, 10018, 'O');
