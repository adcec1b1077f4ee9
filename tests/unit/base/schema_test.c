/* SPDX-License-Identifier: Apache-2.0 */
/* Schemas are checked by holding real documents against them, with a validator of the few keywords that they use. */
#include <math.h>
#include <regex.h>

#include "test.h"
#include "unit/base/every.h"

static yyjson_doc *schemas[2]; /* of every and of part */

static bool valid(yyjson_val *schema, yyjson_val *value);

static bool
type_is(struct str type, yyjson_val *value)
{
	if (str_eq_c(type, "integer"))
		return (yyjson_is_int(value));
	return (str_eq_c(type, yyjson_is_bool(value) ? "boolean" : yyjson_is_arr(value) ? "array" : yyjson_get_type_desc(value)));
}

static bool
type_valid(yyjson_val *type, yyjson_val *value)
{
	yyjson_arr_iter at = yyjson_arr_iter_with(type);
	yyjson_val *one;

	if (type == NULL || yyjson_is_str(type))
		return (type == NULL || type_is(json_str(type), value));
	while ((one = yyjson_arr_iter_next(&at)) != NULL)
		if (type_is(json_str(one), value))
			return (true);
	return (false);
}

static bool
bounds_valid(yyjson_val *schema, yyjson_val *value)
{
	static const struct {
		const char *least, *most;
		yyjson_type type;
	} bounds[] = { { "minLength", "maxLength", YYJSON_TYPE_STR }, { "minimum", "maximum", YYJSON_TYPE_NUM },
		{ "minItems", "maxItems", YYJSON_TYPE_ARR }, { "minProperties", "maxProperties", YYJSON_TYPE_OBJ } };

	for (size_t i = 0; i < ARRAY_SIZE(bounds); i++) {
		yyjson_val *least = json_get(schema, bounds[i].least), *most = json_get(schema, bounds[i].most);
		double n = yyjson_is_str(value) ? (double)str_codepoints(json_str(value)) :
		    yyjson_is_num(value) ? yyjson_get_num(value) : (double)yyjson_get_len(value);

		if (yyjson_get_type(value) != bounds[i].type)
			continue;
		if ((least != NULL && n < yyjson_get_num(least)) || (most != NULL && n > yyjson_get_num(most)))
			return (false);
	}
	return (true);
}

static bool
text_valid(yyjson_val *schema, yyjson_val *value)
{
	yyjson_val *pattern = json_get(schema, "pattern"), *choices = json_get(schema, "enum"), *one;
	yyjson_arr_iter at = yyjson_arr_iter_with(choices);
	regex_t regex;
	int match;

	if (pattern != NULL && yyjson_is_str(value)) {
		assert_int_equal(regcomp(&regex, yyjson_get_str(pattern), REG_EXTENDED | REG_NOSUB), 0);
		match = regexec(&regex, yyjson_get_str(value), 0, NULL, 0);
		regfree(&regex);
		if (match != 0)
			return (false);
	}
	while ((one = yyjson_arr_iter_next(&at)) != NULL)
		if (yyjson_equals(one, value))
			return (true);
	return (choices == NULL);
}

static bool
members_valid(yyjson_val *schema, yyjson_val *value)
{
	yyjson_val *properties = json_get(schema, "properties"), *rest = json_get(schema, "additionalProperties"), *key;
	yyjson_obj_iter at = yyjson_obj_iter_with(value);
	yyjson_arr_iter names = yyjson_arr_iter_with(json_get(schema, "required"));

	while ((key = yyjson_obj_iter_next(&at)) != NULL) {
		yyjson_val *sub = json_get(properties, yyjson_get_str(key));

		if (sub == NULL && yyjson_is_false(rest))
			return (false);
		if (!valid(sub != NULL ? sub : rest, yyjson_obj_iter_get_val(key)))
			return (false);
	}
	while (yyjson_is_obj(value) && (key = yyjson_arr_iter_next(&names)) != NULL)
		if (json_get(value, yyjson_get_str(key)) == NULL)
			return (false);
	return (true);
}

static bool
valid(yyjson_val *schema, yyjson_val *value)
{
	struct str ref = json_get_str(schema, "$ref");
	yyjson_arr_iter any = yyjson_arr_iter_with(json_get(schema, "anyOf")), items = yyjson_arr_iter_with(value);
	yyjson_val *one;

	if (ref.p != NULL) {
		assert_true(str_starts(ref, STR("#/components/schemas/")));
		return (valid(yyjson_doc_get_root(schemas[str_ends(ref, STR("/part"))]), value));
	}
	while ((one = yyjson_arr_iter_next(&any)) != NULL)
		if (valid(one, value))
			return (true);
	if (json_get(schema, "anyOf") != NULL)
		return (false);
	while ((one = yyjson_arr_iter_next(&items)) != NULL)
		if (!valid(json_get(schema, "items"), one))
			return (false);
	return (type_valid(json_get(schema, "type"), value) && bounds_valid(schema, value) && text_valid(schema, value) &&
	    members_valid(schema, value));
}

static void
schemas_make(enum shape_trust trust)
{
	const struct shape *shapes[] = { every_shape(), part_shape() };

	for (size_t i = 0; i < 2; i++) {
		struct buf out = BUF(65536);
		struct problem why;

		json_free(schemas[i]);
		shape_to_schema(&out, shapes[i], trust);
		assert_int_equal(json_parse(buf_view(&out), &json_limits_request, &schemas[i], &why), 0);
		buf_free(&out);
	}
}

static bool
text_is_valid(struct str json)
{
	yyjson_doc *doc CLEANUP(json_freep) = NULL;
	struct problem why;

	assert_int_equal(json_parse(json, &json_limits_request, &doc, &why), 0);
	return (valid(yyjson_doc_get_root(schemas[0]), yyjson_doc_get_root(doc)));
}

TEST(what_the_schema_allows_is_what_the_decoder_takes)
{
	static const char *const cases[] = {
		"{\"title\":\"ab\"}", "{}", "{\"title\":\"a\"}", "{\"title\":null}", "{\"title\":\"ab\",\"note\":null,\"count\":null}",
		"{\"title\":\"ab\",\"count\":0}", "{\"title\":\"ab\",\"count\":1}", "{\"title\":\"ab\",\"count\":11}",
		"{\"title\":\"ab\",\"count\":1.5}", "{\"title\":\"ab\",\"x\":1}", "{\"title\":\"ab\",\"made_count\":1}",
		"{\"title\":\"ab\",\"code\":\"a b\"}", "{\"title\":\"ab\",\"code\":\"a-b\"}", "{\"title\":\"ab\",\"colour\":\"red\"}",
		"{\"title\":\"ab\",\"colour\":\"pink\"}", "{\"title\":\"ab\",\"colour\":null}", "{\"title\":\"ab\",\"urgent\":true}",
		"{\"title\":\"ab\",\"urgent\":1}", "{\"title\":\"ab\",\"name\":{\"en\":\"x\"}}", "{\"title\":\"ab\",\"name\":{\"fr\":\"x\"}}",
		"{\"title\":\"ab\",\"name\":\"x\"}", "{\"title\":\"ab\",\"attributes\":{\"a\":\"1\"}}", "{\"title\":\"ab\",\"attributes\":{\"a\":1}}",
		"{\"title\":\"ab\",\"attributes\":{\"a\":\"1\",\"b\":\"1\",\"c\":\"1\",\"d\":\"1\"}}", "{\"title\":\"ab\",\"states\":{}}",
		"{\"title\":\"ab\",\"extra\":[1,{\"a\":null}]}", "{\"title\":\"ab\",\"words\":[\"a\"]}", "{\"title\":\"ab\",\"words\":[\"\"]}",
		"{\"title\":\"ab\",\"words\":[\"a\",\"b\",\"c\",\"d\"]}", "{\"title\":\"ab\",\"main\":{\"name\":\"a\",\"spare\":true}}",
		"{\"title\":\"ab\",\"main\":{\"name\":\"a\"}}", "{\"title\":\"ab\",\"main\":null}", "{\"title\":\"ab\",\"other\":{\"spare\":true}}",
		"{\"title\":\"ab\",\"parts\":[{\"name\":\"a\",\"spare\":true}]}", "{\"title\":\"ab\",\"parts\":[{\"name\":\"a\",\"spare\":1}]}",
		"{\"title\":\"ab\",\"parts\":[7]}", "{\"title\":\"ab\",\"offset\":9007199254740994}",
	};
	struct arena *arena = arena_new(1 << 20);

	schemas_make(SHAPE_OUTSIDE);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct problem why = { 0 };
		struct every every;
		bool taken = shape_from_json(every_shape(), str_c(cases[i]), NULL, SHAPE_OUTSIDE, arena, &every, &why) == 0;

		if (text_is_valid(str_c(cases[i])) != taken)
			fail_msg("the schema and the decoder differ about %s", cases[i]);
	}
	arena_free(arena);
}

TEST(every_answer_conforms_to_its_schema)
{
	struct part parts[2] = { { .name = STR("a"), .weight = INTEGER_NONE }, { .name = STR("b"), .weight = -3, .spare = true } };
	struct every empty = { .title = STR("ab"), .offset = INTEGER_NONE, .main.weight = INTEGER_NONE };
	struct every full = { .title = STR("a title that is longer than what may be sent"), .note = STR(""), .code = STR("a b"), .count = 99,
		.offset = 0, .colour = COLOUR_RED, .at = 1, .due = DAY_US, .name.in = { STR("x") }, .parts = { parts, 2 }, .other = parts,
		.main = { .name = STR("m") }, .extra = STR("[1]"), .urgent = true, .hash.b = { 1 }, .id.b = { 1 }, .made.b = { 1 } };
	struct buf out = BUF(65536);

	schemas_make(SHAPE_LEDGER);
	shape_to_json(&out, every_shape(), &empty);
	assert_true(text_is_valid(buf_view(&out)));
	buf_reset(&out);
	shape_to_json(&out, every_shape(), &full);
	assert_true(text_is_valid(buf_view(&out)));
	assert_false(text_is_valid(STR("{\"title\":\"ab\"}")));
	buf_free(&out);
	json_freep(&schemas[0]);
	json_freep(&schemas[1]);
}
