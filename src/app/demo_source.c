/* SPDX-License-Identifier: Apache-2.0 */
#include "app/demo_source.h"

#include "base/embedded.h"

extern const struct embedded content_demo[];

int
demo_source_open(struct demo_source *ret, struct problem *why)
{
	if (json_parse((struct str){ content_demo[0].bytes, content_demo[0].n }, &json_limits_document, &ret->doc, why))
		return (-1);
	ret->root = yyjson_doc_get_root(ret->doc);
	return (0);
}

void
demo_source_close(struct demo_source *source)
{
	json_free(source->doc);
	*source = (struct demo_source){ 0 };
}

struct langs
demo_langs(yyjson_val *object, const char *key)
{
	yyjson_val *pair = json_get(object, key);
	struct langs langs = { 0 };

	for (int lang = 0; lang < LANG_COUNT; lang++)
		langs.in[lang] = json_get_str(pair, lang_tag((enum lang)lang));
	return (langs);
}

struct str
demo_text(yyjson_val *pair, enum lang lang)
{
	return (json_get_str(pair, lang_tag(lang)));
}

uint64_t
dice_throw(struct dice *dice)
{
	uint64_t z = dice->state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return (z ^ (z >> 31));
}

uint32_t
dice_below(struct dice *dice, uint32_t n)
{
	return (n == 0 ? 0 : (uint32_t)((dice_throw(dice) >> 32) * n >> 32));
}

bool
dice_chance(struct dice *dice, uint32_t percent)
{
	return (dice_below(dice, 100) < percent);
}

struct id
dice_id(struct dice *dice, int64_t at)
{
	uint64_t a = dice_throw(dice), b = dice_throw(dice), ms = (uint64_t)at / 1000;
	struct id id;

	memcpy(id.b, &a, 8);
	memcpy(id.b + 8, &b, 8);
	for (int i = 0; i < 6; i++)
		id.b[i] = (uint8_t)(ms >> (40 - 8 * i));
	id.b[6] = (uint8_t)(0x70 | (id.b[6] & 0x0f));
	id.b[8] = (uint8_t)(0x80 | (id.b[8] & 0x3f));
	return (id);
}

yyjson_val *
dice_pick(struct dice *dice, yyjson_val *array)
{
	return (yyjson_arr_get(array, dice_below(dice, (uint32_t)yyjson_arr_size(array))));
}
