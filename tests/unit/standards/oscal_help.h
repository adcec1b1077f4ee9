/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Help for tests of the OSCAL engine: small documents written with ' for ", and a shelf that imports are taken from.
 */
#ifndef TESTS_OSCAL_HELP_H
#define TESTS_OSCAL_HELP_H

#include "standards/oscal.h"
#include "test.h"

/** METADATA of a valid document, to stand in one. */
#define META "'metadata':{'title':'T','last-modified':'2026-11-24T00:00:00Z','version':'1','oscal-version':'1.1.3'}"
#define UUID "'uuid':'6f2c0f60-9d2c-4d2b-9f3e-0a1b2c3d4e5f',"
#define CATALOG(members) "{'catalog':{" UUID META members "}}"
#define PROFILE(members) "{'profile':{" UUID META members "}}"

/** json(text): TEXT with " for '; borrowed until the test program ends. */
struct str json(const char *text);

/** read_ok(text): the document of json(TEXT), read strictly; fails the test if that is refused. */
struct oscal_doc *read_ok(const char *text);
/** read_fails(text, code): reading json(TEXT) fails with CODE; the problem is the result. */
struct problem read_fails(const char *text, enum problem_code code);

/** The documents that imports find, by URI; and what was reported. */
struct shelf {
	struct {
		const char *uri, *text;
	} books[8];
	unsigned nloaded;
	enum problem_code warnings[64];
	unsigned nwarnings;
	struct problem last;             /* reported */
	enum oscal_mode mode;
	enum oscal_flat flat;
};
/** resolve_ok(shelf, text): what the profile json(TEXT), named "p.json", means. */
struct oscal_doc *resolve_ok(struct shelf *shelf, const char *text);
struct problem resolve_fails(struct shelf *shelf, const char *text, enum problem_code code);

/** outline(doc): the structure of a catalog: "{g: a1 a2(a2.1)} b1", loose params first as "$p". */
const char *outline(const struct oscal_doc *doc);
/** written(doc): its JSON, compact, with ' for ". */
const char *written(const struct oscal_doc *doc);

#define assert_outline(doc, expected) assert_string_equal(outline(doc), expected)

#endif
