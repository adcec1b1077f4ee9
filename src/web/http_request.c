/* SPDX-License-Identifier: Apache-2.0 */
/* A request: its method, its head, its body. */
#include "web/http_inside.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "base/clock.h"

enum { REQUEST_MAX_US = 15 * 60 * 1000000 /* a body may take that long */ };

/* ---- Methods ---- */

static const char *const method_names[] = {
	"",
#define X(name) #name,
	HTTP_METHODS(X)
#undef X
};

const char *
http_method_name(enum http_method method)
{
	return (method_names[method]);
}

enum http_method
http_method_find(struct str name)
{
	for (int i = 1; i < HTTP_METHOD_COUNT; i++)
		if (str_eq_c(name, method_names[i]))
			return ((enum http_method)i);
	return (HTTP_OTHER);
}

bool
http_method_is_safe(enum http_method method)
{
	return (method == HTTP_GET || method == HTTP_HEAD || method == HTTP_OPTIONS);
}

/* ---- The head ---- */

struct str
http_head(struct http_request *request, const char *name)
{
	struct exchange *x = (struct exchange *)request;
	const char *value = NULL;
	size_t n = 0;

	if (MHD_lookup_connection_value_n(x->connection, MHD_HEADER_KIND, name, strlen(name), &value, &n) != MHD_YES || value == NULL)
		return (STR_NONE);
	return ((struct str){ value, n });
}

static void
read_address(struct exchange *x)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(x->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	const struct sockaddr *address = info == NULL ? NULL : info->client_addr;
	const void *bytes;

	if (address == NULL)
		return;
	bytes = address->sa_family == AF_INET6 ? (const void *)&((const struct sockaddr_in6 *)address)->sin6_addr :
	                                         (const void *)&((const struct sockaddr_in *)address)->sin_addr;
	if (inet_ntop(address->sa_family, bytes, x->request.address, sizeof x->request.address) == NULL)
		x->request.address[0] = '\0';
}

/* How much body the head announces; a length that we cannot read counts as unknown (the library has refused a wrong one). */
static int64_t
announced(struct http_request *q)
{
	struct str length = http_head(q, "Content-Length");
	int64_t n;

	if (http_head(q, "Transfer-Encoding").p != NULL)
		return (-1);
	if (length.p == NULL)
		return (0);
	return (str_to_i64(length, &n) || n < 0 ? -1 : n);
}

void
read_head(struct exchange *x, const char *method)
{
	struct http_request *q = &x->request;

	q->method = http_method_find(str_c(method));
	q->content_type = http_head(q, "Content-Type");
	q->content_length = announced(q);
	q->tls = x->http->options.cert_pem.p != NULL;
	read_address(x);
}

/* ---- The body ---- */

void
http_collect(struct http_request *request, size_t max_bytes)
{
	struct exchange *x = (struct exchange *)request;

	x->plan = BODY_COLLECT;
	x->body_max = max_bytes;
	x->collected.max_bytes = max_bytes;
}

void
http_pass(struct http_request *request, uint64_t max_bytes, struct http_sink sink)
{
	struct exchange *x = (struct exchange *)request;

	x->plan = BODY_PASS;
	x->body_max = max_bytes;
	x->sink = sink;
}

void
body_refuse(struct exchange *x, enum problem_code code)
{
	problem_set(&x->request.body_why, code, NULL);
	problem_arg_i64(&x->request.body_why, "limit", (int64_t)x->body_max);
}

void
body_piece(struct exchange *x, const char *p, size_t n)
{
	struct http_request *q = &x->request;

	q->body_bytes += n;
	if (x->plan == BODY_DROP || q->body_why.head.code != PROBLEM_NONE)
		return;
	if (q->body_bytes > x->body_max) {
		body_refuse(x, BODY_TOO_LARGE);
		return;
	}
	if (x->plan == BODY_PASS) {
		if (x->sink.write(x->sink.context, p, n, &q->body_why) != 0 && q->body_why.head.code == PROBLEM_NONE)
			body_refuse(x, INTERNAL);
		return;
	}
	buf_add(&x->collected, p, n);
	if (buf_failed(&x->collected))
		body_refuse(x, OUT_OF_MEMORY);
}

/* Whether what still comes of a refused body is worth reading. */
bool
body_is_hopeless(const struct exchange *x)
{
	const struct http_request *q = &x->request;
	bool refused = x->plan == BODY_DROP || q->body_why.head.code != PROBLEM_NONE;

	return ((refused && q->body_bytes > x->body_max + HTTP_DISCARD_MAX) || clock_mono() - q->began > REQUEST_MAX_US);
}
