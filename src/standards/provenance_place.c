/* SPDX-License-Identifier: Apache-2.0 */
/* Provenance: where a thing was written, as members of a JSON object: "kind", "source", "pointer", "line", "column", "step". */
#include "standards/provenance_inside.h"

#include "standards/inside.h"

enum {
	NEAR = 32,                   /* how many items of a list directives may have taken away before the next one */
	PIECE_MAX = 64,              /* bytes of a name and a number within a pointer; of line and column */
};

/* There are tens of thousands of these: each is put together in one go. */
#define PUT(p, literal) ((char *)memcpy((p), (literal), sizeof(literal) - 1) + sizeof(literal) - 1)

static char *
put(char *p, const char *text, size_t n)
{
	return (n == 0 ? p : (char *)memcpy(p, text, n) + n);
}

static char *
put_number(char *p, uint32_t value)
{
	char digits[10];
	size_t n = 0;

	do {
		digits[n++] = (char)('0' + value % 10);
		value /= 10;
	} while (value > 0);
	while (n > 0)
		*p++ = digits[--n];
	return (p);
}

/* The end of the pointer, and what comes behind it. */
static char *
put_line(char *p, uint32_t line, uint32_t column)
{
	*p++ = '"';
	if (line == 0)
		return (p);
	p = PUT(p, ",\"line\":");
	p = put_number(p, line);
	p = PUT(p, ",\"column\":");
	return (put_number(p, column));
}

/* All before the end of the pointer. */
static char *
put_head(const struct origins *origins, const struct origin *origin, struct origin_ways *ways, char *p)
{
	p = PUT(p, ",\"kind\":\"");
	p = origin->add != NULL ? PUT(p, "added") : PUT(p, "defined");
	p = PUT(p, "\",\"source\":");
	p = put_number(p, origin->source);
	p = PUT(p, ",\"pointer\":\"");
	return (origin_way(origins, origin, ways, p));
}

/* How many steps of CONTROL are newer than the one that brought what has ORIGIN; nothing if none did. */
static char *
put_tail(const struct oscal_control *control, const struct origin *origin, char *p)
{
	const struct oscal_step *chain = control == NULL ? NULL : origin_chain(control, origin);
	uint32_t at = 0;

	if (chain == NULL)
		return (p);
	for (const struct oscal_step *step = control->steps; step != chain; step = step->prev)
		at++;
	p = PUT(p, ",\"step\":");
	return (put_number(p, at));
}

/* ---- At home ---- */

void
home_set(struct teller *to, struct home *home, const struct oscal_control *control, const struct origin *origin)
{
	home->control = control;
	home->object = origin->object;
	home->doc = to->doc->sources[origin->source].doc;
	home->head_n = (size_t)(put_head(to->frame, origin, &to->frame_ways, home->head) - home->head);
	home->tail_n = (size_t)(put_tail(control, origin, home->tail) - home->tail);
}

void
home_none(struct home *home, const struct oscal_control *control)
{
	home->control = control;
	home->object = NULL;
	home->doc = NULL;
	home->head_n = home->tail_n = 0;
}

bool
home_enter(struct home *home, struct str list, size_t i)
{
	char *p = home->head + home->head_n;

	if (sizeof home->head - home->head_n < list.n + PIECE_MAX)
		return (false);
	p = put_number(put(p, list.p, list.n), (uint32_t)i);
	home->head_n = (size_t)(p - home->head);
	return (true);
}

void
home_leave(struct home *home, size_t n)
{
	home->head_n = n;
}

bool
home_find(struct home_list *list, const void *items, size_t i, size_t *ret)
{
	struct str text;

	/* Nobody touched it: both are one. */
	if (items == list->items) {
		*ret = i;
		return (i < list->n);
	}
	text = list->text(items, i);
	for (size_t at = list->next; at < list->n && at - list->next < NEAR && text.p != NULL; at++)
		if (list->text(list->items, at).p == text.p) {
			list->next = at + 1;
			*ret = at;
			return (true);
		}
	return (false);
}

void
write_home(const struct teller *to, const struct home *home, uint32_t line, uint32_t column)
{
	char *p = buf_reserve(to->out, home->head_n + home->tail_n + PIECE_MAX);

	if (p == NULL)
		return;
	p = put(p, home->head, home->head_n);
	p = put_line(p, line, column);
	p = put(p, home->tail, home->tail_n);
	to->out->n = (size_t)(p - to->out->p);
}

void
write_at_home(const struct teller *to, const struct home *home, const struct home_list *list, size_t i, struct str text)
{
	char *p = buf_reserve(to->out, home->head_n + list->name.n + home->tail_n + 2 * PIECE_MAX);
	uint32_t line, column;

	if (p == NULL)
		return;
	doc_position(home->doc, text, &line, &column);
	p = put(p, home->head, home->head_n);
	p = put_number(put(p, list->name.p, list->name.n), (uint32_t)i);
	p = put_line(p, line, column);
	p = put(p, home->tail, home->tail_n);
	to->out->n = (size_t)(p - to->out->p);
}

/* ---- Elsewhere ---- */

static void
write_origin(const struct teller *to, const struct origins *origins, struct origin_ways *ways, const struct oscal_control *control,
    const struct origin *origin)
{
	char *p = buf_reserve(to->out, ORIGIN_WAY_MAX + 3 * PIECE_MAX);

	if (p == NULL)
		return;
	p = put_head(origins, origin, ways, p);
	p = put_line(p, origin->line, origin->column);
	p = put_tail(control, origin, p);
	to->out->n = (size_t)(p - to->out->p);
}

void
write_searched(struct teller *to, const struct oscal_control *control, origin_fn *find, const void *object)
{
	struct origin origin;

	if (find(to->frame, object, &origin)) {
		write_origin(to, to->frame, &to->frame_ways, control, &origin);
		return;
	}
	if (to->all == NULL && !to->failed) {
		to->all = origins_make(to->doc);
		to->failed = to->all == NULL;
	}
	if (to->all != NULL && find(to->all, object, &origin))
		write_origin(to, to->all, &to->all_ways, control, &origin);
}

/* ---- Names ---- */

void
write_name(const struct teller *to, struct str key, struct str name)
{
	buf_str(to->out, key);
	json_quote(to->out, name);
}
