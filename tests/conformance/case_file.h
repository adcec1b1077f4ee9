/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cases of profile resolution as text: small documents, and the catalog that the last of them means.
 *
 *	=== a sentence that says what must hold
 *	clause: req-include-by-id		the requirements that decide it (docs/oscal-conformance.md)
 *	warns: oscal_control_unknown		what tolerant mode tells, in order, once each
 *	strict: oscal_control_unknown		what strict mode refuses it with; "warns": it warns as tolerant mode does; without: strict mode gives
 *						the same result, without warnings
 *	flat: groups-only			the other reading of flat
 *	mode: tolerant				only in that mode ("strict" likewise)
 *	format: yaml				only in that format
 *	# Anything: why.
 *	--- lamps.yaml				a document, by the URI that it goes by
 *	catalog:
 *	  controls: …
 *	--- profile.yaml
 *	profile: …
 *	--- result				of the last document; or "--- error: CODE"
 *	catalog: …
 *
 * Documents are YAML, as the examples of the specification are.  One without uuid or metadata gets ones that make it valid: the title is "T".
 * "@base64 NAME@" in a document stands for the document NAME in base64.
 */
#ifndef CONFORMANCE_CASE_FILE_H
#define CONFORMANCE_CASE_FILE_H

#include "base/str.h"

enum { CASE_DOCUMENTS_MAX = 8, CASE_CODES_MAX = 8 };

struct case_document {
	struct str name, text;
};

struct case_text {
	struct str title, clauses;
	struct str warns, strict, error;     /* names of problems */
	struct str flat, mode, format;       /* absent: spec, both, all */
	struct case_document documents[CASE_DOCUMENTS_MAX];
	size_t ndocuments;
	struct str result;                   /* absent: an error is expected */
	unsigned line;
};

/** case_next(rest, line, ret): take the next case off REST; false at its end.  A malformed file fails the test. */
bool case_next(struct str *rest, unsigned *line, struct case_text *ret);

#endif
