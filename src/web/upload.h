/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Uploads: a file as the body of a request, or as the one file of a form, streamed into wherever the route's sink puts it.
 *
 * The verb's fill function takes the finished bytes (upload_take) and puts what is known of them into the payload.  Its fields come from the
 * form, or from the query where the file is the whole body.
 */
#ifndef WEB_UPLOAD_H
#define WEB_UPLOAD_H

#include "web/request.h"

/** Where the bytes go; STATE is state_bytes of zeroed memory.  Called on the server's threads: write, do not sync. */
struct upload_sink {
	size_t state_bytes;
	int (*begin)(struct request *r, void *state, struct problem *why);
	int (*write)(void *state, const char *p, size_t n, struct problem *why);
	void (*abandon)(void *state);
};

/** upload_take(r): the sink's state, now the caller's to finish or abandon. */
void *upload_take(struct request *r);
/** upload_filename(r): as sent, to be made safe; absent: none.  upload_media_type(r): likewise. */
struct str upload_filename(const struct request *r);
struct str upload_media_type(const struct request *r);

#endif
