-- SPDX-License-Identifier: Apache-2.0
-- Postal addresses of some users of the demo, and a time zone of one, to be run after the users were added (users.tsv). Running it twice changes nothing.
-- The others have none yet: "My details" must show that as well.
INSERT INTO user_address (user_id, line1, line2, postcode, city, country)
SELECT u.id, 'Fjæregata 3', '', '8190', 'Hærøy', 'NO' FROM mya_user u
WHERE u.email = 'anna@example.com' AND NOT EXISTS (SELECT 1 FROM user_address a WHERE a.user_id = u.id);
INSERT INTO user_address (user_id, line1, line2, postcode, city, country)
SELECT u.id, 'Strada Farului 9 "Casa Albă"', 'ap. 2', '900002', 'Constanța', 'RO' FROM mya_user u
WHERE u.email = 'ioana@example.com' AND NOT EXISTS (SELECT 1 FROM user_address a WHERE a.user_id = u.id);
INSERT INTO user_address (user_id, line1, line2, postcode, city, country)
SELECT u.id, 'O''Malley''s Yard <rear gate>', 'Pier Road', 'P43 X000', 'Kinsale', 'IE' FROM mya_user u
WHERE u.email = 'aoife@example.com' AND NOT EXISTS (SELECT 1 FROM user_address a WHERE a.user_id = u.id);
INSERT INTO user_address (user_id, line1, line2, postcode, city, region, country)
SELECT u.id, 'Minato 3-1-6', '', '231-0000', 'Yokohama', 'Kanagawa', 'JP' FROM mya_user u
WHERE u.email = 'haruka@example.com' AND NOT EXISTS (SELECT 1 FROM user_address a WHERE a.user_id = u.id);
UPDATE mya_user SET zone = 'Asia/Tokyo' WHERE email = 'haruka@example.com' AND zone IS NULL;
