/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one table of verbs: everything that can be done.  A row names the payload, the rule and the permission; nothing registers itself.
 */
#ifndef APP_VERBS_H
#define APP_VERBS_H

#include "ledger/ledger.h"

/** verbs_table(&n): all rows, for ledger_open() and ledger_replay().  Constant. */
const struct verb *verbs_table(size_t *n);

#endif
