/* SPDX-License-Identifier: Apache-2.0 */
/* What a CISO Assistant library has beside the requirements of a framework. */
#include "standards/sheet_ciso.h"

enum { RELATIONS_MAX = 19000, STRENGTH_MAX = 10 };

static int
begin(struct ciso_library *in, enum sheet_kind kind, struct str name)
{
	in->row = 0;
	return (draft_sheet(&in->draft, kind, name));
}

static struct str
line_text(struct ciso_library *in, yyjson_val *value)
{
	return (arena_fmt(in->arena, "%u", ciso_line(in, value)));
}

/* ---- Facts ---- */

static int
put_fact(struct ciso_library *in, const char *name, struct str value)
{
	if (value.n == 0)
		return (0);
	in->row++;
	return (ciso_put(in, SHEET_FACT_NAME, str_c(name)) || ciso_put(in, SHEET_FACT_VALUE, value) ? -1 : 0);
}

/* What a framework and a library are both called. */
static int
put_names(struct ciso_library *in, yyjson_val *object)
{
	return (put_fact(in, "urn", ciso_text(in, object, "urn")) || put_fact(in, "title", ciso_english(in, object, "name")) ||
	    put_fact(in, "title.ur", ciso_urdu(in, object, "name")) || put_fact(in, "description", ciso_english(in, object, "description")) ||
	    put_fact(in, "description.ur", ciso_urdu(in, object, "description")) ? -1 : 0);
}

int
ciso_library_facts(struct ciso_library *in)
{
	if (begin(in, SHEET_LIBRARY, STR("")) || put_names(in, in->root))
		return (-1);
	return (put_fact(in, "version", ciso_text(in, in->root, "version")) || put_fact(in, "provider", ciso_text(in, in->root, "provider")) ||
	    put_fact(in, "copyright", ciso_text(in, in->root, "copyright")) ? -1 : 0);
}

static int
put_facts(struct ciso_library *in, yyjson_val *framework)
{
	if (begin(in, SHEET_FACTS, STR("")) || put_names(in, framework))
		return (-1);
	return (put_fact(in, "score-min", ciso_text(in, framework, "min_score")) || put_fact(in, "score-max", ciso_text(in, framework, "max_score")) ? -1 : 0);
}

/* ---- Implementation groups ---- */

static int
put_set(struct ciso_library *in, yyjson_val *group)
{
	struct str ref = ciso_text(in, group, "ref_id");

	if (ref.n == 0) {
		ciso_found(in, LIBRARY_MEMBER, group);
		problem_arg(in->why, "name", STR("ref_id"));
		return (0);
	}
	in->row++;
	return (ciso_put(in, SHEET_SET_REF, ref) || ciso_put(in, SHEET_SET_LINE, line_text(in, group)) ||
	    ciso_put(in, SHEET_SET_TITLE, ciso_english(in, group, "name")) || ciso_put(in, SHEET_SET_TITLE_UR, ciso_urdu(in, group, "name")) ||
	    ciso_put(in, SHEET_SET_ABOUT, ciso_english(in, group, "description")) ||
	    ciso_put(in, SHEET_SET_ABOUT_UR, ciso_urdu(in, group, "description")) ? -1 : 0);
}

static int
put_sets(struct ciso_library *in, yyjson_val *groups)
{
	yyjson_arr_iter iter;
	yyjson_val *group;

	if (!yyjson_is_arr(groups))
		return (0);
	if (begin(in, SHEET_SETS, STR("")))
		return (-1);
	yyjson_arr_iter_init(groups, &iter);
	while ((group = yyjson_arr_iter_next(&iter)) != NULL)
		if (put_set(in, group))
			return (-1);
	return (0);
}

/* ---- Scores ---- */

static int
put_scale(struct ciso_library *in, struct str scale, yyjson_val *scores)
{
	yyjson_arr_iter iter;
	yyjson_val *score;

	yyjson_arr_iter_init(scores, &iter);
	while ((score = yyjson_arr_iter_next(&iter)) != NULL) {
		struct str value = ciso_text(in, score, "score");

		if (value.n == 0) {
			ciso_found(in, LIBRARY_MEMBER, score);
			problem_arg(in->why, "name", STR("score"));
			continue;
		}
		in->row++;
		if (ciso_put(in, SHEET_SCORE_SCALE, scale) || ciso_put(in, SHEET_SCORE_VALUE, value) ||
		    ciso_put(in, SHEET_SCORE_TITLE, ciso_english(in, score, "name")) || ciso_put(in, SHEET_SCORE_TITLE_UR, ciso_urdu(in, score, "name")) ||
		    ciso_put(in, SHEET_SCORE_ABOUT, ciso_english(in, score, "description")) ||
		    ciso_put(in, SHEET_SCORE_ABOUT_UR, ciso_urdu(in, score, "description")))
			return (-1);
	}
	return (0);
}

/* A list is the scale of all requirements; an object has lists by name, and more of them under "alternatives". */
static int
put_scales(struct ciso_library *in, yyjson_val *scales, bool nested)
{
	yyjson_obj_iter iter;
	yyjson_val *key;

	if (yyjson_is_arr(scales))
		return (put_scale(in, STR(""), scales));
	if (!yyjson_is_obj(scales))
		return (0);
	yyjson_obj_iter_init(scales, &iter);
	while ((key = yyjson_obj_iter_next(&iter)) != NULL) {
		yyjson_val *value = yyjson_obj_iter_get_val(key);

		if (yyjson_is_arr(value) ? put_scale(in, json_str(key), value) : nested && put_scales(in, value, false))
			return (-1);
	}
	return (0);
}

int
ciso_beside(struct ciso_library *in, yyjson_val *framework)
{
	yyjson_val *scores = json_get(framework, "scores_definition");

	if (put_facts(in, framework) || put_sets(in, json_get(framework, "implementation_groups_definition")))
		return (-1);
	if (scores == NULL || yyjson_is_null(scores))
		return (0);
	return (begin(in, SHEET_SCORES, STR("")) || put_scales(in, scores, true) ? -1 : 0);
}

/* ---- Mapping sets ---- */

static const char *
relation_word(struct str word)
{
	static const char *const words[][2] = { { "equal", "equal-to" }, { "subset", "subset-of" }, { "superset", "superset-of" },
		{ "intersect", "intersects-with" }, { "not_related", "no-relationship" } };

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (str_eq_c(word, words[i][0]))
			return (words[i][1]);
	return (NULL);
}

/* Tenths as hundredths; absent: not said, or wrong, which is a finding. */
static struct str
strength_percent(struct ciso_library *in, yyjson_val *relation)
{
	yyjson_val *value = json_get(relation, "strength_of_relationship");
	struct str text = ciso_text(in, relation, "strength_of_relationship");
	uint32_t n;

	if (value == NULL || yyjson_is_null(value) || text.n == 0)
		return (STR_NONE);
	if (str_to_u32(text, &n) == 0 && n <= STRENGTH_MAX)
		return (n == 0 ? STR_NONE : arena_fmt(in->arena, "%u", n * 100 / STRENGTH_MAX));
	ciso_found(in, LIBRARY_STRENGTH, relation);
	problem_arg(in->why, "value", text);
	return (STR_NONE);
}

static bool
is_rationale(struct str text)
{
	return (str_eq_c(text, "syntactic") || str_eq_c(text, "semantic") || str_eq_c(text, "functional"));
}

/* Members of OBJECT that must be there and are texts. */
static bool
has_all(struct ciso_library *in, yyjson_val *object, const char *const *keys, size_t n)
{
	unsigned before = in->findings;

	for (size_t i = 0; i < n; i++) {
		if (ciso_text(in, object, keys[i]).n > 0)
			continue;
		ciso_found(in, LIBRARY_MEMBER, object);
		problem_arg(in->why, "name", str_c(keys[i]));
	}
	return (in->findings == before);
}

static int
put_relation(struct ciso_library *in, yyjson_val *relation)
{
	static const char *const needed[] = { "source_requirement_urn", "target_requirement_urn", "relationship" };
	struct str word = ciso_text(in, relation, "relationship"), rationale = ciso_text(in, relation, "rationale"), percent;
	const char *means = relation_word(word);

	if (!has_all(in, relation, needed, ARRAY_SIZE(needed)))
		return (0);
	percent = strength_percent(in, relation);
	if (means == NULL) {
		ciso_found(in, LIBRARY_RELATION, relation);
		problem_arg(in->why, "value", word);
		return (0);
	}
	in->row++;
	return (ciso_put(in, SHEET_RELATION_SOURCE, ciso_text(in, relation, "source_requirement_urn")) ||
	    ciso_put(in, SHEET_RELATION_LINE, line_text(in, relation)) ||
	    ciso_put(in, SHEET_RELATION_TARGET, ciso_text(in, relation, "target_requirement_urn")) || ciso_put(in, SHEET_RELATION_WORD, str_c(means)) ||
	    ciso_put(in, SHEET_RELATION_RATIONALE, is_rationale(rationale) ? rationale : STR_NONE) ||
	    ciso_put(in, SHEET_RELATION_PERCENT, percent) ||
	    ciso_put(in, SHEET_RELATION_REMARKS, is_rationale(rationale) ? ciso_text(in, relation, "annotation") : rationale) ? -1 : 0);
}

int
ciso_mapping_set(struct ciso_library *in, yyjson_val *set)
{
	static const char *const needed[] = { "source_framework_urn", "target_framework_urn" };
	yyjson_val *relations = json_get(set, "requirement_mappings"), *relation;
	struct str name = ciso_english(in, set, "name"), urn = ciso_text(in, set, "urn");
	yyjson_arr_iter iter;

	if (!yyjson_is_arr(relations))
		return (ciso_malformed(in, set));
	if (yyjson_arr_size(relations) > RELATIONS_MAX) {
		problem_set(in->why, LIMIT_REACHED, NULL);
		problem_arg_i64(in->why, "max", RELATIONS_MAX);
		in->why->line = ciso_line(in, set);
		return (-1);
	}
	if (!has_all(in, set, needed, ARRAY_SIZE(needed)))
		return (0);
	if (begin(in, SHEET_RELATIONS, name.n > 0 ? name : urn))
		return (-1);
	in->row++;
	if (ciso_put(in, SHEET_ENDS_URN, urn) || ciso_put(in, SHEET_ENDS_LINE, line_text(in, set)) ||
	    ciso_put(in, SHEET_ENDS_SOURCE, ciso_text(in, set, needed[0])) || ciso_put(in, SHEET_ENDS_TARGET, ciso_text(in, set, needed[1])) ||
	    ciso_put(in, SHEET_ENDS_TITLE, name) || ciso_put(in, SHEET_ENDS_TITLE_UR, ciso_urdu(in, set, "name")) ||
	    ciso_put(in, SHEET_ENDS_ABOUT, ciso_english(in, set, "description")))
		return (-1);
	yyjson_arr_iter_init(relations, &iter);
	while ((relation = yyjson_arr_iter_next(&iter)) != NULL)
		if (put_relation(in, relation))
			return (-1);
	return (0);
}
