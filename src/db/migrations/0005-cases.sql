-- Cases 办件. district is the receiving centre's district, the digits after "SQ" in the number: the distribution column of
-- everything that belongs to a case, so that reading or acting on one touches one shard.
CREATE TABLE cases (
    district INTEGER NOT NULL,
    number TEXT NOT NULL,
    revision INTEGER NOT NULL,
    item TEXT NOT NULL,
    mode INTEGER NOT NULL,
    immediate INTEGER NOT NULL,
    state INTEGER NOT NULL,
    outcome INTEGER NOT NULL,
    receiving TEXT NOT NULL,
    responsible TEXT NOT NULL,
    routed_by INTEGER NOT NULL,
    legal_days INTEGER NOT NULL,
    promised_days INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    accepted_at INTEGER,
    decided_at INTEGER,
    received_on INTEGER NOT NULL,
    accepted_on INTEGER,
    decided_on INTEGER,
    notice_due INTEGER NOT NULL,
    supplement_due INTEGER,
    legal_due INTEGER NOT NULL,
    promised_due INTEGER NOT NULL,
    issue_due INTEGER,
    stopped_on INTEGER,
    marks INTEGER NOT NULL,          -- bits: taken over, supplement asked, extended, deemed accepted
    wake_at INTEGER,                 -- when the system itself must act
    task_centre TEXT,                -- where its worklist row stands
    task_red_on INTEGER,
    person BLOB NOT NULL,            -- blind index of the applicant's identity number
    situation TEXT,
    complete INTEGER NOT NULL,       -- every required material, answer and field is there
    applicant TEXT NOT NULL,         -- masked name, for lists
    sealed BLOB NOT NULL,            -- the application: applicant, agent, answers, form, materials, last reasons
    PRIMARY KEY (district, number)
) STRICT;
CREATE INDEX cases_by_person ON cases (person, item);
CREATE INDEX cases_to_wake ON cases (wake_at) WHERE wake_at IS NOT NULL;

-- Everything that happened, in order; position orders them over the whole city.
CREATE TABLE case_events (
    position INTEGER PRIMARY KEY,
    district INTEGER NOT NULL,
    number TEXT NOT NULL,
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    action TEXT NOT NULL,
    from_state INTEGER,
    to_state INTEGER NOT NULL,
    actor TEXT,                      -- user name; NULL = the system
    actor_name TEXT,                 -- as it was then
    centre TEXT,
    reasons TEXT,                    -- codes
    sealed BLOB,                     -- what people wrote
    UNIQUE (district, number, seq)
) STRICT;

-- What a centre has to do (side 0), and what it sent elsewhere and follows (side 1), most urgent first.
-- district is the listing centre's: a page of it is one range of one shard.
CREATE TABLE worklist (
    district INTEGER NOT NULL,
    centre TEXT NOT NULL,
    side INTEGER NOT NULL,
    red_on INTEGER NOT NULL,
    number TEXT NOT NULL,
    yellow_on INTEGER,
    blue_on INTEGER,
    due INTEGER,
    due_kind TEXT NOT NULL,
    state INTEGER NOT NULL,
    item TEXT NOT NULL,
    mode INTEGER NOT NULL,
    immediate INTEGER NOT NULL,
    marks INTEGER NOT NULL,
    applicant TEXT NOT NULL,
    receiving TEXT NOT NULL,
    responsible TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    PRIMARY KEY (district, centre, side, red_on, number)
) STRICT, WITHOUT ROWID;

-- The last serial of each division and day.
CREATE TABLE case_serials (
    district INTEGER NOT NULL,
    division TEXT NOT NULL,
    day INTEGER NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (district, division, day)
) STRICT, WITHOUT ROWID;
