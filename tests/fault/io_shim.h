/* SPDX-License-Identifier: Apache-2.0 */
/* What the shim notes of a write that is not yet synced: this, then HAD old bytes. */
#ifndef TESTS_FAULT_IO_SHIM_H
#define TESTS_FAULT_IO_SHIM_H

#include <stdint.h>

struct undo {
	uint64_t offset, size; /* where it was written; how long the file was before */
	uint32_t n, had;       /* bytes written; of them, how many were there before */
};

#endif
