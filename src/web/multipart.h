/* SPDX-License-Identifier: Apache-2.0 */
/*
 * multipart/form-data (RFC 7578, RFC 2046 §5.1), read as it arrives: no part is ever held as a whole.
 */
#ifndef WEB_MULTIPART_H
#define WEB_MULTIPART_H

#include "base/arena.h"
#include "base/problem.h"

enum {
	MULTIPART_BOUNDARY_MAX = 70,        /* RFC 2046 §5.1.1 */
	MULTIPART_PARTS_MAX = 100,
	MULTIPART_HEADERS_MAX = 4096,       /* bytes of one part's headers */
};

struct multipart_part {
	struct str name;
	struct str filename;                /* absent: a field */
	struct str media_type;              /* as sent; absent: none */
};

/** What is told of the parts, in order; -1 with WHY stops the reading. */
struct multipart_sink {
	void *context;
	int (*begin)(void *context, const struct multipart_part *part, struct problem *why);
	int (*data)(void *context, const char *p, size_t n, struct problem *why);
	int (*end)(void *context, struct problem *why);
};

struct multipart {
	struct multipart_sink sink;
	struct arena *arena;
	enum { MULTIPART_PREAMBLE, MULTIPART_DELIMITER, MULTIPART_LINE, MULTIPART_DATA, MULTIPART_EPILOGUE, MULTIPART_FAILED } state;
	char delimiter[4 + MULTIPART_BOUNDARY_MAX];
	size_t ndelimiter, matched;
	size_t imagined;                    /* of the matched ones, those that were not in the body: a part's first line end */
	char line[MULTIPART_HEADERS_MAX];
	size_t nline, nheaders;
	unsigned nparts;
	struct multipart_part part;
	bool disposed;                      /* the part has said its name */
};

/**
 * multipart_begin(m, content_type, sink, arena, why): for a body of CONTENT_TYPE.  Names of parts go into ARENA.  -1: multipart_malformed
 * (no boundary or not one).
 */
MUST_CHECK int multipart_begin(struct multipart *m, struct str content_type, struct multipart_sink sink, struct arena *arena,
    struct problem *why);
/** multipart_push(m, p, n, why): the next piece.  -1: multipart_malformed, limit_reached, or what the sink said. */
MUST_CHECK int multipart_push(struct multipart *m, const char *p, size_t n, struct problem *why);
/** multipart_finish(m, why): no more comes.  -1: multipart_malformed where the last boundary is missing. */
MUST_CHECK int multipart_finish(struct multipart *m, struct problem *why);

#endif
