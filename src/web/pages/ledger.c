/* SPDX-License-Identifier: Apache-2.0 */
#include "web/pages/ledger.h"

#include <inttypes.h>

#include "ledger/note.h"
#include "policy/record.h"
#include "web/lists.h"
#include "web/request.h"

SHAPE_DEFINE(view_ledger, VIEW_LEDGER)
SHAPE_DEFINE(ledger_at, LEDGER_AT)
SHAPE_DEFINE(view_record, VIEW_RECORD)
SHAPE_DEFINE(view_proof, VIEW_PROOF)

/* A view begins with the members of what its room answers, in the same order: copied as a whole. */
_Static_assert(offsetof(struct view_record, key) >= sizeof(struct audit_record), "view_record begins with audit_record");

enum { PROOF_TEXT_BYTES = 64 * 1024, LINES_BYTES = 1 << 20 };

/* ---- The list ---- */

static void
fill_list(struct request *r, const struct audit_query *in, struct view_ledger *out)
{
	struct str next = out->next == INTEGER_NONE ? STR_NONE : arena_fmt(r->arena, "%" PRId64, out->next);

	out->filters = list_filters(r);
	list_filter_text(r, &out->filters, "verb", in->verb);
	list_filter_text(r, &out->filters, "actor", in->actor);
	list_filter_text(r, &out->filters, "under", in->under);
	list_filter_date(r, &out->filters, "since", in->since);
	list_filter_date(r, &out->filters, "until", in->until);
	out->pager = list_pager(r, next, out->items.n);
	out->empty = list_empty(r, "ledger.none", "ledger.none_detail");
	out->empty.href = STR("/ledger");
	out->empty.action = request_text(r, "ledger.all");
}

int
get_ledger(struct request *r, const struct audit_query *in, struct view_ledger *out, struct problem *why)
{
	struct audit_page page;

	r->page.section = SECTION_LEDGER;
	if (audit_list(r->db, request_scope(r, PERM_AUDIT_LEDGER), in, r->arena, &page, why))
		return (-1);
	out->items = page.items;
	out->next = page.next;
	out->key = ledger_vkey(r->app->ledger, r->arena);
	fill_list(r, in, out);
	return (0);
}

/* ---- One record ---- */

/* The payload with line breaks and indents; what is hashed is the canonical form. */
static struct str
indented(struct request *r, struct str payload)
{
	struct problem ignored = { 0 };
	yyjson_doc *doc CLEANUP(json_freep) = NULL;
	struct str text;
	char *json;
	size_t n;

	if (json_parse(payload, &json_limits_document, &doc, &ignored))
		return (payload);
	json = yyjson_write(doc, YYJSON_WRITE_PRETTY_TWO_SPACES, &n);
	text = json == NULL || n > LINES_BYTES ? payload : arena_str(r->arena, (struct str){ json, n });
	free(json);
	return (text);
}

/* The page of what a command changed: named by its payload as the verbs of one kind name it. */
static void
subject_fill(struct request *r, const struct audit_record *record, struct view_record *out)
{
	static const struct {
		const char *verbs, *member, *page, *label;
	} kinds[] = {
		{ "claim.", "claim", "/claims/", "record.subject.claim" },
		{ "verdict.", "claim", "/claims/", "record.subject.claim" },
		{ "evidence.", "evidence", "/evidence/", "record.subject.evidence" },
		{ "baseline.", "baseline", "/baselines/", "record.subject.baseline" },
	};
	struct problem ignored = { 0 };
	yyjson_doc *doc CLEANUP(json_freep) = NULL;
	struct str id = STR_NONE;
	struct id parsed;

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (!str_starts(record->verb, str_c(kinds[i].verbs)) || json_parse(record->payload, &json_limits_document, &doc, &ignored))
			continue;
		id = json_get_str(yyjson_doc_get_root(doc), kinds[i].member);
		if (id.p == NULL) /* what a command makes, it calls "id" */
			id = json_get_str(yyjson_doc_get_root(doc), "id");
		if (id.p == NULL || id_parse(id, &parsed) != 0)
			return;
		out->subject_href = arena_fmt(r->arena, "%s%.*s", kinds[i].page, STR_FMT(id));
		out->subject = request_text(r, kinds[i].label);
		return;
	}
}

static void
record_only(const struct audit_record *in, struct ledger_record *ret)
{
	*ret = (struct ledger_record){ .seq = in->seq, .at = in->at, .actor = in->actor, .on_behalf = in->on_behalf, .verb = in->verb,
		.entity = in->entity, .payload = in->payload, .prev = in->prev, .hash = in->hash };
}

int
get_record(struct request *r, const struct ledger_at *in, struct view_record *out, struct problem *why)
{
	struct audit_record found;
	struct ledger_record record;

	r->page.section = SECTION_LEDGER;
	if (record_get(r->db, &r->who->access, in->seq, r->arena, &found, why))
		return (-1);
	memset(out, 0, sizeof *out);
	memcpy(out, &found, sizeof found);
	record_only(&found, &record);
	subject_fill(r, &found, out);
	out->hash_holds = digest_eq(record_hash(&record), record.hash);
	out->payload_lines = indented(r, found.payload);
	out->key = ledger_vkey(r->app->ledger, r->arena);
	return (0);
}

/* ---- Proofs ---- */

static int
hashes_text(const struct proof *proof, struct arena *arena, struct str_list *ret)
{
	ret->items = arena_array(arena, struct str, proof->n + 1);
	if (ret->items == NULL)
		return (-1);
	for (ret->n = 0; ret->n < proof->n; ret->n++) {
		char hex[DIGEST_TEXT_BYTES + 1];

		digest_text(proof->hashes[ret->n], hex);
		ret->items[ret->n] = arena_str(arena, str_c(hex));
	}
	return (0);
}

int
get_proof(struct request *r, const struct ledger_at *in, struct view_proof *out, struct problem *why)
{
	struct buf text = BUF(PROOF_TEXT_BYTES);
	struct audit_record record;
	struct checkpoint head;
	struct proof proof;
	struct str body;

	if (record_get(r->db, &r->who->access, in->seq, r->arena, &record, why) ||
	    checkpoint_make(r->app->ledger, r->db, r->arena, &out->checkpoint, why))
		return (-1);
	if (note_body(out->checkpoint, &body) || checkpoint_parse(body, &head))
		return (problem_set(why, CHECKPOINT_INVALID, "checkpoint"));
	if (proof_inclusion(r->db, (uint64_t)in->seq - 1, head.size, &proof, why))
		return (-1);
	out->seq = in->seq;
	out->index = in->seq - 1;
	out->size = (int64_t)head.size;
	out->leaf = record.hash;
	out->root = head.root;
	out->key = ledger_vkey(r->app->ledger, r->arena);
	proof_text(&proof, out->checkpoint, &text);
	out->text = arena_str(r->arena, buf_view(&text));
	buf_free(&text);
	return (out->text.p == NULL || hashes_text(&proof, r->arena, &out->hashes) ? problem_set(why, OUT_OF_MEMORY, NULL) : 0);
}

int
get_proof_file(struct request *r, struct problem *why)
{
	struct view_proof proof = { 0 };
	struct ledger_at at;

	if (str_to_i64(r->match.params[0].value, &at.seq) || at.seq < 1)
		return (problem_set(why, RECORD_UNKNOWN, "seq"));
	if (get_proof(r, &at, &proof, why))
		return (-1);
	request_download(r, arena_fmt(r->arena, "record-%" PRId64 ".tlog-proof", at.seq));
	http_answer(r->http, 200, "text/plain; charset=utf-8", proof.text);
	return (0);
}

int
get_checkpoint(struct request *r, struct problem *why)
{
	struct str note;

	if (checkpoint_make(r->app->ledger, r->db, r->arena, &note, why))
		return (-1);
	http_header(r->http, "Content-Disposition", STR("inline; filename=\"checkpoint.txt\""));
	http_answer(r->http, 200, "text/plain; charset=utf-8", note);
	return (0);
}
