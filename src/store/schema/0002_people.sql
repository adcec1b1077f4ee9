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
	children    INTEGER NOT NULL,            -- open ones directly below
	folded      TEXT NOT NULL,               -- code and titles as search compares them (base/fold.h)
	version     INTEGER NOT NULL,
	created_at  BIGINT NOT NULL,
	closed_at   BIGINT
);
CREATE INDEX entity_by_parent ON entity (parent, path);
CREATE INDEX entity_by_kind ON entity (kind, path);

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
	choices  TEXT NOT NULL,                  -- JSON array of codes, empty unless type is choice
	labels   TEXT NOT NULL                   -- {"HLT.en": "Health"}
);

CREATE TABLE person (
	id          BLOB NOT NULL PRIMARY KEY,
	login       TEXT NOT NULL UNIQUE,
	language    TEXT NOT NULL,
	home        BLOB NOT NULL,               -- entity whose managers of people look after the account
	version     INTEGER NOT NULL,
	created_at  BIGINT NOT NULL,
	disabled_at BIGINT
);
CREATE INDEX person_by_home ON person (home, login);

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
	phone   TEXT,
	folded  TEXT NOT NULL                    -- name and e-mail as search compares them
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
	seen_at     BIGINT NOT NULL,             -- last used, to the minute
	expires_at  BIGINT NOT NULL,
	address     TEXT
);
CREATE INDEX session_by_person ON session (person);

-- What a new nation begins with: it may edit all of it --------------------------------------------------------------

INSERT INTO kind_rule (parent, child) VALUES
	('nation', 'region'), ('nation', 'sector'), ('nation', 'ministry'), ('nation', 'body'), ('nation', 'partner'), ('nation', 'project'),
	('region', 'region'), ('region', 'sector'), ('region', 'ministry'), ('region', 'body'), ('region', 'partner'), ('region', 'project'),
	('sector', 'sector'), ('sector', 'ministry'), ('sector', 'body'), ('sector', 'partner'), ('sector', 'project'),
	('ministry', 'body'), ('ministry', 'unit'), ('ministry', 'system'), ('ministry', 'project'),
	('body', 'body'), ('body', 'unit'), ('body', 'system'), ('body', 'project'),
	('unit', 'unit'), ('unit', 'system'), ('unit', 'project'),
	('project', 'system'),
	('partner', 'unit'), ('partner', 'system');

INSERT INTO attribute (name, type, title, choices, labels) VALUES
	('tier', 'choice', '{"en":"Tier","ur":"درجہ"}', '["1","2","3"]',
	 '{"1.en":"Tier 1: the nation depends on it","1.ur":"درجہ ۱: ملک کا دار و مدار اس پر ہے","2.en":"Tier 2: many people depend on it","2.ur":"درجہ ۲: بہت سے لوگوں کا دار و مدار اس پر ہے","3.en":"Tier 3: others","3.ur":"درجہ ۳: دیگر"}'),
	('sector', 'choice', '{"en":"Sector","ur":"شعبہ"}',
	 '["AGR","EDU","ENE","FIN","HLT","IND","ITT","JUS","LGV","POL","REV","SOC","TRN","WAT"]',
	 '{"AGR.en":"Agriculture","AGR.ur":"زراعت","EDU.en":"Education","EDU.ur":"تعلیم","ENE.en":"Energy","ENE.ur":"توانائی","FIN.en":"Finance","FIN.ur":"خزانہ","HLT.en":"Health","HLT.ur":"صحت","IND.en":"Industries","IND.ur":"صنعت","ITT.en":"Information technology","ITT.ur":"انفارمیشن ٹیکنالوجی","JUS.en":"Justice","JUS.ur":"انصاف","LGV.en":"Local government","LGV.ur":"بلدیات","POL.en":"Police and public safety","POL.ur":"پولیس اور عوامی تحفظ","REV.en":"Revenue","REV.ur":"محصولات","SOC.en":"Social welfare","SOC.ur":"سماجی بہبود","TRN.en":"Transport","TRN.ur":"ٹرانسپورٹ","WAT.en":"Water","WAT.ur":"آبی وسائل"}'),
	('classification', 'choice', '{"en":"Highest classification handled","ur":"سنبھالے جانے والے مواد کی اعلیٰ ترین درجہ بندی"}',
	 '["open","restricted","confidential","secret"]',
	 '{"confidential.en":"Confidential","confidential.ur":"رازدارانہ","open.en":"Open","open.ur":"عام","restricted.en":"Restricted","restricted.ur":"محدود","secret.en":"Secret","secret.ur":"خفیہ"}'),
	('cii-grade', 'choice', '{"en":"Critical infrastructure grade","ur":"اہم بنیادی ڈھانچے کا درجہ"}', '["none","important","critical"]',
	 '{"critical.en":"Critical","critical.ur":"انتہائی اہم","important.en":"Important","important.ur":"اہم","none.en":"None","none.ur":"کوئی نہیں"}'),
	('handles-personal-data', 'flag', '{"en":"Handles personal data","ur":"ذاتی معلومات سنبھالتا ہے"}', '[]', '{}');

-- permissions: see people/permission.h; bit 1 read, 2 answer, 3 submit, 4 review, 5 approve, 6 author-policy, 7 publish-policy,
-- 8 grant-exception, 9 issue-directive, 10 manage-entities, 11 manage-people, 12 audit-ledger, 13 administer.  A test compares them.
INSERT INTO role (code, title, permissions, builtin, version) VALUES
	('administrator',   '{"en":"National administrator","ur":"قومی منتظم"}',       15362, 1, 1),
	('policy-author',   '{"en":"Policy author","ur":"پالیسی نویس"}',               66,    1, 1),
	('policy-approver', '{"en":"Policy approver","ur":"پالیسی منظور کنندہ"}',      386,   1, 1),
	('analyst',         '{"en":"National analyst","ur":"قومی تجزیہ کار"}',         2,     1, 1),
	('lead',            '{"en":"Regional lead","ur":"علاقائی سربراہ"}',            3906,  1, 1),
	('head',            '{"en":"Head of the body","ur":"سربراہِ ادارہ"}',           34,    1, 1),
	('officer',         '{"en":"Security officer","ur":"سیکیورٹی افسر"}',          14,    1, 1),
	('contributor',     '{"en":"Contributor","ur":"معاون"}',                       6,     1, 1),
	('reviewer',        '{"en":"Reviewer","ur":"جائزہ کار"}',                      18,    1, 1),
	('auditor',         '{"en":"Auditor","ur":"آڈیٹر"}',                           4098,  1, 1),
	('minister',        '{"en":"Minister","ur":"وزیر"}',                           2,     1, 1),
	('partner',         '{"en":"Partner","ur":"شراکت دار"}',                       2,     1, 1);
