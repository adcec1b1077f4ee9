/* SPDX-License-Identifier: Apache-2.0 */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <curl/curl.h>

#include "node.h"

enum { RAW_WAIT_MS = 10000 };

static size_t
take(char *p, size_t size, size_t n, void *context)
{
	buf_add(context, p, size * n);
	return (size * n);
}

static struct client *clients;

static void
clients_free(void)
{
	while (clients != NULL) {
		struct client *client = clients;

		clients = client->next;
		curl_easy_cleanup(client->curl);
		buf_free(&client->body);
		buf_free(&client->head);
		json_free(client->doc);
		free(client);
	}
}

static struct client *
client_make(struct node *node, bool browser)
{
	struct client *client = calloc(1, sizeof *client);

	assert_non_null(client);
	if (clients == NULL)
		atexit(clients_free);
	client->next = clients;
	clients = client;
	client->node = node;
	client->browser = browser;
	client->curl = curl_easy_init();
	client->body = BUF(64 << 20);
	client->head = BUF(1 << 20);
	assert_non_null(client->curl);
	if (browser)
		curl_easy_setopt(client->curl, CURLOPT_COOKIEFILE, "");
	return (client);
}

void
hold(struct client *client, const char *header)
{
	size_t n = 0;

	while (client->headers[n] != NULL)
		n++;
	assert_true(n < ARRAY_SIZE(client->headers) - 1);
	client->headers[n] = header;
}

static struct curl_slist *
headers_make(struct client *client, const char *type, const char *body)
{
	struct curl_slist *list = NULL;
	char text[256];

	if (body != NULL) {
		snprintf(text, sizeof text, "Content-Type: %s", type != NULL ? type : "application/json");
		list = curl_slist_append(list, text);
	}
	list = curl_slist_append(list, "Expect:");
	if (client->token[0] != '\0') {
		snprintf(text, sizeof text, "Authorization: Bearer %s", client->token);
		list = curl_slist_append(list, text);
	}
	if (client->browser) {
		list = curl_slist_append(list, "Accept: text/html,application/xhtml+xml,*/*;q=0.8");
		snprintf(text, sizeof text, "Origin: %s", client->node->url);
		list = curl_slist_append(list, text);
	}
	for (size_t i = 0; client->headers[i] != NULL; i++)
		list = curl_slist_append(list, client->headers[i]);
	memset(client->headers, 0, sizeof client->headers);
	return (list);
}

static void
answer_parse(struct client *client)
{
	struct problem why = { .nitems = 0 };

	json_free(client->doc);
	client->doc = NULL;
	if (strstr(header_of(client, "Content-Type"), "json") != NULL && json_parse(buf_view(&client->body), &json_limits_document, &client->doc, &why) != 0)
		client->doc = NULL;
}

long
ask(struct client *client, const char *method, const char *path, const char *type, const char *body)
{
	struct curl_slist *list = headers_make(client, type, body);
	char url[9000];
	CURLcode code;

	snprintf(url, sizeof url, "%s%s", client->node->url, path);
	buf_reset(&client->body);
	buf_reset(&client->head);
	curl_easy_setopt(client->curl, CURLOPT_URL, url);
	curl_easy_setopt(client->curl, CURLOPT_HTTPHEADER, list);
	if (body == NULL)
		curl_easy_setopt(client->curl, CURLOPT_HTTPGET, 1L);
	curl_easy_setopt(client->curl, CURLOPT_CUSTOMREQUEST, method);
	curl_easy_setopt(client->curl, CURLOPT_NOBODY, (long)(strcmp(method, "HEAD") == 0));
	curl_easy_setopt(client->curl, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(client->curl, CURLOPT_WRITEDATA, &client->body);
	curl_easy_setopt(client->curl, CURLOPT_HEADERFUNCTION, take);
	curl_easy_setopt(client->curl, CURLOPT_HEADERDATA, &client->head);
	curl_easy_setopt(client->curl, CURLOPT_POSTFIELDS, body);
	curl_easy_setopt(client->curl, CURLOPT_TIMEOUT, 60L);
	curl_easy_setopt(client->curl, CURLOPT_SSL_VERIFYPEER, 0L);
	code = curl_easy_perform(client->curl);
	curl_slist_free_all(list);
	client->status = 0;
	if (code == CURLE_OK)
		curl_easy_getinfo(client->curl, CURLINFO_RESPONSE_CODE, &client->status);
	buf_char(&client->body, '\0');
	client->body.n--;
	answer_parse(client);
	return (client->status);
}

const char *
header_of(struct client *client, const char *name)
{
	static char value[8192];
	struct str rest = buf_view(&client->head), line, key;

	value[0] = '\0';
	while (str_cut(&rest, '\n', &line)) {
		if (!str_cut(&line, ':', &key) || key.n != strlen(name) || strncasecmp(key.p, name, key.n) != 0)
			continue;
		line = str_trim(line);
		snprintf(value, sizeof value, "%.*s", STR_FMT(line));
		break;
	}
	return (value);
}

yyjson_val *
value_at(struct client *client, const char *pointer)
{
	return (client->doc == NULL ? NULL : yyjson_doc_ptr_get(client->doc, pointer));
}

const char *
text_at(struct client *client, const char *pointer)
{
	const char *text = yyjson_get_str(value_at(client, pointer));

	return (text == NULL ? "" : text);
}

int64_t
number_at(struct client *client, const char *pointer)
{
	yyjson_val *value = value_at(client, pointer);

	return (yyjson_is_int(value) ? yyjson_get_sint(value) : -1);
}

bool
says(struct client *client, const char *text)
{
	return (client->body.p != NULL && strstr(client->body.p, text) != NULL);
}

/* ---- Signing in ---- */

struct client *
client_new(struct node *node, const char *login)
{
	struct client *client = client_make(node, false);
	char body[256];

	if (login == NULL)
		return (client);
	snprintf(body, sizeof body, "{\"login\":\"%s\",\"password\":\"" NODE_PASSWORD "\"}", login);
	if (ask(client, "POST", "/api/v1/sessions", NULL, body) != 201)
		fail_msg("%s cannot sign in: %s", login, client->body.p);
	snprintf(client->token, sizeof client->token, "%s", text_at(client, "/token"));
	return (client);
}

int64_t
node_position(struct node *node)
{
	struct client *nobody = client_new(node, NULL);

	assert_int_equal(ask(nobody, "GET", "/healthz", NULL, NULL), 200);
	assert_string_equal(text_at(nobody, "/status"), "ok");
	return (number_at(nobody, "/ledger_position"));
}

/* The form's token in the last page. */
static void
csrf_take(struct client *browser)
{
	const char *at = strstr(browser->body.p, "name=\"_csrf\" value=\"");

	if (at != NULL)
		snprintf(browser->csrf, sizeof browser->csrf, "%.64s", at + strlen("name=\"_csrf\" value=\""));
}

struct client *
browser_new(struct node *node, const char *login)
{
	struct client *browser = client_make(node, true);
	char body[256];

	if (login == NULL)
		return (browser);
	snprintf(body, sizeof body, "login=%s&password=three+quiet+rivers&_back=%%2Fsign-in", login);
	assert_int_equal(ask(browser, "POST", "/sessions", "application/x-www-form-urlencoded", body), 303);
	assert_int_equal(ask(browser, "GET", "/me", NULL, NULL), 200);
	csrf_take(browser);
	return (browser);
}

long
send_form(struct client *browser, const char *path, const char *form)
{
	char body[16384];

	snprintf(body, sizeof body, "_csrf=%s&%s", browser->csrf, form);
	return (ask(browser, "POST", path, "application/x-www-form-urlencoded", body));
}

/* ---- Bytes ---- */

void
raw(struct node *node, struct str bytes, bool close_after, struct buf *ret)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	uint32_t port;
	ssize_t n;

	assert_int_equal(str_to_u32(str_c(strrchr(node->url, ':') + 1), &port), 0);
	to.sin_port = htons((uint16_t)port);
	assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
	while (bytes.n > 0) {
		n = send(fd, bytes.p, bytes.n, MSG_NOSIGNAL);
		if (n <= 0)
			break;
		bytes = str_sub(bytes, (size_t)n, bytes.n);
	}
	if (close_after)
		shutdown(fd, SHUT_WR);
	for (;;) {
		struct pollfd wait = { fd, POLLIN, 0 };
		char piece[4096];

		if (poll(&wait, 1, RAW_WAIT_MS) <= 0)
			break;
		n = recv(fd, piece, sizeof piece, 0);
		if (n <= 0)
			break;
		buf_add(ret, piece, (size_t)n);
	}
	close(fd);
	buf_char(ret, '\0');
	ret->n--;
}
