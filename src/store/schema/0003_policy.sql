-- Installed documents (OSCAL), baselines, their layers.

CREATE TABLE document (
	id             BLOB NOT NULL PRIMARY KEY,
	kind           TEXT NOT NULL,            -- catalog | profile | mapping
	framework      TEXT NOT NULL,            -- short name that all its versions share, and that mappings call it by
	replaces       BLOB,                     -- document that it is a later version of, as whoever installed it said
	title          TEXT NOT NULL,            -- language map
	version        TEXT NOT NULL,
	oscal_version  TEXT NOT NULL,
	filename       TEXT NOT NULL,
	uuid           TEXT NOT NULL,            -- of the document itself
	stem           TEXT NOT NULL,            -- file name without folder and suffix, in lower case: imports are matched by it
	sha256         BLOB NOT NULL UNIQUE,
	controls       INTEGER NOT NULL,
	imported_by    BLOB,
	imported_at    BIGINT NOT NULL,
	seq            BIGINT NOT NULL
);
CREATE INDEX document_by_stem ON document (stem);
CREATE INDEX document_by_framework ON document (framework, seq);

-- What a document calls itself (its document-ids), so that what refers to it by such a name finds it.
CREATE TABLE document_name (
	document  BLOB NOT NULL,
	name      TEXT NOT NULL,
	PRIMARY KEY (document, name)
);
CREATE INDEX document_name_by_name ON document_name (name);

-- What a profile imports: decided once, when it is installed, so that later documents cannot change what it means.
CREATE TABLE document_import (
	document  BLOB NOT NULL,
	href      TEXT NOT NULL,
	target    BLOB NOT NULL,                 -- document
	PRIMARY KEY (document, href)
);

-- Controls of installed catalogs, for browsing and search.
CREATE TABLE control (
	document  BLOB NOT NULL,
	position  INTEGER NOT NULL,
	id        TEXT NOT NULL,
	family    TEXT NOT NULL,                 -- id of the top group
	family_title TEXT NOT NULL,              -- language map
	parent    TEXT,                          -- id of the control above an enhancement
	label     TEXT NOT NULL,
	title     TEXT NOT NULL,                 -- language map
	withdrawn INTEGER NOT NULL,              -- by its publisher
	search    TEXT NOT NULL,                 -- id, label and titles, folded (people/fold.h)
	PRIMARY KEY (document, position)
);
CREATE UNIQUE INDEX control_by_id ON control (document, id);

-- One mapping of an installed mapping collection.  Source and target are frameworks; whether they are installed is asked when it is read.
CREATE TABLE mapping (
	document     BLOB NOT NULL,
	position     INTEGER NOT NULL,
	source       TEXT NOT NULL,              -- document.framework
	source_title TEXT NOT NULL,              -- as the collection calls it
	target       TEXT NOT NULL,
	target_title TEXT NOT NULL,
	method       TEXT NOT NULL,              -- human | automation | hybrid
	rationale    TEXT NOT NULL,              -- syntactic | semantic | functional
	status       TEXT NOT NULL,              -- complete | not-complete | draft | deprecated | superseded
	maps         INTEGER NOT NULL,
	replaced     INTEGER NOT NULL,           -- a later version of its document is installed
	PRIMARY KEY (document, position)
);
CREATE INDEX mapping_by_source ON mapping (source);
CREATE INDEX mapping_by_target ON mapping (target);

-- What a mapping says of pairs of controls (standards/mapping.h).
CREATE TABLE control_map (
	document     BLOB NOT NULL,
	mapping      INTEGER NOT NULL,
	position     INTEGER NOT NULL,
	entry        INTEGER NOT NULL,           -- those of one set share it
	source       TEXT NOT NULL,
	target       TEXT NOT NULL,
	relation     TEXT NOT NULL,              -- of the pair; empty where only the sets are related
	together     TEXT NOT NULL,              -- of the sets
	rationale    TEXT NOT NULL,              -- syntactic | semantic | functional; empty: another word
	confidence   TEXT NOT NULL,              -- low | medium | high
	percent      INTEGER NOT NULL,           -- 0: not given
	alone        INTEGER NOT NULL,           -- 1: the source is its set's only member; 2: the target is
	PRIMARY KEY (document, mapping, position)
);
CREATE INDEX control_map_by_source ON control_map (source);
CREATE INDEX control_map_by_target ON control_map (target);

-- One version of a baseline.  A layer has a parent: the baseline that it tailors.  All versions of one baseline share LINE; all
-- layers below one root share ROOT, which is the line of the root.
CREATE TABLE baseline (
	id              BLOB NOT NULL PRIMARY KEY,
	line            BLOB NOT NULL,
	root            BLOB NOT NULL,
	code            TEXT NOT NULL,           -- of the line: "PK-NB"
	version         TEXT NOT NULL,           -- "2026.1"
	title           TEXT NOT NULL,           -- language map
	issuer          BLOB NOT NULL,           -- entity
	parent          BLOB,                    -- baseline version that it is layered on
	document        BLOB,                    -- profile or catalog that a root starts from
	status          TEXT NOT NULL,           -- draft | submitted | approved | published | superseded | withdrawn
	level           INTEGER NOT NULL,        -- requirements up to this level; 0: all
	kinds           TEXT NOT NULL,           -- JSON array of entity kinds that owe; empty: body
	conditions      TEXT NOT NULL,           -- {"attribute": "value"}: all must hold
	due_days        INTEGER NOT NULL,        -- default period after the effective date
	valid_days      INTEGER NOT NULL,        -- how long an answer holds before it is stale
	effective_at    BIGINT,
	author          BLOB NOT NULL,
	created_at      BIGINT NOT NULL,
	submitted_by    BLOB,  submitted_at  BIGINT,
	approved_by     BLOB,  approved_at   BIGINT,
	published_by    BLOB,  published_at  BIGINT,
	ended_by        BLOB,  ended_at      BIGINT,
	note            TEXT,                    -- why it was returned, withdrawn or discarded
	requirements    INTEGER NOT NULL,        -- how many it asks; 0 until it is published
	revision        INTEGER NOT NULL,        -- counts every change, for optimistic concurrency
	seq             BIGINT NOT NULL          -- of the record that last changed it
);
CREATE INDEX baseline_by_line ON baseline (line, created_at);
CREATE INDEX baseline_by_parent ON baseline (parent);

-- What a baseline says of a parameter, where it says something.
CREATE TABLE baseline_parameter (
	baseline    BLOB NOT NULL,
	parameter   TEXT NOT NULL,
	requirement TEXT NOT NULL,
	value       TEXT,
	unit        TEXT,
	type        TEXT,                        -- only the root declares: integer | duration | choice | set | text
	strictness  TEXT,                        -- only the root declares: lower | higher | fixed | …
	choices     TEXT NOT NULL,               -- only the root declares: JSON array, weakest first
	set_by      BLOB NOT NULL,
	set_at      BIGINT NOT NULL,
	seq         BIGINT NOT NULL,
	PRIMARY KEY (baseline, parameter)
);

-- Which requirements a baseline takes out of, or puts back into, what it starts from.
CREATE TABLE baseline_selection (
	baseline    BLOB NOT NULL,
	requirement TEXT NOT NULL,
	included    INTEGER NOT NULL,
	set_by      BLOB NOT NULL,
	set_at      BIGINT NOT NULL,
	seq         BIGINT NOT NULL,
	PRIMARY KEY (baseline, requirement)
);

-- Requirements that a baseline adds.
CREATE TABLE baseline_addition (
	baseline    BLOB NOT NULL,
	requirement TEXT NOT NULL,
	family      TEXT NOT NULL,
	title       TEXT NOT NULL,
	statement   TEXT NOT NULL,
	guidance    TEXT NOT NULL,
	due_days    INTEGER NOT NULL,
	set_by      BLOB NOT NULL,
	set_at      BIGINT NOT NULL,
	seq         BIGINT NOT NULL,
	PRIMARY KEY (baseline, requirement)
);

-- The number of a requirement within its root, given when a baseline is published; never reused.
CREATE TABLE requirement (
	num   INTEGER NOT NULL PRIMARY KEY,
	root  BLOB NOT NULL,
	id    TEXT NOT NULL,
	line  BLOB NOT NULL,                     -- of the baseline by which it was first asked; the name of an addition belongs to it
	since BIGINT NOT NULL,                   -- when it first bound: due dates count from here; 0: not yet
	UNIQUE (root, id)
);
