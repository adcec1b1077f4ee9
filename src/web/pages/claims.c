/* SPDX-License-Identifier: Apache-2.0 */
#include "web/pages/claims.h"

#include "people/entity.h"
#include "web/lists.h"

SHAPE_DEFINE(claim_at, CLAIM_AT)
SHAPE_DEFINE(view_claim, VIEW_CLAIM)

/* A view begins with the members of what its room answers, in the same order: copied as a whole. */
_Static_assert(offsetof(struct view_claim, card) >= sizeof(struct claim_view), "view_claim begins with claim_view");

enum { CHOICE_OF_EVIDENCE = 50 };

void
entity_crumbs(struct request *r, struct str code, struct str path, const struct langs *title)
{
	struct entity_step_list line;
	struct problem ignored = { 0 };

	if (entity_line(r->db, request_scope(r, PERM_READ), path, r->arena, &line, &ignored) == 0)
		for (size_t i = 0; i < line.n; i++)
			if (line.items[i].readable)
				request_crumb(r, arena_fmt(r->arena, "/entities/%.*s", STR_FMT(line.items[i].code)), &line.items[i].title);
	request_crumb(r, arena_fmt(r->arena, "/entities/%.*s", STR_FMT(code)), title);
}

/* ---- The card ---- */

static void
option_add(struct request *r, struct answer_card *card, size_t *capacity, const struct evidence_row *row)
{
	struct langs label = langs_en(row->title);
	char id[ID_TEXT_BYTES + 1];
	struct str value;

	id_text(row->id, id);
	for (size_t i = 0; i < card->evidence.n; i++)
		if (str_eq_c(card->evidence.items[i].value, id))
			return;
	value = arena_str(r->arena, str_c(id));
	if (value.p != NULL)
		list_option(r, &card->evidence, capacity, value, &label);
}

/* What the answer rests on already comes first and is never missing, whatever was added since. */
static void
options_fill(struct request *r, struct answer_card *card)
{
	struct evidence_query query = { .entity = card->entity, .limit = CHOICE_OF_EVIDENCE };
	struct evidence_page page;
	struct problem ignored = { 0 };
	size_t capacity = 0;

	for (size_t i = 0; card->answer != NULL && i < card->answer->evidence.n; i++)
		option_add(r, card, &capacity, &card->answer->evidence.items[i]);
	if (evidence_list(r->db, request_scope(r, PERM_READ), &query, r->now, r->arena, &page, &ignored) != 0)
		return;
	for (size_t i = 0; i < page.items.n; i++)
		option_add(r, card, &capacity, &page.items.items[i]);
}

/* What was answered, and what was just added to it. */
static void
form_fill(struct request *r, struct id added, struct answer_card *card)
{
	const struct claim_view *claim = card->answer;
	size_t n = claim == NULL ? 0 : claim->evidence.n;
	struct claim_answer *form = &card->form;

	*form = (struct claim_answer){ .entity = card->entity, .obligation = card->obligation, .as_of = date_of(r->now) };
	form->evidence.items = arena_array(r->arena, struct id, n + 1);
	if (claim != NULL) {
		form->result = claim->result == RESULT_UNKNOWN ? 0 : claim->result;
		form->narrative = claim->narrative;
		form->reason = claim->reason;
		form->revision = claim->revision;
		form->as_of = claim->as_of;
	}
	if (form->evidence.items == NULL)
		return;
	for (size_t i = 0; i < n; i++)
		form->evidence.items[form->evidence.n++] = claim->evidence.items[i].id;
	card->chosen = !id_is_none(added) && !id_among(&form->evidence, added);
	if (card->chosen)
		form->evidence.items[form->evidence.n++] = added;
}

void
answer_card_fill(struct request *r, const struct claim_view *claim, struct str entity, struct str obligation, struct id added,
    struct str self, bool may_answer, struct answer_card *ret)
{
	*ret = (struct answer_card){ .answer = claim, .id = claim == NULL ? ID_NONE : claim->id, .entity = entity, .obligation = obligation, .self = self, .may_answer = may_answer };
	ret->attached = arena_fmt(r->arena, "%.*s?evidence={id}#claim_answer", STR_FMT(self));
	form_fill(r, added, ret);
	ret->is_open = claim == NULL || ret->chosen || claim->work == WORK_DRAFT || claim->work == WORK_RETURNED;
	if (may_answer)
		options_fill(r, ret);
}

/* ---- The page ---- */

int
get_claim(struct request *r, const struct claim_at *in, struct view_claim *view, struct problem *why)
{
	struct claim_view *got = arena_alloc(r->arena, sizeof *got);
	char id[ID_TEXT_BYTES + 1];

	r->page.section = SECTION_OBLIGATIONS;
	if (got == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	if (claim_get(r->db, &r->who->access, in->id, r->now, r->arena, got, why) != 0)
		return (-1);
	memcpy(view, got, sizeof *got);
	if (r->format != FORMAT_HTML)
		return (0);
	id_text(got->id, id);
	entity_crumbs(r, got->entity, got->path, &got->entity_title);
	/* An answer that no baseline asks for any more is read, not written. */
	answer_card_fill(r, got, got->entity, got->obligation, in->evidence, arena_fmt(r->arena, "/claims/%s", id),
	    got->may_answer && !langs_empty(&got->title), &view->card);
	return (0);
}

int
fill_claim_answer(struct request *r, const struct claim_answer *in, struct claim_answer *out, struct problem *why)
{
	*out = *in;
	return (claim_answer_prepare(r->db, request_scope(r, PERM_READ), r->now, out, r->arena, why));
}
