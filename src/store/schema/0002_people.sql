-- Entities, persons, roles, grants; and, apart from them, credentials and contact data.

CREATE TABLE entity (
	id          BLOB NOT NULL PRIMARY KEY,
	num         INTEGER NOT NULL UNIQUE,     -- small number for the big tables, given by entity.create in order
	code        TEXT NOT NULL UNIQUE,
	kind        TEXT NOT NULL,
	title       TEXT NOT NULL,               -- language map
	parent      BLOB,
	path        TEXT NOT NULL UNIQUE,        -- 8 hexadecimal digits of num for each ancestor and itself
	attributes  TEXT NOT NULL,               -- {"tier": "1"}
	version     INTEGER NOT NULL,
	created_at  BIGINT NOT NULL,
	closed_at   BIGINT
);
CREATE INDEX entity_by_parent ON entity (parent, path);

-- Where an entity stood before it was moved, so that a past posture is computed on the past tree.
CREATE TABLE entity_path (
	num      INTEGER NOT NULL,
	path     TEXT NOT NULL,
	from_at  BIGINT NOT NULL,
	to_at    BIGINT NOT NULL,
	PRIMARY KEY (num, from_at)
);

CREATE TABLE kind_rule (
	parent  TEXT NOT NULL,
	child   TEXT NOT NULL,
	PRIMARY KEY (parent, child)
);

CREATE TABLE attribute (
	name     TEXT NOT NULL PRIMARY KEY,
	type     TEXT NOT NULL,                  -- choice | integer | flag | text
	title    TEXT NOT NULL,
	choices  TEXT NOT NULL                   -- JSON array, empty unless type is choice
);

CREATE TABLE person (
	id          BLOB NOT NULL PRIMARY KEY,
	login       TEXT NOT NULL UNIQUE,
	language    TEXT NOT NULL,
	version     INTEGER NOT NULL,
	created_at  BIGINT NOT NULL,
	disabled_at BIGINT
);

CREATE TABLE role (
	code         TEXT NOT NULL PRIMARY KEY,
	title        TEXT NOT NULL,
	permissions  BIGINT NOT NULL,            -- bits of people/permission.h
	builtin      INTEGER NOT NULL,
	version      INTEGER NOT NULL
);

CREATE TABLE person_grant (
	id          BLOB NOT NULL PRIMARY KEY,
	person      BLOB NOT NULL,
	role        TEXT NOT NULL,
	entity      BLOB NOT NULL,
	from_at     BIGINT NOT NULL,
	until_at    BIGINT,
	granted_by  BLOB,
	granted_at  BIGINT NOT NULL,
	revoked_at  BIGINT
);
CREATE INDEX person_grant_by_person ON person_grant (person);
CREATE INDEX person_grant_by_entity ON person_grant (entity);

CREATE TABLE token (
	id          BLOB NOT NULL PRIMARY KEY,
	person      BLOB NOT NULL,
	title       TEXT NOT NULL,
	permissions BIGINT NOT NULL,             -- what of the person's own it may use
	created_at  BIGINT NOT NULL,
	expires_at  BIGINT NOT NULL,
	revoked_at  BIGINT
);
CREATE INDEX token_by_person ON token (person);

CREATE TABLE setting (
	name   TEXT NOT NULL PRIMARY KEY,
	value  TEXT NOT NULL
);

-- Not replayed, not part of the digest: secrets and personal data ----------------------------------------------------

CREATE TABLE person_contact (
	person  BLOB NOT NULL PRIMARY KEY,
	name    TEXT NOT NULL,
	email   TEXT,
	phone   TEXT
);

CREATE TABLE credential (
	person      BLOB NOT NULL PRIMARY KEY,
	password    TEXT NOT NULL,               -- argon2id, encoded with its parameters
	changed_at  BIGINT NOT NULL
);

CREATE TABLE token_secret (
	token   BLOB NOT NULL PRIMARY KEY,
	hash    BLOB NOT NULL UNIQUE
);

CREATE TABLE session (
	hash        BLOB NOT NULL PRIMARY KEY,   -- SHA-256 of the session token
	person      BLOB NOT NULL,
	csrf        BLOB NOT NULL,
	created_at  BIGINT NOT NULL,
	expires_at  BIGINT NOT NULL,
	address     TEXT
);
CREATE INDEX session_by_person ON session (person);
