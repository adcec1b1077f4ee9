/* SPDX-License-Identifier: Apache-2.0 */
/*
 * YAML as it may come in: the part of YAML 1.2 that says what JSON can say.  One document, UTF-8, bounded, no aliases, no tags but "!!str", no key twice.
 *
 * A thin wrapper over libyaml's parser.  Plain scalars are what JSON would read ("true", "null", "-1.5e3"), or nothing ("~", ""), else texts: "yes", "0x10" and dates are
 * texts.
 */
#ifndef BASE_YAML_H
#define BASE_YAML_H

#include "base/json_build.h"

/**
 * yaml_parse(text, limits, arena, ret, ret_spots, ret_nspots, why): TEXT as a JSON document, for json_free(); where its texts stood, in ARENA.
 * -1 with WHY (line and column set): limit_reached, text_not_utf8, yaml_malformed, yaml_alias, json_duplicate_key, json_too_deep.  Cost: one pass.
 */
MUST_CHECK int yaml_parse(struct str text, const struct json_limits *limits, struct arena *arena, yyjson_doc **ret, const struct json_spot **ret_spots,
    size_t *ret_nspots, struct problem *why);

#endif
