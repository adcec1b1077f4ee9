/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signed notes, checkpoints and verifier keys: what verifies came from the key (whose secret nobody here has), what is read as key is written
 * the same.
 */
#include "fuzz/fuzz.h"
#include "ledger/note.h"
#include "ledger/proof.h"

static const char KEY[] = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
static const char TEXT[] = "If you think cryptography is the answer to your problem,\n"
                           "then you don't know what your problem is.\n";

static void
as_note(struct str input)
{
	struct note_key key;
	struct checkpoint checkpoint;
	struct str text, body;

	MUST(note_key_read(STR(KEY), &key) == 0);
	if (note_body(input, &body) != 0) {
		MUST(note_verify(input, &key, 1, &text, NULL) != 0);
		return;
	}
	MUST(body.n > 0 && body.n < input.n && body.p[body.n - 1] == '\n');
	if (note_verify(input, &key, 1, &text, NULL) == 0)
		MUST(str_eq(text, body) && str_eq(text, STR(TEXT))); /* the one text that it ever signed in public */
	if (checkpoint_parse(body, &checkpoint) == 0)
		MUST(checkpoint.origin.n > 0);
}

static void
as_key(struct str input)
{
	struct buf text = BUF(4096);
	struct note_key key;

	if (note_key_read(input, &key) == 0) {
		MUST(note_key_name(str_c(key.name)));
		if (key.secret)
			note_key_secret_text(&key, &text);
		else
			note_key_text(&key, &text);
		MUST(str_eq(buf_view(&text), input));
	}
	buf_free(&text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str input = { (const char *)data, size };

	as_note(input);
	as_key(input);
	return (0);
}
