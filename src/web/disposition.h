/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Content-Disposition (RFC 6266, RFC 7578 §4.2): the name of a form's field and the name of a file.
 */
#ifndef WEB_DISPOSITION_H
#define WEB_DISPOSITION_H

#include "base/arena.h"

struct disposition {
	struct str type;      /* "form-data", "attachment"; borrowed */
	struct str name;      /* in the arena; absent: none */
	struct str filename;  /* filename* (RFC 8187, UTF-8 only) before filename; as sent: whoever keeps it checks it */
};

/**
 * disposition_parse(header, arena, ret): -1 for a header that is none, for text that is no UTF-8, or when the arena is full.  In a quoted
 * value a backslash escapes a quote only, since browsers send others as they are; %22 is a quote (WHATWG HTML, multipart/form-data).
 */
MUST_CHECK int disposition_parse(struct str header, struct arena *arena, struct disposition *ret);

/** disposition_attachment(arena, filename): the header that offers a file under FILENAME, in both spellings. */
struct str disposition_attachment(struct arena *arena, struct str filename);

#endif
