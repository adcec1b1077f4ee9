/* SPDX-License-Identifier: Apache-2.0 */
/* Proofs as text (C2SP tlog-proof): what an auditor carries away. */
#include "ledger/note.h"
#include "ledger/proof.h"

enum {
	HASH_TEXT_BYTES = 45,          /* 32 bytes in base64, and a NUL */
	EXTRA_TEXT_MAX = 64 * 1024,
};

static const char HEADER[] = "c2sp.org/tlog-proof@v1";

void
proof_text(const struct proof *proof, struct str note, struct buf *out)
{
	char text[HASH_TEXT_BYTES];

	buf_printf(out, "%s\nindex %llu\n", HEADER, (unsigned long long)proof->index);
	for (unsigned i = 0; i < proof->n; i++) {
		if (base64_encode(proof->hashes[i].b, sizeof proof->hashes[i].b, text, sizeof text))
			out->failed = true;
		buf_c(out, text);
		buf_char(out, '\n');
	}
	buf_char(out, '\n');
	buf_str(out, note);
}

static int
invalid(struct problem *why, uint32_t line)
{
	problem_set(why, PROOF_INVALID, NULL);
	why->line = line;
	return (-1);
}

/* "index 73894": a number without leading zeroes. */
static int
read_index(struct str line, uint64_t *ret)
{
	int64_t value;

	if (!str_starts(line, STR("index ")) || str_to_i64(str_sub(line, 6, line.n), &value) || value < 0 || line.p[6] == '-')
		return (-1);
	*ret = (uint64_t)value;
	return (0);
}

static int
read_hash(struct str line, struct proof *ret)
{
	size_t n;

	if (ret->n == PROOF_HASHES_MAX)
		return (-1);
	if (base64_decode(line, ret->hashes[ret->n].b, sizeof ret->hashes[0].b, &n) || n != sizeof ret->hashes[0].b)
		return (-1);
	ret->n++;
	return (0);
}

int
proof_text_read(struct str text, struct arena *arena, struct proof *ret, struct str *ret_note, struct problem *why)
{
	struct str rest = text, line, body;
	struct checkpoint checkpoint;
	uint32_t at = 1;

	*ret = (struct proof){ 0 };
	*ret_note = STR_NONE;
	if (text.n > NOTE_BYTES_MAX || !str_cut(&rest, '\n', &line) || !str_eq_c(line, HEADER))
		return (invalid(why, at));
	at++;
	if (!str_cut(&rest, '\n', &line))
		return (invalid(why, at));
	if (str_starts(line, STR("extra "))) { /* opaque to us, and not authenticated */
		at++;
		if (line.n > EXTRA_TEXT_MAX || !str_cut(&rest, '\n', &line))
			return (invalid(why, at));
	}
	if (read_index(line, &ret->index))
		return (invalid(why, at));
	for (;;) {
		at++;
		if (!str_cut(&rest, '\n', &line) || rest.p == NULL)
			return (invalid(why, at));
		if (line.n == 0)
			break;
		if (read_hash(line, ret))
			return (invalid(why, at));
	}
	at++;
	if (note_body(rest, &body) || checkpoint_parse(body, &checkpoint))
		return (invalid(why, at));
	ret->size = checkpoint.size;
	*ret_note = arena_str(arena, rest);
	return (ret_note->p == NULL ? problem_set(why, OUT_OF_MEMORY, NULL) : 0);
}
