/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_GALLERY_DATA_H
#define TESTS_GALLERY_DATA_H

#include "gallery.h"

void gallery_fill(struct view_gallery *v, const struct html *h);
void gallery_page(struct page *page, bool signed_in);

#endif
