/* SPDX-License-Identifier: Apache-2.0 */
/* Regular expressions as programs that run on all alternatives side by side, so that no text is slow. */
#include "standards/pattern.h"

enum step_op { STEP_CLASS, STEP_SPLIT, STEP_JUMP, STEP_OPEN, STEP_CLOSE, STEP_DONE };

struct step {
	enum step_op op;
	uint16_t to, other;          /* of SPLIT the first is preferred */
	const uint64_t *class;       /* 256 bits */
};

struct pattern {
	struct step steps[PATTERN_MAX];
	size_t n;
};

/* ---- Compiling ---- */

struct compiler {
	struct pattern *made;
	struct arena *arena;
	bool failed;
	bool grouped;                /* the first group has been met */
	unsigned depth;
	struct step nowhere;         /* takes what a failed compilation still says */
};

static void compile_choice(struct compiler *c, const char *p, const char *end);

static struct step *
emit(struct compiler *c, enum step_op op)
{
	if (c->made->n >= PATTERN_MAX)
		c->failed = true;
	if (c->failed)
		return (&c->nowhere);
	c->made->steps[c->made->n].op = op;
	return (&c->made->steps[c->made->n++]);
}

static uint16_t
here(const struct compiler *c)
{
	return ((uint16_t)c->made->n);
}

/* The end of the class that begins at P. */
static const char *
skip_class(const char *p, const char *end)
{
	for (p++; p < end && *p != ']'; p++)
		if (*p == '\\')
			p++;
	return (p < end ? p + 1 : NULL);
}

static const char *
skip_group(const char *p, const char *end)
{
	unsigned depth = 0;

	while (p != NULL && p < end) {
		if (*p == '[') {
			p = skip_class(p, end);
			continue;
		}
		if (*p == '\\')
			p++;
		else if (*p == '(')
			depth++;
		else if (*p == ')' && --depth == 0)
			return (p + 1);
		p++;
	}
	return (NULL);
}

/* The end of what a quantifier at its end would repeat; NULL: nothing regular begins at P. */
static const char *
skip_atom(const char *p, const char *end)
{
	if (*p == '[')
		return (skip_class(p, end));
	if (*p == '(')
		return (skip_group(p, end));
	if (*p == '\\')
		return (end - p < 2 ? NULL : p + 2);
	return (*p == ')' || *p == '*' || *p == '+' || *p == '?' || *p == '{' ? NULL : p + 1);
}

static void
class_add(uint64_t *class, unsigned char from, unsigned char to)
{
	for (unsigned i = from; i <= to; i++)
		class[i / 64] |= UINT64_C(1) << i % 64;
}

/* "[…]" from P + 1 to the bracket at END; a "-" behind a range or at an end is itself. */
static void
class_fill(struct compiler *c, uint64_t *class, const char *p, const char *end)
{
	bool not = p < end && *p == '^';

	for (p += not; p < end; p++) {
		unsigned char from, to;

		if (*p == '\\' && p + 1 < end)
			p++;
		from = to = (unsigned char)*p;
		if (end - p > 2 && p[1] == '-' && p[2] != '\\') {
			to = (unsigned char)p[2];
			p += 2;
		}
		if (to < from)
			c->failed = true;
		else
			class_add(class, from, to);
	}
	for (size_t i = 0; not && i < 4; i++)
		class[i] = ~class[i];
}

static void
compile_class(struct compiler *c, const char *p, const char *end)
{
	uint64_t *class = arena_calloc(c->arena, 4, sizeof *class);

	if (class == NULL) {
		c->failed = true;
		return;
	}
	if (*p == '[')
		class_fill(c, class, p + 1, end - 1);
	else if (*p == '.')
		class_add(class, 0, 255);
	else
		class_add(class, (unsigned char)end[-1], (unsigned char)end[-1]);
	emit(c, STEP_CLASS)->class = class;
}

static void
compile_atom(struct compiler *c, const char *p, const char *end)
{
	bool plain;

	if (*p != '(') {
		compile_class(c, p, end);
		return;
	}
	plain = end - p >= 4 && p[1] == '?' && p[2] == ':';
	if (plain || c->grouped) {
		compile_choice(c, p + (plain ? 3 : 1), end - 1);
		return;
	}
	c->grouped = true;
	emit(c, STEP_OPEN);
	compile_choice(c, p + 1, end - 1);
	emit(c, STEP_CLOSE);
}

enum { NO_END = -1, REPEAT_MAX = PATTERN_MAX };

/* "{2,3}" at *P. */
static bool
read_braces(const char **p, const char *end, int *ret_min, int *ret_max)
{
	const char *at = *p + 1;
	int n[2] = { 0, 0 }, i = 0;
	bool digits[2] = { false, false };

	for (; at < end && *at != '}'; at++) {
		if (*at == ',' && i == 0) {
			i = 1;
			continue;
		}
		if (*at < '0' || *at > '9' || n[i] > REPEAT_MAX)
			return (false);
		n[i] = n[i] * 10 + (*at - '0');
		digits[i] = true;
	}
	*ret_min = n[0];
	*ret_max = i == 0 ? n[0] : digits[1] ? n[1] : NO_END;
	*p = at + 1;
	return (at < end && digits[0] && (*ret_max == NO_END || *ret_max >= *ret_min));
}

static bool
read_quantifier(const char **p, const char *end, int *ret_min, int *ret_max)
{
	*ret_min = *ret_max = 1;
	if (*p == end)
		return (true);
	if (**p == '{')
		return (read_braces(p, end, ret_min, ret_max));
	if (**p != '?' && **p != '*' && **p != '+')
		return (true);
	*ret_min = **p == '+';
	*ret_max = **p == '?' ? 1 : NO_END;
	++*p;
	return (true);
}

static void
compile_repeated(struct compiler *c, const char *p, const char *end, int min, int max)
{
	uint16_t splits[PATTERN_MAX];
	size_t nsplits = 0;

	for (int i = 0; i < min && !c->failed; i++)
		compile_atom(c, p, end);
	for (int i = min; (max == NO_END ? i == min : i < max) && !c->failed; i++) {
		uint16_t at = splits[nsplits++] = here(c);
		struct step *split = emit(c, STEP_SPLIT);

		split->to = here(c);
		compile_atom(c, p, end);
		if (max == NO_END)
			emit(c, STEP_JUMP)->to = at;
	}
	for (size_t i = 0; i < nsplits && !c->failed; i++)
		c->made->steps[splits[i]].other = here(c);
}

static void
compile_sequence(struct compiler *c, const char *p, const char *end)
{
	while (p < end && !c->failed) {
		const char *atom = p, *atom_end;
		int min, max;

		if (*p == '^' || *p == '$') {
			p++;
			continue;
		}
		p = skip_atom(p, end);
		c->failed |= p == NULL;
		if (p == NULL)
			return;
		atom_end = p;
		if (!read_quantifier(&p, end, &min, &max)) {
			c->failed = true;
			return;
		}
		compile_repeated(c, atom, atom_end, min, max);
	}
}

/* The "|" between P and END that is in no group, or END; NULL: not regular. */
static const char *
find_bar(const char *p, const char *end)
{
	while (p != NULL && p < end && *p != '|')
		p = *p == '[' || *p == '(' || *p == '\\' ? skip_atom(p, end) : p + 1;
	return (p);
}

static void
compile_choice(struct compiler *c, const char *p, const char *end)
{
	const char *bar = find_bar(p, end);
	uint16_t split, jump;

	if (bar == NULL || ++c->depth > 32) {
		c->failed = true;
		return;
	}
	if (bar == end) {
		compile_sequence(c, p, end);
		c->depth--;
		return;
	}
	split = here(c);
	emit(c, STEP_SPLIT)->to = (uint16_t)(split + 1);
	compile_sequence(c, p, bar);
	jump = here(c);
	emit(c, STEP_JUMP);
	if (!c->failed)
		c->made->steps[split].other = here(c);
	compile_choice(c, bar + 1, end);
	if (!c->failed)
		c->made->steps[jump].to = here(c);
	c->depth--;
}

const struct pattern *
pattern_compile(struct str text, struct arena *arena)
{
	struct compiler c = { .made = arena_alloc(arena, sizeof *c.made), .arena = arena };

	if (c.made == NULL || text.p == NULL)
		return (NULL);
	compile_choice(&c, text.p, text.p + text.n);
	emit(&c, STEP_DONE);
	return (c.failed ? NULL : c.made);
}

/* ---- Running ---- */

struct thread {
	uint16_t at;
	size_t from, to;             /* of the group; SIZE_MAX: not there yet */
};

struct threads {
	struct thread items[PATTERN_MAX];
	size_t n;
};

struct machine {
	const struct pattern *pattern;
	size_t seen[PATTERN_MAX];    /* 1 + the place in the text at which a step was last reached */
};

/* THREAD and all it leads to without a character.  Each step is reached once for a place, so this ends. */
static void
follow(struct machine *m, struct threads *to, struct thread thread, size_t place)
{
	const struct step *step = &m->pattern->steps[thread.at];
	struct thread next = thread;

	if (m->seen[thread.at] == place + 1)
		return;
	m->seen[thread.at] = place + 1;
	switch (step->op) {
	case STEP_JUMP:
		next.at = step->to;
		break;
	case STEP_SPLIT:
		next.at = step->to;
		follow(m, to, next, place);
		next.at = step->other;
		break;
	case STEP_OPEN:
	case STEP_CLOSE:
		*(step->op == STEP_OPEN ? &next.from : &next.to) = place;
		next.at++;
		break;
	default:
		to->items[to->n++] = thread;
		return;
	}
	follow(m, to, next, place);
}

bool
pattern_matches(const struct pattern *pattern, struct str text, struct str *ret_group)
{
	struct machine m = { .pattern = pattern };
	struct threads lists[2], *now = &lists[0], *then = &lists[1], *swap;

	now->n = 0;
	follow(&m, now, (struct thread){ 0, SIZE_MAX, SIZE_MAX }, 0);
	for (size_t i = 0; i < text.n && now->n > 0; i++) {
		unsigned char byte = (unsigned char)text.p[i];

		then->n = 0;
		for (size_t k = 0; k < now->n; k++) {
			struct thread next = now->items[k];
			const struct step *step = &pattern->steps[next.at++];

			if (step->op == STEP_CLASS && (step->class[byte / 64] >> byte % 64 & 1) != 0)
				follow(&m, then, next, i + 1);
		}
		swap = now;
		now = then;
		then = swap;
	}
	for (size_t k = 0; k < now->n; k++) {
		const struct thread *thread = &now->items[k];

		if (pattern->steps[thread->at].op != STEP_DONE)
			continue;
		if (ret_group != NULL)
			*ret_group = thread->from == SIZE_MAX || thread->to == SIZE_MAX ? STR_NONE : str_sub(text, thread->from, thread->to - thread->from);
		return (true);
	}
	return (false);
}
