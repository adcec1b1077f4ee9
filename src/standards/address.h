/* SPDX-License-Identifier: Apache-2.0 */
/* How addresses are written: those of documents (RFC 3986) and of people (RFC 5321, with RFC 6531's other letters). */
#ifndef STANDARDS_ADDRESS_H
#define STANDARDS_ADDRESS_H

#include "base/str.h"

/** address_is_reference(text): a URI-reference of RFC 3986 §4.1; the empty one too. */
bool address_is_reference(struct str text);
/** address_is_uri(text): one with a scheme of two characters or more and something behind it, as OSCAL's schemas want a uri. */
bool address_is_uri(struct str text);
/** address_is_character(c): C can stand in a path or query as it is. */
bool address_is_character(char c);
/** address_is_mailbox(text): a Mailbox of RFC 5321 §4.1.2, in well-formed UTF-8. */
bool address_is_mailbox(struct str text);

#endif
