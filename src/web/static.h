/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Static files: stylesheet, script, icon and fonts, embedded in the program at build time.
 *
 * The name in the URL holds the hash of the content ("/static/app.3f9a0c2b1d4e.css"), so a file may be cached for ever; a name with an
 * outdated hash is unknown.
 */
#ifndef WEB_STATIC_H
#define WEB_STATIC_H

#include "base/str.h"

struct static_file {
	const char *name;          /* "app.css" */
	const char *url;           /* "/static/app.3f9a0c2b1d4e.css" */
	const char *media_type;    /* "text/css; charset=utf-8" */
	const char *etag;          /* "\"3f9a0c2b1d4e…\"" with its quotes */
	const unsigned char *bytes;
	size_t n;
};

/** What a static file is served with. */
#define STATIC_CACHE_CONTROL "public, max-age=31536000, immutable"

/** static_find(url): the file whose url is URL ("/static/…"), or NULL. */
const struct static_file *static_find(struct str url);
/** static_url(name): where NAME is served; "" for a file that this build does not have (fonts are optional). */
const char *static_url(const char *name);
/** static_count(), static_at(i): all of them, for the route walk. */
size_t static_count(void);
const struct static_file *static_at(size_t i);

#endif
