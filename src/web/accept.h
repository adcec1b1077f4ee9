/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Content negotiation: which of what we have a client would rather read (RFC 9110 §12), and entity tags (§8.8.3).
 */
#ifndef WEB_ACCEPT_H
#define WEB_ACCEPT_H

#include "base/locale.h"

/**
 * accept_pick(header, offers, n): the index of the offer ("text/html") with the highest quality in an Accept HEADER; of equals the
 * first.  An absent header takes the first.  -1: none is acceptable.  Parameters other than q are ignored; at most 32 ranges are read.
 */
int accept_pick(struct str header, const char *const *offers, size_t n);

/** accept_language(header, ret): the language of ours that an Accept-Language HEADER likes best.  -1: none. */
MUST_CHECK int accept_language(struct str header, enum lang *ret);

/** media_type_is(content_type, type): CONTENT_TYPE without its parameters is TYPE (lower case). */
bool media_type_is(struct str content_type, const char *type);
/** media_type_parameter(content_type, name): its parameter NAME, quotes taken off; absent: none. */
struct str media_type_parameter(struct str content_type, const char *name);

/** etag_matches(header, etag): "*" or a list with ETAG (quotes included), compared weakly. */
bool etag_matches(struct str header, struct str etag);
/** etag_version(header, ret): the number in an If-Match that names one of our version tags ("\"7\"", weak or not). */
MUST_CHECK int etag_version(struct str header, int64_t *ret);

#endif
