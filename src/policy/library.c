/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/library.h"

#include <pthread.h>

#include "base/clock.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct shared_doc *documents;

static void
shared_doc_free(struct shared_doc *doc)
{
	oscal_free((struct oscal_doc *)(uintptr_t)doc->doc);
	free(doc);
}

/* Take another reference on the document of SHA256, if it is here.  Under the lock. */
static struct shared_doc *
find(struct digest sha256)
{
	for (struct shared_doc *doc = documents; doc != NULL; doc = doc->next) {
		if (!digest_eq(doc->sha256, sha256))
			continue;
		doc->refs++;
		return (doc);
	}
	return (NULL);
}

/* Unlink idle documents: those used last before BEFORE, and the oldest while their bytes pass MAX.  Under the lock; returns the list. */
static struct shared_doc *
take_idle(int64_t before, size_t max)
{
	struct shared_doc *taken = NULL;

	for (;;) {
		struct shared_doc **oldest = NULL, *doc;
		size_t idle = 0;

		for (struct shared_doc **at = &documents; *at != NULL; at = &(*at)->next) {
			if ((*at)->refs > 0)
				continue;
			idle += (*at)->bytes;
			if (oldest == NULL || (*at)->used < (*oldest)->used)
				oldest = at;
		}
		if (oldest == NULL || (idle <= max && (*oldest)->used >= before))
			return (taken);
		doc = *oldest;
		*oldest = doc->next;
		doc->next = taken;
		taken = doc;
	}
}

static void
free_list(struct shared_doc *doc)
{
	while (doc != NULL) {
		struct shared_doc *next = doc->next;

		shared_doc_free(doc);
		doc = next;
	}
}

static struct shared_doc *
find_locked(struct digest sha256)
{
	struct shared_doc *doc;

	pthread_mutex_lock(&lock);
	doc = find(sha256);
	pthread_mutex_unlock(&lock);
	return (doc);
}

int
shared_doc_read(struct str text, struct str filename, struct shared_doc **ret, struct problem *why)
{
	struct shared_doc *doc = calloc(1, sizeof *doc);
	struct oscal_doc *parsed;

	if (doc == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	if (oscal_read(text, filename, NULL, &parsed, why)) {
		free(doc);
		return (-1);
	}
	*doc = (struct shared_doc){ .doc = parsed, .bytes = text.n, .refs = 1 };
	*ret = doc;
	return (0);
}

void
shared_doc_share(struct shared_doc *doc, struct digest sha256)
{
	struct shared_doc *elder;

	pthread_mutex_lock(&lock);
	elder = find(sha256);
	if (elder == NULL) {
		doc->sha256 = sha256;
		doc->next = documents;
		documents = doc;
	} else {
		elder->refs--;
	}
	pthread_mutex_unlock(&lock);
}

int
shared_doc_get(struct blobs *blobs, struct digest sha256, struct str filename, struct shared_doc **ret, struct problem *why)
{
	struct arena *arena CLEANUP(arena_freep) = NULL;
	struct str text;

	*ret = find_locked(sha256);
	if (*ret != NULL)
		return (0);
	arena = arena_new(OSCAL_BYTES_MAX + (1 << 20));
	if (arena == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	if (blob_get(blobs, sha256, OSCAL_BYTES_MAX, arena, &text, why) || shared_doc_read(text, filename, ret, why))
		return (-1);
	shared_doc_share(*ret, sha256);
	return (0);
}

void
shared_doc_put(struct shared_doc *doc)
{
	struct shared_doc *idle;

	if (doc == NULL)
		return;
	if (digest_is_none(doc->sha256)) { /* never shared */
		shared_doc_free(doc);
		return;
	}
	pthread_mutex_lock(&lock);
	doc->refs--;
	doc->used = clock_mono();
	idle = take_idle(INT64_MIN, LIBRARY_IDLE_BYTES_MAX);
	pthread_mutex_unlock(&lock);
	free_list(idle);
}

void
library_trim(int64_t now)
{
	struct shared_doc *idle;

	pthread_mutex_lock(&lock);
	idle = take_idle(now - LIBRARY_IDLE_US, LIBRARY_IDLE_BYTES_MAX);
	pthread_mutex_unlock(&lock);
	free_list(idle);
}
