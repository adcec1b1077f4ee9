/* SPDX-License-Identifier: Apache-2.0 */
/* Text as XML: what must be escaped, escaped. */
#ifndef BASE_XML_WRITE_H
#define BASE_XML_WRITE_H

#include "base/buf.h"

/** xml_text(out, text): TEXT as the content of an element.  False if it holds a character that XML cannot (a control character); "U+FFFD" is written instead. */
bool xml_text(struct buf *out, struct str text);
/** xml_attribute_text(out, text): the same between double quotes; line ends and tabs are kept. */
bool xml_attribute_text(struct buf *out, struct str text);
/** xml_holds(text): whether XML can hold every character of TEXT. */
bool xml_holds(struct str text);

/** xml_new_line(out, indent): a line end, and INDENT blanks. */
void xml_new_line(struct buf *out, unsigned indent);

#endif
