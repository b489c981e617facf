CREATE TABLE loans (
    district INTEGER NOT NULL,
    number INTEGER NOT NULL,
    centre TEXT NOT NULL,
    state INTEGER NOT NULL,
    PRIMARY KEY (district, number)
) STRICT;
CREATE INDEX loans_by_state ON loans (state);
