/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/rulebook_inside.h"

#include <pthread.h>

#include "people/kind.h"

SHAPE_DEFINE(provenance, PROVENANCE)

/* The present rulebook: the lock is held for a few instructions, so that a reader cannot take a book that is being freed. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct rulebook empty;
static struct rulebook *present = &empty;
static uint64_t epochs;

struct rulebook *
rulebook_get(void)
{
	struct rulebook *book;

	pthread_mutex_lock(&lock);
	book = present;
	book->refs++;
	pthread_mutex_unlock(&lock);
	return (book);
}

void
rulebook_put(struct rulebook *book)
{
	bool last;

	if (book == NULL)
		return;
	pthread_mutex_lock(&lock);
	last = --book->refs == 0 && book != &empty;
	pthread_mutex_unlock(&lock);
	if (last)
		rulebook_free(book);
}

/* The reference that BOOK was built with becomes that of `present`. */
static void
make_present(struct rulebook *book)
{
	struct rulebook *before;

	pthread_mutex_lock(&lock);
	book->epoch = ++epochs;
	before = present;
	present = book;
	if (before == &empty)
		before = NULL;
	pthread_mutex_unlock(&lock);
	rulebook_put(before);
}

int
rulebook_load(struct db *db, struct blobs *blobs, int64_t now, struct problem *why)
{
	struct rulebook *book;

	if (rulebook_build(db, blobs, now, &book, why))
		return (-1);
	make_present(book);
	return (0);
}

int
rulebook_at(struct db *db, struct blobs *blobs, int64_t at, struct rulebook **ret, struct problem *why)
{
	return (rulebook_build(db, blobs, at, ret, why));
}

uint64_t
rulebook_epoch(const struct rulebook *book)
{
	return (book->epoch);
}

int64_t
rulebook_until(const struct rulebook *book)
{
	return (book->until);
}

size_t
rulebook_sets(const struct rulebook *book)
{
	return (book->nsets);
}

const struct ruleset *
rulebook_set(const struct rulebook *book, size_t index)
{
	return (index < book->nsets ? &book->sets[index] : NULL);
}

static bool
chain_cites(const struct provenance *chain, size_t n, int64_t seq)
{
	for (size_t i = 0; i < n; i++)
		if (chain[i].seq == seq)
			return (true);
	return (false);
}

static bool
rule_cites(const struct rule *rule, int64_t seq)
{
	for (size_t i = 0; i < rule->nparams; i++)
		if (chain_cites(rule->params[i].chain, rule->params[i].nchain, seq))
			return (true);
	return (chain_cites(rule->chain, rule->nchain, seq));
}

bool
rulebook_cites(const struct rulebook *book, int64_t seq)
{
	for (size_t i = 0; i < book->nsets; i++)
		for (size_t k = 0; k < book->sets[i].n; k++)
			if (rule_cites(&book->sets[i].rules[k], seq))
				return (true);
	return (false);
}

const struct ruleset *
rulebook_find(const struct rulebook *book, struct id baseline)
{
	size_t low = 0, high = book->nsets;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct ruleset *set = &book->sets[book->by_baseline[middle]];
		int order = id_cmp(set->baseline, baseline);

		if (order == 0)
			return (set);
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return (NULL);
}

/* ---- Who owes what ---- */

static bool
kind_listed(const struct str_list *kinds, struct str kind)
{
	for (size_t i = 0; i < kinds->n; i++)
		if (str_eq(kinds->items[i], kind))
			return (true);
	return (kinds->n == 0 && str_eq_c(kind, choice_name(&entity_kind_choices, KIND_BODY)));
}

static bool
condition_holds(const struct pair *condition, const struct rule_subject *subject)
{
	for (size_t i = 0; i < subject->nattributes; i++)
		if (str_eq(subject->attributes[i].name, condition->name))
			return (str_eq(subject->attributes[i].value, condition->value));
	return (false);
}

bool
rulebook_root_applies(const struct str_list *kinds, const struct pair_list *conditions, struct str issuer_path,
    const struct rule_subject *subject)
{
	if (!str_starts(subject->path, issuer_path) || !kind_listed(kinds, subject->kind))
		return (false);
	for (size_t i = 0; i < conditions->n; i++)
		if (!condition_holds(&conditions->items[i], subject))
			return (false);
	return (true);
}

/* The deepest layer of ROOT at or above PATH: the last one that does not sort after it, or the first that encloses that one. */
static uint32_t
deepest(const struct rulebook *book, const struct rulebook_root *root, struct str path)
{
	size_t low = 1, high = root->n;
	uint32_t at;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (str_cmp(book->sets[root->first + middle].issuer_path, path) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	at = root->first + (uint32_t)(low - 1);
	while (!str_starts(path, book->sets[at].issuer_path))
		at = book->enclosing[at];
	return (at);
}

size_t
rulebook_applies(const struct rulebook *book, const struct rule_subject *subject, const struct ruleset *ret[RULESETS_PER_ENTITY_MAX])
{
	size_t n = 0;

	for (size_t i = 0; i < book->nroots && n < RULESETS_PER_ENTITY_MAX; i++) {
		const struct rulebook_root *root = &book->roots[i];

		if (rulebook_root_applies(&root->kinds, &root->conditions, book->sets[root->first].issuer_path, subject))
			ret[n++] = &book->sets[deepest(book, root, subject->path)];
	}
	return (n);
}

/* ---- One rule ---- */

const struct rule *
ruleset_find(const struct ruleset *set, struct str id)
{
	size_t low = 0, high = set->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct rule *rule = &set->rules[set->by_id[middle]];
		int order = str_cmp(rule->id, id);

		if (order == 0)
			return (rule);
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return (NULL);
}

const struct rule *
ruleset_by_num(const struct ruleset *set, uint32_t num)
{
	size_t low = 0, high = set->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct rule *rule = &set->rules[set->by_num[middle]];

		if (rule->num == num)
			return (rule);
		if (rule->num < num)
			low = middle + 1;
		else
			high = middle;
	}
	return (NULL);
}

size_t
ruleset_search(const struct ruleset *set, struct str folded, const struct rule **ret, size_t max)
{
	size_t n = 0;

	for (size_t i = 0; i < set->n && n < max; i++)
		if (str_find(set->rules[i].search, folded) >= 0)
			ret[n++] = &set->rules[i];
	return (n);
}
