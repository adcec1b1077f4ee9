/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/source_inside.h"

#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct source_private *sources;

enum { SOURCES_IDLE_MAX = 3 };

void
source_free(struct source_private *p)
{
	if (p == NULL)
		return;
	origins_free(p->origins);
	if (p->source.resolved != p->source.doc)
		oscal_free((struct oscal_doc *)(uintptr_t)p->source.resolved);
	for (size_t i = 0; i < p->ndocs; i++)
		shared_doc_put(p->docs[i].shared);
	arena_free(p->arena);
	free(p);
}

static struct source_private *
find(struct id document)
{
	for (struct source_private *p = sources; p != NULL; p = p->next) {
		if (!id_eq(p->source.document, document))
			continue;
		p->refs++;
		return (p);
	}
	return (NULL);
}

static struct source_private *
find_locked(struct id document)
{
	struct source_private *p;

	pthread_mutex_lock(&lock);
	p = find(document);
	pthread_mutex_unlock(&lock);
	return (p);
}

struct source *
source_share(struct source_private *p)
{
	struct source_private *elder;

	p->refs = 1;
	pthread_mutex_lock(&lock);
	elder = find(p->source.document);
	if (elder == NULL) {
		p->next = sources;
		sources = p;
	}
	pthread_mutex_unlock(&lock);
	if (elder == NULL)
		return (&p->source);
	source_free(p);
	return (&elder->source);
}

/* Unlink idle sources: all used last before BEFORE, and the oldest beyond MAX.  Under the lock. */
static struct source_private *
take_idle(int64_t before, size_t max)
{
	struct source_private *taken = NULL;

	for (;;) {
		struct source_private **oldest = NULL, *p;
		size_t idle = 0;

		for (struct source_private **at = &sources; *at != NULL; at = &(*at)->next) {
			if ((*at)->refs > 0)
				continue;
			idle++;
			if (oldest == NULL || (*at)->used < (*oldest)->used)
				oldest = at;
		}
		if (oldest == NULL || (idle <= max && (*oldest)->used >= before))
			return (taken);
		p = *oldest;
		*oldest = p->next;
		p->next = taken;
		taken = p;
	}
}

static void
free_list(struct source_private *p)
{
	while (p != NULL) {
		struct source_private *next = p->next;

		source_free(p);
		p = next;
	}
}

void
source_put(struct source *source)
{
	struct source_private *idle;

	if (source == NULL)
		return;
	pthread_mutex_lock(&lock);
	source->private->refs--;
	source->private->used = clock_mono();
	idle = take_idle(INT64_MIN, SOURCES_IDLE_MAX);
	pthread_mutex_unlock(&lock);
	free_list(idle);
}

void
source_putp(struct source **source)
{
	source_put(*source);
	*source = NULL;
}

struct source *
source_ref(struct source *source)
{
	pthread_mutex_lock(&lock);
	source->private->refs++;
	pthread_mutex_unlock(&lock);
	return (source);
}

void
source_trim(int64_t now)
{
	struct source_private *idle;

	pthread_mutex_lock(&lock);
	idle = take_idle(now - LIBRARY_IDLE_US, SOURCES_IDLE_MAX);
	pthread_mutex_unlock(&lock);
	free_list(idle);
	library_trim(now);
}

/* ---- Where things were written ---- */

const struct origins *
source_origins(struct source *source)
{
	struct source_private *p = source->private;
	struct origins *made = NULL, *kept;

	pthread_mutex_lock(&lock);
	kept = p->origins;
	pthread_mutex_unlock(&lock);
	if (kept != NULL)
		return (kept);
	made = origins_make(source->resolved);
	pthread_mutex_lock(&lock);
	if (p->origins == NULL) {
		p->origins = made;
		made = NULL;
	}
	kept = p->origins;
	pthread_mutex_unlock(&lock);
	origins_free(made);
	return (kept);
}

struct id
source_document_of(const struct source *source, const struct oscal_doc *doc)
{
	for (size_t i = 0; i < source->private->ndocs; i++)
		if (source->private->docs[i].shared->doc == doc)
			return (source->private->docs[i].id);
	return (ID_NONE);
}

/* ---- Installed documents ---- */

static const char DOCUMENT_FILE[] = "SELECT sha256, filename FROM document WHERE id = ?1";
static const char IMPORT_OF[] = "SELECT target FROM document_import WHERE document = ?1 AND href = ?2";

int
source_document(struct db *db, struct blobs *blobs, struct id document, struct shared_doc **ret, struct problem *why)
{
	struct stmt *q = db_query(db, DOCUMENT_FILE, ARGS(ARG_ID(document)));
	struct digest sha256;
	char name[256] = "";
	bool found = stmt_step(q) == STORE_ROW;

	if (found) {
		sha256 = stmt_digest(q, 0);
		snprintf(name, sizeof name, "%.*s", STR_FMT(stmt_text(q, 1)));
	}
	if (stmt_done(q))
		return (db_problem(db, why));
	if (!found)
		return (problem_set(why, DOCUMENT_UNKNOWN, "document"));
	return (shared_doc_get(blobs, sha256, str_c(name), ret, why));
}

int
source_pinned(struct db *db, struct id importer, struct str href, struct id *ret, struct problem *why)
{
	struct stmt *q = db_query(db, IMPORT_OF, ARGS(ARG_ID(importer), ARG_TEXT(href)));
	bool found = stmt_step(q) == STORE_ROW;

	if (found)
		*ret = stmt_id(q, 0);
	if (stmt_done(q))
		return (db_problem(db, why));
	return (found ? 0 : -1);
}

int
source_get(struct db *db, struct blobs *blobs, struct id document, struct source **ret, struct problem *why)
{
	struct source_private *p = find_locked(document);
	struct shared_doc *doc;

	if (p != NULL) {
		*ret = &p->source;
		return (0);
	}
	if (source_document(db, blobs, document, &doc, why))
		return (-1);
	return (source_make(db, blobs, document, doc, NULL, NULL, ret, why));
}

const struct source_control *
source_find(const struct source *source, struct str id)
{
	const uint32_t *by_id = source->private->by_id;
	size_t low = 0, high = source->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct source_control *control = &source->controls[by_id[middle]];
		int order = str_cmp(control->id, id);

		if (order == 0)
			return (control);
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return (NULL);
}

const struct source_param *
source_param_find(const struct source *source, struct str id, const struct source_control **ret_control)
{
	const struct source_place *places = source->private->by_param;
	size_t low = 0, high = source->private->nparams;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct source_control *control = &source->controls[places[middle].control];
		const struct source_param *param = &control->params[places[middle].param];
		int order = str_cmp(param->param->id, id);

		if (order == 0) {
			*ret_control = control;
			return (param);
		}
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return (NULL);
}
