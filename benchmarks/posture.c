/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench-posture [BODIES] [CLAIMS] [DIR]: posture of a nation of BODIES (30,000) that owe 218 requirements each, CLAIMS (40) of them answered.
 * Answers of the nation's posture against a memcpy of the same bytes; how far the bodies' answers cover another framework of 109 controls; start from the saved copy and from rows; how long after its commit a
 * verdict is visible.  Bodies and claims are put into the tables directly, the baseline and the verdicts go through the ledger.
 */
#include <ftw.h>
#include <unistd.h>

#include "app/verbs.h"
#include "assurance/claim.h"
#include "assurance/crosswalk.h"
#include "assurance/posture.h"
#include "base/log.h"
#include "policy/baseline.h"
#include "policy/document.h"

enum { REQUIREMENTS = 218, FAMILIES = 20, REGIONS = 8, DEPARTMENTS = 14, ROUNDS = 15, VERDICTS = 200 };

struct nation {
	struct store *store;
	struct blobs *blobs;
	struct ledger *ledger;
	struct posture *posture;
	struct db *db;
	struct arena *arena;
	const struct verb *verbs;
	size_t nverbs;
	int64_t bodies, claims;
	struct id people[3];            /* author, approver, reviewer */
	int64_t committed_at, visible_at;
	bool following;
};

static void
die(const char *what, const struct problem *why)
{
	fprintf(stderr, "bench-posture: %s: %s %s\n", what, problem_name(why->head.code), why->head.where);
	_exit(3);
}

static void
must(int failed, const char *what, const struct problem *why)
{
	if (failed)
		die(what, why);
}

/* ---- The nation, in rows ---- */

static struct id
id_at(uint8_t kind, uint64_t n)
{
	struct id id = { { 1, 0x98, kind } };

	for (int i = 0; i < 8; i++)
		id.b[15 - i] = (uint8_t)(n >> (8 * i));
	id.b[6] = 0x70;
	id.b[8] |= 0x80;
	return (id);
}

static void
put_entity(struct db *db, uint32_t num, struct id parent, const char *kind, const char *parent_path, char ret_path[64])
{
	static const char ENTITY_INSERT[] =
	    "INSERT INTO entity (id, num, code, kind, title, parent, path, attributes, children, folded, version, created_at)"
	    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, '{}', 0, '', 1, 1)";
	struct problem why = { 0 };
	char code[40], title[80];

	snprintf(code, sizeof code, num == 1 ? "PK" : "PK-%u", num);
	snprintf(title, sizeof title, "{\"en\":\"Entity %u\",\"ur\":\"ادارہ %u\"}", num, num);
	snprintf(ret_path, 64, "%.48s%08x", parent_path, num);
	if (db_run(db, ENTITY_INSERT, ARGS(ARG_ID(id_at(1, num)), ARG_INT(num), ARG_TEXT(str_c(code)), ARG_TEXT(str_c(kind)),
	        ARG_TEXT(str_c(title)), ARG_ID(parent), ARG_TEXT(str_c(ret_path)))))
		die("entity", (db_problem(db, &why), &why));
}

/* Nation, regions, departments, bodies; numbers in the order in which they are made. */
static void
put_tree(struct nation *n, struct db *db)
{
	char nation[64], region[64], paths[REGIONS * DEPARTMENTS][64], body[64];
	uint32_t num = 1, departments[REGIONS * DEPARTMENTS];

	put_entity(db, num++, ID_NONE, "nation", "", nation);
	for (int r = 0; r < REGIONS; r++) {
		uint32_t region_num = num++;

		put_entity(db, region_num, id_at(1, 1), "region", nation, region);
		for (int d = 0; d < DEPARTMENTS; d++) {
			departments[r * DEPARTMENTS + d] = num;
			put_entity(db, num++, id_at(1, region_num), "ministry", region, paths[r * DEPARTMENTS + d]);
		}
	}
	for (int64_t b = 0; b < n->bodies; b++) {
		size_t at = (size_t)b % ARRAY_SIZE(departments);

		put_entity(db, num++, id_at(1, departments[at]), "body", paths[at], body);
	}
}

static void
put_people(struct nation *n, struct db *db)
{
	static const char PERSON_INSERT[] = "INSERT INTO person (id, login, language, home, version, created_at) VALUES (?1, ?2, 'en', ?3, 1, 1)";
	static const char GRANT_INSERT[] = "INSERT INTO person_grant (id, person, role, entity, from_at, granted_at) VALUES (?1, ?2, ?3, ?4, 1, 1)";
	static const char *const roles[] = { "policy-author", "policy-approver", "reviewer" };
	struct problem why = { 0 };

	for (unsigned i = 0; i < 3; i++) {
		n->people[i] = id_at(2, i);
		if (db_run(db, PERSON_INSERT, ARGS(ARG_ID(n->people[i]), ARG_TEXT(str_c(roles[i])), ARG_ID(id_at(1, 1)))) ||
		    db_run(db, GRANT_INSERT, ARGS(ARG_ID(id_at(3, i)), ARG_ID(n->people[i]), ARG_TEXT(str_c(roles[i])), ARG_ID(id_at(1, 1)))))
			die("person", (db_problem(db, &why), &why));
	}
}

/* Claims in every state, with the version that a verdict needs. */
static void
put_claims(struct nation *n, struct db *db)
{
	static const char CLAIM_INSERT[] =
	    "INSERT INTO claim (id, entity, requirement, version, work, counted, judged, state, valid_until, touched_at, revision, seq)"
	    " VALUES (?1, ?2, ?3, 1, 'approved', 1, 0, ?4, ?5, ?6, 1, 1)";
	static const char VERSION_INSERT[] =
	    "INSERT INTO claim_version (claim, version, work, result, narrative, as_of, answered_by, answered_at, approved_at, seq)"
	    " VALUES (?1, 1, 'approved', 'met', 'It is done.', 1, ?2, 1, 1, 1)";
	uint32_t first = 2 + REGIONS * (1 + DEPARTMENTS);
	int64_t now = clock_now();
	struct problem why = { 0 };

	for (int64_t b = 0; b < n->bodies; b++)
		for (int64_t c = 0; c < n->claims; c++) {
			struct id id = id_at(4, (uint64_t)(b * REQUIREMENTS + c));
			int state = c == 0 ? (int)STATE_CLAIMED_MET : 2 + (int)((b * 7 + c) % 6);

			if (db_run(db, CLAIM_INSERT, ARGS(ARG_ID(id), ARG_INT(first + b), ARG_INT(1 + (b + c) % REQUIREMENTS), ARG_INT(state),
			        ARG_INT(now + 300 * DAY_US), ARG_INT(now))))
				die("claim", (db_problem(db, &why), &why));
			if (c == 0 && b < VERDICTS && db_run(db, VERSION_INSERT, ARGS(ARG_ID(id), ARG_ID(id_at(2, 9)))))
				die("version", (db_problem(db, &why), &why));
		}
}

static void
put_rows(struct nation *n, void (*put)(struct nation *, struct db *))
{
	struct problem why = { 0 };
	struct db *db;

	must(db_open(n->store, DB_WRITER, &db, &why), "store", &why);
	if (db_begin(db))
		_exit(3);
	put(n, db);
	if (db_commit(db))
		_exit(3);
	db_close(db);
}

/* ---- The baseline, through the ledger ---- */

static void
run(struct nation *n, struct id actor, const char *verb, void *payload)
{
	struct command command = { .verb = verb_find(n->verbs, n->nverbs, str_c(verb)), .payload = payload, .actor = actor, .arena = n->arena };

	if (ledger_run(n->ledger, &command))
		die(verb, &command.why);
}

static void
catalog_write(struct buf *out)
{
	buf_c(out, "{\"catalog\":{\"uuid\":\"6f2b1b5e-8d1c-4c53-9f0e-0d3c1f6b7a11\",\"metadata\":{\"title\":\"Bench\","
	           "\"last-modified\":\"2025-01-01T00:00:00Z\",\"version\":\"1\",\"oscal-version\":\"1.1.2\"},\"groups\":[");
	for (int f = 0; f < FAMILIES; f++) {
		buf_printf(out, "%s{\"id\":\"f%d\",\"title\":\"Family %d\",\"controls\":[", f > 0 ? "," : "", f, f);
		for (int c = f; c < REQUIREMENTS; c += FAMILIES)
			buf_printf(out, "%s{\"id\":\"f%d-%d\",\"title\":\"Requirement %d\"}", c > f ? "," : "", f, c, c);
		buf_c(out, "]}");
	}
	buf_c(out, "]}}");
}

/* Each two requirements stand for a control of "far": alone and together, as part, whole and overlap. */
static void
mapping_write(struct buf *out)
{
	static const char *const relations[] = { "equal-to", "subset-of", "superset-of", "intersects-with" };

	buf_c(out, "{\"mapping-collection\":{\"uuid\":\"6f2b1b5e-8d1c-4c53-9f0e-0d3c1f6b7a12\",\"metadata\":{\"title\":\"Bench to far\","
	           "\"last-modified\":\"2025-01-01T00:00:00Z\",\"version\":\"1\",\"oscal-version\":\"1.2.0\"},\"provenance\":{\"method\":\"human\","
	           "\"matching-rationale\":\"semantic\",\"status\":\"complete\",\"mapping-description\":\"D\"},\"mappings\":[{\"uuid\":"
	           "\"6f2b1b5e-8d1c-4c53-9f0e-0d3c1f6b7a13\",\"source-resource\":{\"type\":\"catalog\",\"href\":\"bench.json\"},"
	           "\"target-resource\":{\"type\":\"catalog\",\"href\":\"far\"},\"maps\":[");
	for (int c = 0; c < REQUIREMENTS; c++)
		buf_printf(out, "%s{\"uuid\":\"6f2b1b5e-8d1c-4c53-9f0e-0d3c1f6b%04x\",\"relationship\":\"%s\",\"sources\":[{\"type\":\"control\","
		                "\"id-ref\":\"f%d-%d\"}],\"targets\":[{\"type\":\"control\",\"id-ref\":\"x-%d\"}]}",
		    c > 0 ? "," : "", 0x8000 + c, relations[c % 4], c % FAMILIES, c, c / 2);
	buf_c(out, "]}]}}");
}

static void
publish(struct nation *n)
{
	struct buf catalog = BUF(1 << 20);
	struct document_import document;
	struct problem why = { 0 };
	struct baseline_create create = { .id = id_at(5, 1), .code = STR("PK-NB"), .title = langs_en(STR("National baseline")),
		.issuer = STR("PK") };
	struct baseline_submit submit = { .baseline = create.id };
	struct baseline_approve approve = { .baseline = create.id };
	struct baseline_publish published = { .baseline = create.id };

	catalog_write(&catalog);
	must(document_prepare(n->db, n->blobs, buf_view(&catalog), STR("bench.json"), (struct id){ { 0 } }, clock_now(), n->arena, &document, &why), "catalog", &why);
	run(n, n->people[0], "document.import", &document);
	create.document = document.id;
	run(n, n->people[0], "baseline.create", &create);
	run(n, n->people[0], "baseline.submit", &submit);
	run(n, n->people[1], "baseline.approve", &approve);
	run(n, n->people[1], "baseline.publish", &published);
	buf_reset(&catalog);
	mapping_write(&catalog);
	must(document_prepare(n->db, n->blobs, buf_view(&catalog), STR("map.json"), (struct id){ { 0 } }, clock_now(), n->arena, &document, &why), "mapping", &why);
	run(n, n->people[0], "document.import", &document);
	buf_free(&catalog);
}

/* ---- Measuring ---- */

static void
committed(void *context, struct db *db, const struct change *changes, size_t n, int64_t first_seq, int64_t last_seq)
{
	struct nation *nation = context;

	(void)first_seq;
	if (!nation->following)
		return;
	nation->committed_at = clock_mono();
	posture_changed(nation->posture, db, changes, n, last_seq);
	nation->visible_at = clock_mono();
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return ((x > y) - (x < y));
}

static void
row(const char *what, double limit, double *us, size_t n)
{
	qsort(us, n, sizeof *us, compare);
	printf("%s, %.0f, %.0f, %.2f (%.2f to %.2f)\n", what, limit, us[n / 2], limit > 0 ? us[n / 2] / limit : 0, us[0], us[n - 1]);
}

static double
copy_us(size_t bytes)
{
	static double us[ROUNDS];
	char *from = calloc(1, bytes), *to = malloc(bytes);

	if (from == NULL || to == NULL)
		_exit(3);
	memset(to, 1, bytes);
	for (int i = 0; i < ROUNDS; i++) {
		int64_t before = clock_mono();

		from[i] = (char)i;
		memcpy(to, from, bytes);
		us[i] = (double)(clock_mono() - before) + (to[i] == 77 ? 1 : 0);
	}
	qsort(us, ROUNDS, sizeof *us, compare);
	free(from);
	free(to);
	return (us[ROUNDS / 2]);
}

static void
answers(struct nation *n, enum posture_by by, const char *what, double limit)
{
	struct arena *scratch = arena_new(64 << 20);
	struct posture_query query = { .by = (int)by };
	struct buf out = BUF(16 << 20);
	struct problem why = { 0 };
	struct posture_view view;
	struct access access;
	double us[ROUNDS];

	must(access_load(n->db, n->people[2], PERM_ALL, clock_now(), n->arena, &access), "access", &why);
	for (int i = 0; i < ROUNDS; i++) {
		int64_t before = clock_mono();

		arena_reset(scratch);
		buf_reset(&out);
		must(posture_get(n->posture, n->db, &access, &query, clock_now(), scratch, &view, &why), "posture", &why);
		shape_to_json(&out, posture_view_shape(), &view);
		us[i] = (double)(clock_mono() - before);
	}
	row(what, limit, us, ROUNDS);
	buf_free(&out);
	arena_free(scratch);
}

static void
covers(struct nation *n, double limit)
{
	struct arena *scratch = arena_new(64 << 20);
	struct crosswalk_query query = { .from = STR("far"), .to = STR("bench"), .under = STR("PK") };
	struct framework_row_list frameworks;
	struct crosswalk_page page;
	struct problem why = { 0 };
	struct access access;
	struct scope scope;
	double us[ROUNDS];

	must(access_load(n->db, n->people[2], PERM_ALL, clock_now(), n->arena, &access), "access", &why);
	access_scope(&access, PERM_READ, &scope);
	for (int i = 0; i < ROUNDS; i++) {
		int64_t before = clock_mono();

		arena_reset(scratch);
		must(framework_list(n->db, scratch, &frameworks, &why), "frameworks", &why);
		must(crosswalk_get(n->posture, n->db, &scope, &query, &frameworks, clock_now(), scratch, &page, &why), "crosswalk", &why);
		us[i] = (double)(clock_mono() - before);
	}
	if (page.bodies != n->bodies || page.mapped == 0 || page.coverings.n[COVERED_PART] == 0)
		_exit(3);
	row("another framework covered by the answers of all bodies (limit: 100 ms)", limit, us, ROUNDS);
	arena_free(scratch);
}

static void
loads(struct nation *n, const char *file, const char *what, double limit, int rounds)
{
	double us[ROUNDS];
	struct problem why = { 0 };

	for (int i = 0; i < rounds; i++) {
		struct posture *posture;
		int64_t before = clock_mono();

		must(posture_open(n->blobs, &posture, &why), "posture", &why);
		must(posture_load(posture, n->db, clock_now(), file, &why), "posture", &why);
		us[i] = (double)(clock_mono() - before);
		posture_close(posture);
	}
	row(what, limit, us, (size_t)rounds);
}

static void
verdicts(struct nation *n, double limit)
{
	static double us[VERDICTS];
	size_t done = 0;
	struct posture_totals totals;

	for (int64_t b = 0; b < VERDICTS && b < n->bodies; b++) {
		struct verdict_give give = { .id = id_at(6, (uint64_t)b), .claim = id_at(4, (uint64_t)(b * REQUIREMENTS)), .decision = VERDICT_UPHELD };

		run(n, n->people[2], "verdict.give", &give);
		posture_totals(n->posture, STR("00000001"), ID_NONE, STR_NONE, &totals);
		us[done++] = (double)(n->visible_at - n->committed_at);
	}
	row("a verdict is visible after its commit", limit, us, done);
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return (remove(path));
}

static void
open_all(struct nation *n, const char *dir)
{
	char path[4200], blobs[4200], keys[4200];
	struct problem why = { 0 };
	struct ledger_options options = { .key_dir = keys, .origin = "csgov/ledger/BENCH", .hooks = { .context = n, .committed = committed } };

	snprintf(path, sizeof path, "%s/csgov.db", dir);
	snprintf(blobs, sizeof blobs, "%s/blobs", dir);
	snprintf(keys, sizeof keys, "%s/keys", dir);
	n->arena = arena_new(1 << 30);
	n->verbs = verbs_table(&n->nverbs);
	must(store_open(path, STORE_CREATE, &n->store, &why), "store", &why);
	must(blobs_open(blobs, &n->blobs, &why), "blobs", &why);
	put_rows(n, put_tree);
	put_rows(n, put_people);
	options.store = n->store;
	options.blobs = n->blobs;
	options.verbs = n->verbs;
	options.nverbs = n->nverbs;
	must(ledger_open(&options, &n->ledger, &why), "ledger", &why);
	must(db_open(n->store, DB_READER, &n->db, &why), "store", &why);
	publish(n);
	ledger_close(n->ledger);
	put_rows(n, put_claims);
	must(ledger_open(&options, &n->ledger, &why), "ledger", &why);
	must(rulebook_load(n->db, n->blobs, clock_now(), &why), "rulebook", &why);
	must(posture_open(n->blobs, &n->posture, &why), "posture", &why);
	must(posture_load(n->posture, n->db, clock_now(), NULL, &why), "posture", &why);
	n->following = true;
}

int
main(int argc, char **argv)
{
	struct nation n = { .bodies = 30000, .claims = 40 };
	char dir[4096], file[4200];
	struct problem why = { 0 };
	double limit;

	log_set_level(LOG_LEVEL_ERROR);
	if ((argc > 1 && (str_to_i64(str_c(argv[1]), &n.bodies) || n.bodies < 1)) ||
	    (argc > 2 && (str_to_i64(str_c(argv[2]), &n.claims) || n.claims < 1 || n.claims > REQUIREMENTS)))
		return (fputs("usage: bench-posture [BODIES] [CLAIMS] [DIR]\n", stderr), 2);
	snprintf(dir, sizeof dir, "%s/bench-posture-XXXXXX", argc > 3 ? argv[3] : ".");
	if (mkdtemp(dir) == NULL)
		return (perror(dir), 3);
	snprintf(file, sizeof file, "%s/posture", dir);
	open_all(&n, dir);
	limit = copy_us((size_t)n.bodies * REQUIREMENTS);
	printf("what, limit, us, ratio\n");
	answers(&n, POSTURE_BY_CHILD, "posture of the nation by region, as JSON (limit: memcpy of its bytes)", limit);
	answers(&n, POSTURE_BY_FAMILY, "posture of the nation by family, as JSON (limit: memcpy of its bytes)", limit);
	answers(&n, POSTURE_BY_STATE, "posture of the nation by state, as JSON (limit: memcpy of its bytes)", limit);
	covers(&n, 1e5);
	verdicts(&n, 10000);
	must(posture_save(n.posture, n.db, file, &why), "save", &why);
	loads(&n, file, "start from the saved copy (limit: 2 s)", 2e6, 5);
	loads(&n, NULL, "start from rows", 0, 1);
	posture_close(n.posture);
	db_close(n.db);
	ledger_close(n.ledger);
	blobs_close(n.blobs);
	store_close(n.store);
	arena_free(n.arena);
	nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	return (0);
}
