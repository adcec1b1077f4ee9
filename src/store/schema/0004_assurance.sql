-- Claims, evidence, verdicts, and the state that follows from them.

CREATE TABLE claim (
	id           BLOB NOT NULL PRIMARY KEY,
	entity       INTEGER NOT NULL,           -- entity.num
	requirement  INTEGER NOT NULL,           -- requirement.num
	version      INTEGER NOT NULL,           -- latest
	work         TEXT NOT NULL,              -- of the latest version
	counted      INTEGER NOT NULL,           -- version that counts in posture; 0: none
	judged       INTEGER NOT NULL,           -- whether the counted version has a verdict
	state        INTEGER NOT NULL,           -- enum obligation_state of the counted version, before time makes it stale
	valid_until  BIGINT,                     -- of the counted version
	touched_at   BIGINT NOT NULL,
	revision     INTEGER NOT NULL,
	seq          BIGINT NOT NULL,
	UNIQUE (entity, requirement)
);
CREATE INDEX claim_by_seq ON claim (seq);
CREATE INDEX claim_by_work ON claim (work, entity);
CREATE INDEX claim_to_judge ON claim (entity, requirement) WHERE counted > 0 AND judged = 0;
CREATE INDEX claim_by_validity ON claim (valid_until);

CREATE TABLE claim_version (
	claim         BLOB NOT NULL,
	version       INTEGER NOT NULL,
	work          TEXT NOT NULL,             -- draft | submitted | approved | returned
	result        TEXT NOT NULL,             -- unknown | not-met | partly-met | met | not-applicable
	narrative     TEXT NOT NULL,
	reason        TEXT,                      -- of not-applicable
	as_of         BIGINT NOT NULL,
	valid_until   BIGINT,
	answered_by   BLOB NOT NULL,  answered_at   BIGINT NOT NULL,
	submitted_by  BLOB,           submitted_at  BIGINT,
	approved_by   BLOB,           approved_at   BIGINT,
	returned_by   BLOB,           returned_at   BIGINT,
	return_note   TEXT,
	seq           BIGINT NOT NULL,
	PRIMARY KEY (claim, version)
);

-- Through whose hands a version went: nobody approves or judges their own work, also where somebody else finished it.
CREATE TABLE claim_hand (
	claim    BLOB NOT NULL,
	version  INTEGER NOT NULL,
	person   BLOB NOT NULL,
	did      INTEGER NOT NULL,               -- bits: 1 answered, 2 submitted, 4 approved
	PRIMARY KEY (claim, version, person)
);

CREATE TABLE evidence (
	id              BLOB NOT NULL PRIMARY KEY,
	entity          INTEGER NOT NULL,
	sha256          BLOB NOT NULL,
	size            BIGINT NOT NULL,
	media_type      TEXT NOT NULL,
	filename        TEXT NOT NULL,
	title           TEXT NOT NULL,
	classification  TEXT NOT NULL,
	collected_on    BIGINT,
	expires_on      BIGINT,
	added_by        BLOB NOT NULL,
	added_at        BIGINT NOT NULL,
	removed_by      BLOB,
	removed_at      BIGINT,
	removal_reason  TEXT,
	seq             BIGINT NOT NULL,         -- of the record that added it
	removed_seq     BIGINT
);
CREATE INDEX evidence_by_entity ON evidence (entity, added_at);
CREATE INDEX evidence_by_hash ON evidence (sha256);

CREATE TABLE claim_evidence (
	claim     BLOB NOT NULL,
	version   INTEGER NOT NULL,
	evidence  BLOB NOT NULL,
	position  INTEGER NOT NULL,
	PRIMARY KEY (claim, version, evidence)
);
CREATE INDEX claim_evidence_by_evidence ON claim_evidence (evidence);

CREATE TABLE verdict (
	id         BLOB NOT NULL PRIMARY KEY,
	claim      BLOB NOT NULL,
	version    INTEGER NOT NULL,
	decision   TEXT NOT NULL,                -- upheld | overturned | returned
	result     TEXT,
	assurance  TEXT NOT NULL,                -- self | internal | independent | authority
	note       TEXT,
	given_by   BLOB NOT NULL,
	given_at   BIGINT NOT NULL,
	seq        BIGINT NOT NULL
);
CREATE INDEX verdict_by_claim ON verdict (claim, version, given_at);

-- Every change of a state, so that posture can be shown for a past day.
CREATE TABLE state_change (
	entity       INTEGER NOT NULL,
	requirement  INTEGER NOT NULL,
	seq          BIGINT NOT NULL,
	at           BIGINT NOT NULL,
	state        INTEGER NOT NULL,
	valid_until  BIGINT,
	PRIMARY KEY (entity, requirement, seq)
);
