/* SPDX-License-Identifier: Apache-2.0 */
/* Proofs as text: what is read is written the same (but for the opaque extra line), and checking any proof ends. */
#include "fuzz/fuzz.h"
#include "ledger/proof.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new(4 << 20);
	struct str input = { (const char *)data, size }, note;
	struct buf text = BUF(4 << 20);
	struct problem why = { 0 };
	struct digest leaf = { { 1 } }, root = { { 2 } };
	struct proof proof;

	MUST(arena != NULL);
	if (proof_text_read(input, arena, &proof, &note, &why)) {
		MUST(problem_is(&why, PROOF_INVALID) && why.line > 0);
	} else {
		MUST(proof.n <= PROOF_HASHES_MAX && note.n > 0);
		proof_text(&proof, note, &text);
		MUST(!buf_failed(&text));
		if (str_find(input, STR("\nextra ")) < 0)
			MUST(str_eq(buf_view(&text), input));
		MUST(proof_inclusion_check(&proof, leaf, root) != 0);
		MUST(proof_consistency_check(&proof, leaf, root) != 0);
	}
	buf_free(&text);
	arena_free(arena);
	return (0);
}
