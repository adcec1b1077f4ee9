-- The ledger and what the node itself needs.  Times are microseconds UTC; ids 16 bytes; hashes 32 bytes.

CREATE TABLE meta (
	name    TEXT NOT NULL PRIMARY KEY,
	value   TEXT NOT NULL
);

CREATE TABLE ledger (
	seq        INTEGER NOT NULL PRIMARY KEY,
	at         BIGINT NOT NULL,
	actor      BLOB,
	on_behalf  BLOB,
	verb       TEXT NOT NULL,
	entity     BLOB,
	payload    TEXT NOT NULL,
	prev       BLOB NOT NULL,
	hash       BLOB NOT NULL
);
CREATE INDEX ledger_by_entity ON ledger (entity, seq);
CREATE INDEX ledger_by_actor ON ledger (actor, seq);
CREATE INDEX ledger_by_verb ON ledger (verb, seq);

-- Full tiles of the Merkle tree: 256 hashes of LEVEL, tile number TILE (level 0: leaves).
CREATE TABLE ledger_tile (
	level   INTEGER NOT NULL,
	tile    BIGINT NOT NULL,
	hashes  BLOB NOT NULL,
	PRIMARY KEY (level, tile)
);

CREATE TABLE checkpoint (
	size    INTEGER NOT NULL PRIMARY KEY,
	at      BIGINT NOT NULL,
	note    TEXT NOT NULL
);

-- Public node keys; the rotation itself is a record.
CREATE TABLE node_key (
	id          BLOB NOT NULL PRIMARY KEY,
	public_key  BLOB NOT NULL,
	since       BIGINT NOT NULL,
	until       BIGINT,
	seq         BIGINT NOT NULL
);

-- Not replayed, not part of the digest: -----------------------------------------------------------------------------

CREATE TABLE security_event (
	id       BLOB NOT NULL PRIMARY KEY,
	at       BIGINT NOT NULL,
	kind     TEXT NOT NULL,
	person   BLOB,
	address  TEXT,
	verb     TEXT,
	entity   BLOB,
	detail   TEXT
);
CREATE INDEX security_event_by_time ON security_event (at);

CREATE TABLE idempotency (
	actor    BLOB NOT NULL,
	key      TEXT NOT NULL,
	at       BIGINT NOT NULL,
	verb     TEXT NOT NULL,
	digest   BLOB NOT NULL,
	seq      BIGINT NOT NULL,
	PRIMARY KEY (actor, key)
);
CREATE INDEX idempotency_by_time ON idempotency (at);
