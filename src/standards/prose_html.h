/* SPDX-License-Identifier: Apache-2.0 */
/* What the files that write prose elements share. */
#ifndef STANDARDS_PROSE_HTML_H
#define STANDARDS_PROSE_HTML_H

#include "base/xml_write.h"
#include "standards/prose.h"

/** html_inline(text, out): the text of one block with its marks as elements.  False if it holds a character that XML cannot. */
bool html_inline(struct str text, struct buf *out);

/** html_code(text, out): TEXT as it is, but for inserts. */
void html_code(struct str text, struct buf *out);

#endif
