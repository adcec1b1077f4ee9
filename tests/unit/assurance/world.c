/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

#include "assurance/posture_inside.h"
#include "people/changes.h"
#include "policy/baseline.h"
#include "policy/document.h"

/* ---- Following ---- */

static void
follow(void *context, struct db *db, const struct change *changes, size_t n, int64_t last)
{
	struct world *w = context;
	bool policy = false;

	for (size_t i = 0; i < n; i++)
		policy = policy || changes[i].kind == CHANGE_POLICY;
	if (policy && rulebook_load(db, w->h.blobs, w->h.now, &w->why))
		return;
	posture_changed(w->posture, db, changes, n, last);
}

/* Something that runs on the writer's thread, so that only that one changes posture. */
static int
tick(struct tx *tx, void *context, struct problem *why)
{
	struct world *w = context;

	(void)why;
	posture_tick(w->posture, tx->db, w->h.now);
	return (0);
}

void
world_later(struct world *w, int days)
{
	house_later(&w->h, days * DAY_US);
	assert_int_equal(ledger_aside(w->h.ledger, tick, w, &w->why), 0);
}

/* ---- A baseline ---- */

#define CONTROL(id, title, due)                                                                                   \
	"{\"id\":\"" id "\",\"title\":\"" title "\",\"props\":[{\"name\":\"due-days\",\"ns\":\"urn:csgov:ns:oscal\",\"value\":\"" due \
	"\"}],\"parts\":[{\"id\":\"" id "_smt\",\"name\":\"statement\",\"prose\":\"Do " id ".\"}]}"
static const char catalog[] =
    "{\"catalog\":{\"uuid\":\"6f2b1b5e-8d1c-4c53-9f0e-0d3c1f6b7a11\",\"metadata\":{\"title\":\"Toy\","
    "\"last-modified\":\"2025-01-01T00:00:00Z\",\"version\":\"1\",\"oscal-version\":\"1.1.2\"},\"groups\":["
    "{\"id\":\"gov\",\"title\":\"Governance\",\"controls\":["
    CONTROL("gov-1", "Somebody answers for it", "10") "," CONTROL("gov-2", "There is a plan", "400") ","
    CONTROL("gov-3", "It is reviewed", "365") "," CONTROL("gov-4", "It is paid for", "365") "]},"
    "{\"id\":\"iam\",\"title\":\"Access\",\"controls\":["
    CONTROL("iam-1", "Accounts are listed", "365") "," CONTROL("iam-2", "Two factors", "365") ","
    CONTROL("iam-3", "Leavers lose access", "365") "]}]}}";

static struct id
world_document(struct world *w)
{
	struct house *h = &w->h;
	struct document_import payload;
	size_t n;
	const struct verb *verbs = verbs_table(&n);
	struct command command = { .verb = verb_find(verbs, n, STR("document.import")), .payload = &payload,
		.actor = house_person(h, "author"), .arena = h->arena };

	if (document_prepare(h->reader, h->blobs, STR(catalog), STR("toy.json"), (struct id){ { 0 } }, h->now, h->arena, &payload, &h->why))
		fail_msg("document_prepare: %s %s", problem_name(h->why.head.code), h->why.head.where);
	if (ledger_run(h->ledger, &command))
		fail_msg("document.import: %s", problem_name(command.why.head.code));
	return (payload.id);
}

static void
world_baseline(struct world *w)
{
	struct house *h = &w->h;
	const char *document = house_id(h, world_document(w)), *id;

	house_did(h, "author", "baseline.create", house_fmt(h,
	    "{'code':'PK-NB','title':{'en':'National baseline'},'issuer':'PK','document':'%s','valid_days':100}", document));
	w->baseline = ((struct baseline_create *)h->last.payload)->id;
	id = house_id(h, w->baseline);
	house_did(h, "author", "baseline.submit", house_fmt(h, "{'baseline':'%s'}", id));
	house_did(h, "approver", "baseline.approve", house_fmt(h, "{'baseline':'%s'}", id));
	house_did(h, "approver", "baseline.publish", house_fmt(h, "{'baseline':'%s'}", id));
}

void
world_open(struct world *w)
{
	memset(w, 0, sizeof *w);
	house_open(&w->h);
	house_tree(&w->h);
	house_people(&w->h);
	assert_int_equal(posture_open(w->h.blobs, &w->posture, &w->why), 0);
	assert_int_equal(rulebook_load(w->h.reader, w->h.blobs, w->h.now, &w->why), 0);
	assert_int_equal(posture_load(w->posture, w->h.reader, w->h.now, NULL, &w->why), 0);
	w->h.follow = follow;
	w->h.follow_context = w;
	world_baseline(w);
}

void
world_close(struct world *w)
{
	world_check(w);
	assert_int_equal(w->why.head.code, PROBLEM_NONE);
	house_close(&w->h);
	posture_close(w->posture);
}

/* ---- Claims ---- */

int
world_answer(struct world *w, const char *login, const char *json)
{
	struct house *h = &w->h;
	struct claim_answer *payload = arena_alloc(h->arena, sizeof *payload);
	struct access access = house_access(h, login);
	struct scope scope;
	size_t n;
	const struct verb *verbs = verbs_table(&n);
	char *text = (char *)(uintptr_t)arena_str(h->arena, str_c(json)).p;

	for (char *p = text; *p != '\0'; p++)
		if (*p == '\'')
			*p = '"';
	h->why = (struct problem){ 0 };
	access_scope(&access, PERM_READ, &scope);
	if (shape_from_json(claim_answer_shape(), str_c(text), NULL, SHAPE_OUTSIDE, h->arena, payload, &h->why) ||
	    claim_answer_prepare(h->reader, &scope, h->now, payload, h->arena, &h->why))
		return (-1);
	h->last = (struct command){ .verb = verb_find(verbs, n, STR("claim.answer")), .payload = payload, .actor = access.person,
		.arena = h->arena };
	if (ledger_run(h->ledger, &h->last) == 0)
		return (0);
	h->why = h->last.why;
	return (-1);
}

static const char CLAIM_OF[] =
    "SELECT c.id FROM claim c JOIN entity e ON e.num = c.entity JOIN requirement r ON r.num = c.requirement"
    " WHERE e.code || ':PK-NB:' || r.id = ?1";

struct id
world_answered(struct world *w, const char *login, const char *json)
{
	struct stmt *q;
	struct id id = ID_NONE;

	if (world_answer(w, login, json))
		fail_msg("%s: %s at %s", json, problem_name(w->h.why.head.code), w->h.why.head.where);
	q = db_query(w->h.reader, CLAIM_OF, ARGS(ARG_TEXT(((struct claim_answer *)w->h.last.payload)->obligation)));
	if (stmt_step(q) == STORE_ROW)
		id = stmt_id(q, 0);
	assert_int_equal(stmt_done(q), 0);
	assert_false(id_is_none(id));
	return (id);
}

void
world_answer_refused(struct world *w, const char *login, const char *json, enum problem_code code)
{
	if (world_answer(w, login, json) == 0)
		fail_msg("%s was carried out, expected %s", json, problem_name(code));
	assert_string_equal(problem_name(w->h.why.head.code), problem_name(code));
}

struct id
world_met(struct world *w, const char *requirement)
{
	struct id claim = world_answered(w, "officer", house_fmt(&w->h,
	    "{'obligation':'PK-PB-1:PK-NB:%s','result':'met','narrative':'It is done, see the register.','submit':true}", requirement));

	house_did(&w->h, "head", "claim.approve", house_fmt(&w->h, "{'claim':'%s'}", house_id(&w->h, claim)));
	return (claim);
}

struct claim_view
world_claim(struct world *w, const char *login, struct id id)
{
	struct access access = house_access(&w->h, login);
	struct claim_view view;
	struct problem why = { 0 };

	if (claim_get(w->h.reader, &access, id, w->h.now, w->h.arena, &view, &why))
		fail_msg("claim_get: %s", problem_name(why.head.code));
	return (view);
}

enum obligation_state
world_state(struct world *w, struct id id)
{
	return ((enum obligation_state)world_claim(w, "reviewer", id).state);
}

struct id
world_evidence(struct world *w, const char *login, const char *entity, const char *name, struct str bytes)
{
	struct house *h = &w->h;
	struct evidence_add payload = { .entity = str_c(entity) };
	struct evidence_intake intake;
	struct evidence_bytes found;
	size_t n;
	const struct verb *verbs = verbs_table(&n);
	struct command command = { .verb = verb_find(verbs, n, STR("evidence.add")), .payload = &payload,
		.actor = house_person(h, login), .arena = h->arena };

	assert_int_equal(evidence_begin(h->blobs, &intake, &h->why), 0);
	assert_int_equal(evidence_write(&intake, bytes.p, bytes.n, &h->why), 0);
	assert_int_equal(evidence_finish(&intake, str_c(name), &found, &h->why), 0);
	evidence_add_fill(&payload, h->now, &found, str_c(name));
	if (ledger_run(h->ledger, &command))
		fail_msg("evidence.add: %s", problem_name(command.why.head.code));
	return (payload.id);
}

/* ---- Posture ---- */

struct posture_totals
world_totals(struct world *w, const char *code)
{
	struct posture_totals totals;

	posture_totals(w->posture, str_c(house_entity(&w->h, code).path), ID_NONE, STR_NONE, &totals);
	return (totals);
}

void
world_check(struct world *w)
{
	struct posture *again;
	struct problem why = { 0 };
	const struct matrix *a, *b;

	assert_int_equal(posture_open(w->h.blobs, &again, &why), 0);
	assert_int_equal(posture_load(again, w->h.reader, w->h.now, NULL, &why), 0);
	a = w->posture->m;
	b = again->m;
	assert_int_equal(a->nrows, b->nrows);
	assert_int_equal(a->nroots, b->nroots);
	for (uint32_t i = 0; i < a->nrows; i++) {
		struct posture_totals x = { 0 }, y = { 0 };

		assert_int_equal(a->rows[i].num, b->rows[i].num);
		assert_int_equal(a->rows[i].flags, b->rows[i].flags);
		assert_int_equal(a->rows[i].touched, b->rows[i].touched);
		matrix_count(a, i, false, ROW_NONE, STR_NONE, &x);
		matrix_count(b, i, false, ROW_NONE, STR_NONE, &y);
		assert_memory_equal(&x, &y, sizeof x);
	}
	for (uint32_t r = 0; r < a->nroots; r++)
		assert_memory_equal(a->roots[r].cells, b->roots[r].cells, (size_t)a->nrows * a->roots[r].ncolumns);
	posture_close(again);
}
