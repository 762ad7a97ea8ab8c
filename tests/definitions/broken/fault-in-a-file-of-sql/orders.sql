-- what is still to be sent
SELECT id
FROM orders
WHERE customer = :customr AND sent < :today
