-- A row of the worklist tells a denial (mark 64), so that nobody issues a refusal as if it were a success. Rows of what is decided
-- and not yet delivered (states 10 and 11) are few; their cases are found one by one
-- (CROSS JOIN: SQLite keeps that order and looks each up by its key; anything else reads all cases).
UPDATE worklist SET marks = marks + 64 WHERE state IN (10, 11) AND number IN (
    SELECT c.number FROM (SELECT DISTINCT number, CAST(substr(number, 3, 6) AS INTEGER) AS district FROM worklist WHERE state IN (10, 11)) w
    CROSS JOIN cases c WHERE c.district = w.district AND c.number = w.number AND c.outcome = 2);
