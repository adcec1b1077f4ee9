/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libcsgov-standards: OSCAL for other programs.  The one header to include; `pkg-config csgov-standards` says how.
 *
 *   oscal.h    read (JSON, XML, YAML), validate, resolve profiles, write
 *   origin.h   where each thing of a resolved catalog was written
 *   diff.h     what changed between two documents, by meaning
 *   mapping.h  mapping collections and what follows from them
 *
 * The library opens no file and no connection: what a profile imports is asked of the caller.  Documents never change once they are read, so that any
 * number of threads may share them.  tests/library/resolve.c is a whole program.
 */
#ifndef STANDARDS_STANDARDS_H
#define STANDARDS_STANDARDS_H

#include "standards/oscal.h"

#include "standards/diff.h"
#include "standards/mapping.h"
#include "standards/origin.h"

#endif
