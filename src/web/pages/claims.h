/* SPDX-License-Identifier: Apache-2.0 */
/* One claim with its history, and the forms with which people work on it wherever it is shown. */
#ifndef WEB_PAGES_CLAIMS_H
#define WEB_PAGES_CLAIMS_H

#include "assurance/claim.h"
#include "web/layout.h"
#include "web/pages/evidence.h"
#include "web/request.h"

/** Parts answer_facts.html and answer_forms.html: the answer to an obligation, and what one may do with it here. */
struct answer_card {
	const struct claim_view *answer;        /* NULL: nobody has answered yet */
	struct id id;                           /* of the claim */
	struct str entity, obligation;
	struct str self;                        /* the page that holds it: where its forms lead back to */
	struct str attached;                    /* likewise once a file was added: the page with that file chosen */
	struct claim_answer form;               /* as it begins */
	struct form_option_list evidence;       /* to choose from */
	bool may_answer;
	bool is_open;                           /* the answer waits to be written on */
	bool chosen;                            /* a file was just added and waits to be saved with the answer */
};

/**
 * answer_card_fill(r, claim, entity, obligation, added, self, ret): CLAIM may be NULL.  ADDED (may be none) is evidence that was just added: chosen
 * beside what the answer rests on already.  SELF is the page.  At most two statements.
 */
void answer_card_fill(struct request *r, const struct claim_view *claim, struct str entity, struct str obligation, struct id added,
    struct str self, bool may_answer, struct answer_card *ret);
/** entity_crumbs(r, code, path, title): the way to a page about something of the entity CODE at PATH, ending with it.  One statement. */
void entity_crumbs(struct request *r, struct str code, struct str path, const struct langs *title);

#define CLAIM_AT(FIELD)                                         \
	FIELD(id, id, REQUIRED)                                 \
	FIELD(id, evidence, OPTIONAL)           /* just added: chosen in the form */
SHAPE_DECLARE(claim_at, CLAIM_AT);

/** GET /claims/{id}. */
#define VIEW_CLAIM(FIELD)                                       \
	CLAIM_VIEW(FIELD)                                       \
	FIELD(opaque(struct answer_card), card, HIDDEN)
SHAPE_DECLARE(view_claim, VIEW_CLAIM);
int get_claim(struct request *r, const struct claim_at *in, struct view_claim *view, struct problem *why);

/** Fills claim.answer: id, entity, as_of, valid_until (claim_answer_prepare). */
int fill_claim_answer(struct request *r, const struct claim_answer *in, struct claim_answer *out, struct problem *why);

#endif
