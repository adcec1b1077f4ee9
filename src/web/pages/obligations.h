/* SPDX-License-Identifier: Apache-2.0 */
/* Screens of what a body owes: the list, one obligation with its answer, evidence; and what waits for somebody. */
#ifndef WEB_PAGES_OBLIGATIONS_H
#define WEB_PAGES_OBLIGATIONS_H

#include "assurance/obligation.h"
#include "assurance/work.h"
#include "report/chart.h"
#include "web/lists.h"
#include "web/upload.h"

#define VIEW_OBLIGATIONS(FIELD)                                 \
	OBLIGATION_PAGE(FIELD)                                  \
	FIELD(opaque(struct chart_bar), bar, HIDDEN)            \
	FIELD(opaque(struct filters), filters, HIDDEN)          \
	FIELD(opaque(struct pager), pager, HIDDEN)              \
	FIELD(opaque(struct empty), empty, HIDDEN)
SHAPE_DECLARE(view_obligations, VIEW_OBLIGATIONS);
int get_obligations(struct request *r, const struct obligation_query *in, struct view_obligations *view, struct problem *why);

/** A parameter and why it has its value. */
struct param_line {
	const struct obligation_param *param;
	struct chain_step_list chain;
};
struct param_line_list {
	struct param_line *items;
	size_t n;
};

#define VIEW_OBLIGATION(FIELD)                                          \
	OBLIGATION_VIEW(FIELD)                                          \
	FIELD(opaque(struct chain_step_list), chain, HIDDEN)            \
	FIELD(opaque(struct param_line_list), lines, HIDDEN)            \
	FIELD(object(claim_answer), form, HIDDEN)                       \
	FIELD(opaque(struct form_option_list), evidence_options, HIDDEN)\
	FIELD(flag, may_approve, HIDDEN)                                \
	FIELD(flag, may_review, HIDDEN)                                 \
	FIELD(flag, is_draft, HIDDEN)                                   \
	FIELD(text, self, HIDDEN)               /* this page: where its forms lead back to */ \
	FIELD(count, judged_version, HIDDEN)
SHAPE_DECLARE(view_obligation, VIEW_OBLIGATION);
int get_obligation(struct request *r, const struct obligation_at *in, struct view_obligation *view, struct problem *why);

#define CLAIM_AT(FIELD) FIELD(id, id, REQUIRED)
SHAPE_DECLARE(claim_at, CLAIM_AT);
int get_claim(struct request *r, const struct claim_at *in, struct claim_view *view, struct problem *why);
/** The page of a claim is that of its obligation. */
int get_claim_page(struct request *r, struct problem *why);

/** Fills claim.answer: id, entity, as_of, valid_until (claim_answer_prepare). */
int fill_claim_answer(struct request *r, const struct claim_answer *in, struct claim_answer *out, struct problem *why);

/** What is asked beside the bytes of a piece of evidence. */
#define EVIDENCE_NEW(FIELD)                                                     \
	FIELD(code, entity, OPTIONAL)           /* absent: the home of who sends it */ \
	FIELD(text, title, OPTIONAL, LENGTH(1, 300))                            \
	FIELD(choice, classification, OPTIONAL, ONE_OF(evidence_class))         \
	FIELD(date, collected_on, OPTIONAL)                                     \
	FIELD(date, expires_on, OPTIONAL)
SHAPE_DECLARE(evidence_new, EVIDENCE_NEW);
int fill_evidence(struct request *r, const struct evidence_new *in, struct evidence_add *out, struct problem *why);
extern const struct upload_sink evidence_sink;
#define EVIDENCE_AT(FIELD) FIELD(id, id, REQUIRED)
SHAPE_DECLARE(evidence_at, EVIDENCE_AT);
int get_evidence(struct request *r, const struct evidence_at *in, struct evidence_row *view, struct problem *why);
/** GET /evidence/{id}/file: the bytes, always as a download. */
int get_evidence_file(struct request *r, struct problem *why);

struct work_group {
	struct work_page page;
	uint64_t waiting;                       /* of this kind, up to WORK_COUNT_MAX */
	struct str more;                        /* URL of all of them */
};
struct work_group_list {
	struct work_group *items;
	size_t n;
};
#define VIEW_WORK(FIELD)                                        \
	WORK_PAGE(FIELD)                                        \
	FIELD(opaque(struct work_group_list), groups, HIDDEN)   \
	FIELD(flag, reviews, HIDDEN)            /* the page of reviews alone */ \
	FIELD(opaque(struct empty), empty, HIDDEN)
SHAPE_DECLARE(view_work, VIEW_WORK);
int get_work(struct request *r, const struct work_query *in, struct view_work *view, struct problem *why);
int get_reviews(struct request *r, const struct work_query *in, struct view_work *view, struct problem *why);

#endif
