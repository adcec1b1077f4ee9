/* SPDX-License-Identifier: Apache-2.0 */
/*
 * OSCAL JSON straight into structs, in one pass, for documents in which nothing is wrong.
 *
 * Texts are copied into one pool, each behind its line and column; lists grow in a scratch of their nesting level and move to the arena when they
 * are complete.  Whatever is not regular (a finding, a number, an escape in a key, …) ends the pass without a word: read.c, which builds the
 * tree first, then says what is wrong.  So this file must never accept what that one refuses; tests/fuzz/fuzz_oscal.c holds them together.
 */
#include "standards/quick.h"

enum { VERSION_WITHIN = 1 << 20 }; /* the version stands in the metadata, near the start */

/* ---- Lists ---- */

static bool quick_object(struct quick *in, const struct model_object *object, char *ret);

/* Room for item N of SIZE bytes in LIST, zeroed. */
static char *
scratch_item(struct scratch *list, size_t n, size_t size)
{
	char *grown;

	if ((n + 1) * size > list->room) {
		list->room = 2 * (n + 1) * size + 1024;
		grown = realloc(list->items, list->room);
		if (grown == NULL)
			return (NULL);
		list->items = grown;
	}
	return (memset(list->items + n * size, 0, size));
}

static bool
quick_items(struct quick *in, const struct model_member *member, size_t size, size_t *ret_n)
{
	struct scratch *list = &in->scratch[in->level - 1];
	size_t n = 0;

	do {
		char *item = scratch_item(list, n++, size);

		skip_blanks(in);
		if (item == NULL)
			return (false);
		if (member->kind == KIND_TEXTS ? !take_text(in, member, (struct str *)(void *)item) : !quick_object(in, member->object, item))
			return (false);
		skip_blanks(in);
	} while (take(in, ','));
	*ret_n = n;
	return (take(in, ']'));
}

static bool
quick_list(struct quick *in, const struct model_member *member, struct model_list *ret)
{
	size_t size = member->kind == KIND_TEXTS ? sizeof(struct str) : member->object->size, n;
	void *items;

	if (in->level == LEVELS || ++in->depth > json_limits_document.depth || !take(in, '['))
		return (false);
	in->level++;
	in->values++;
	if (!quick_items(in, member, size, &n))
		return (false);
	items = arena_room(in->arena, n * size); /* it was room before */
	if (items == NULL)
		return (false);
	in->level--;
	in->depth--;
	memcpy(items, in->scratch[in->level].items, n * size);
	*ret = (struct model_list){ items, n };
	return (true);
}

/* ---- Objects ---- */

static void
learn(struct facts *to, const struct model_object *object, unsigned minor)
{
	*to = (struct facts){ .object = object };
	for (size_t i = 0; i < object->n; i++) {
		const struct model_member *member = &object->members[i];
		uint32_t bit = (uint32_t)1 << i;

		if (member->required == 1 || (member->required == 2 && minor == 0))
			to->required |= bit;
		if (member->since > minor || member->retired)
			to->refused |= bit;
		if (member->group != 0 && minor >= member->group_since)
			to->either[member->group % EITHERS] |= bit;
	}
}

static const struct facts *
facts_of(struct quick *in, const struct model_object *object)
{
	size_t at = ((uintptr_t)object >> 4) * 0x9e3779b1u % FACTS;

	for (; in->facts[at].object != object; at = (at + 1) % FACTS)
		if (in->facts[at].object == NULL) {
			learn(&in->facts[at], object, in->minor);
			break;
		}
	return (&in->facts[at]);
}

static bool
members_fit(const struct facts *facts, uint32_t seen)
{
	if ((facts->required & ~seen) != 0 || (facts->refused & seen) != 0)
		return (false);
	for (int i = 0; i < EITHERS; i++)
		if ((facts->either[i] & seen & ((facts->either[i] & seen) - 1)) != 0)
			return (false); /* two bits */
	return (true);
}

static bool
take_word(struct quick *in, const char *word, size_t n)
{
	if ((size_t)(in->end - in->p) < n || memcmp(in->p, word, n) != 0)
		return (false);
	in->p += n;
	return (true);
}

static bool
quick_flag(struct quick *in, const struct model_member *member, char *content)
{
	bool *flag = (bool *)(void *)(content + member->offset);

	in->values++;
	*(bool *)(void *)(content + member->given) = true;
	*flag = take_word(in, "true", 4);
	return (*flag || take_word(in, "false", 5));
}

static bool
quick_member(struct quick *in, const struct model_member *member, char *content)
{
	char *at = content + member->offset, *pointed;

	switch ((enum model_kind)member->kind) {
	case KIND_TEXT:
		return (take_text(in, member, (struct str *)(void *)at));
	case KIND_TEXTS:
	case KIND_LIST:
		return (quick_list(in, member, (struct model_list *)(void *)at));
	case KIND_FLAG:
		return (quick_flag(in, member, content));
	case KIND_DECIMAL:
		return (false); /* rare: no model that is read here has any */
	case KIND_PRESENT:
		*(bool *)(void *)at = true;
		in->values++;
		if (in->depth == json_limits_document.depth || !take(in, '{'))
			return (false);
		skip_blanks(in);
		return (take(in, '}'));
	case KIND_INLINE:
		return (quick_object(in, member->object, at));
	case KIND_POINTER:
		pointed = arena_alloc(in->arena, member->object->size);
		*(void **)(void *)at = pointed;
		return (pointed != NULL && quick_object(in, member->object, pointed));
	}
	return (false);
}

/* Names are short: a loop beats a call. */
static inline bool
same_name(const char *p, const struct model_member *member)
{
	for (size_t i = 0; i < member->name_n; i++)
		if (p[i] != member->name[i])
			return (false);
	return (true);
}

/* The member whose name is the key at P, after its quote; documents list members in about the order of the tables, so we look from HINT on. */
static const struct model_member *
take_key(struct quick *in, const struct model_object *object, size_t hint)
{
	size_t left = (size_t)(in->end - in->p);

	for (size_t i = 0; i < object->n; i++) {
		const struct model_member *member = &object->members[hint + i < object->n ? hint + i : hint + i - object->n];

		if (left <= member->name_n || in->p[member->name_n] != '"' || !same_name(in->p, member))
			continue;
		in->p += member->name_n + 1;
		in->values++;
		return (member);
	}
	return (NULL);
}

static bool
quick_object(struct quick *in, const struct model_object *object, char *ret)
{
	uint32_t seen = 0;
	size_t hint = 0;

	if (++in->depth > json_limits_document.depth || object->n > 32 || !take(in, '{'))
		return (false);
	in->values++;
	do {
		const struct model_member *member;

		skip_blanks(in);
		if (!take(in, '"'))
			return (false);
		member = take_key(in, object, hint);
		if (member == NULL)
			return (false);
		hint = (size_t)(member - object->members);
		if ((seen & (uint32_t)1 << hint) != 0)
			return (false);
		seen |= (uint32_t)1 << hint++;
		skip_blanks(in);
		if (!take(in, ':'))
			return (false);
		skip_blanks(in);
		if (!quick_member(in, member, ret))
			return (false);
		skip_blanks(in);
	} while (take(in, ','));
	in->depth--;
	return (take(in, '}') && members_fit(facts_of(in, object), seen));
}

/* ---- Documents ---- */

/* The first "oscal-version" of TEXT; that it is the one of the metadata is made sure of afterwards. */
static struct str
guess_version(struct str text)
{
	static const char key[] = "\"oscal-version\"";
	const char *p = memmem(text.p, text.n < VERSION_WITHIN ? text.n : VERSION_WITHIN, key, sizeof key - 1), *end = text.p + text.n, *from;

	if (p == NULL)
		return (STR_NONE);
	for (p += sizeof key - 1; p < end && (*p == ' ' || *p == ':' || *p == '\n' || *p == '\t' || *p == '\r');)
		p++;
	if (p == end || *p != '"')
		return (STR_NONE);
	from = ++p;
	while (p < end && *p != '"')
		p++;
	return ((struct str){ from, (size_t)(p - from) });
}

static bool
quick_document(struct quick *in, struct oscal_doc *doc)
{
	const struct model_object *object = &model_catalog;
	unsigned minor;
	void *content;

	skip_blanks(in);
	if (!take(in, '{'))
		return (false);
	skip_blanks(in);
	if (take_word(in, "\"profile\"", 9))
		object = &model_profile;
	else if (!take_word(in, "\"catalog\"", 9))
		return (false);
	skip_blanks(in);
	content = arena_alloc(in->arena, object->size);
	if (content == NULL || !take(in, ':'))
		return (false);
	skip_blanks(in);
	in->depth = 1;
	if (!quick_object(in, object, content))
		return (false);
	skip_blanks(in);
	if (!take(in, '}'))
		return (false);
	skip_blanks(in);
	/* The document and its one key are values too. */
	if (in->p != in->end || in->values + 2 > json_limits_document.values)
		return (false);
	doc_set(doc, object == &model_catalog ? OSCAL_CATALOG : OSCAL_PROFILE, content);
	return (oscal_minor(doc->metadata->oscal_version, &minor) == 0 && minor == in->minor);
}

bool
quick_read(struct oscal_doc *doc, struct str text)
{
	struct quick *in = calloc(1, sizeof *in);
	struct oscal_private *private = doc->private;
	bool done = false;

	if (in != NULL && oscal_minor(guess_version(text), &in->minor) == 0 && pool_open(private, text.n)) {
		in->p = in->line_start = text.p;
		in->end = text.p + text.n;
		in->to = private->pool;
		in->line = 1;
		in->arena = private->arena;
		done = quick_document(in, doc);
		if (done)
			pool_trim(private, (size_t)(in->to - private->pool));
		else
			pool_free(private);
		private->minor = in->minor;
	}
	for (int i = 0; in != NULL && i < LEVELS; i++)
		free(in->scratch[i].items);
	free(in);
	return (done);
}
