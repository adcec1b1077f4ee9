/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What machines ask: static files, live changes, the description of the API, health and metrics.
 */
#ifndef WEB_PAGES_SERVICE_H
#define WEB_PAGES_SERVICE_H

#include "web/request.h"

int get_static(struct request *r, struct problem *why);
int get_events(struct request *r, struct problem *why);
int get_openapi(struct request *r, struct problem *why);
int get_health(struct request *r, struct problem *why);
int get_metrics(struct request *r, struct problem *why);

#endif
