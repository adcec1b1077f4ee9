/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench-hello PORT: the limit for a page: libmicrohttpd with the same pool answering fixed bytes (the JSON of one object, about
 * 400 bytes).  bench/http.sh measures it in turn with the program.
 */
#include <microhttpd.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char body[400];

static enum MHD_Result
answer(void *context, struct MHD_Connection *connection, const char *url, const char *method, const char *version,
    const char *data, size_t *n, void **state)
{
	struct MHD_Response *response;
	enum MHD_Result result;

	(void)context, (void)url, (void)method, (void)version, (void)data, (void)n;
	if (*state == NULL) { /* an answer before the body was asked for would end the connection */
		*state = body;
		return (MHD_YES);
	}
	response = MHD_create_response_from_buffer(sizeof body, body, MHD_RESPMEM_PERSISTENT);
	MHD_add_response_header(response, "Content-Type", "application/json");
	result = MHD_queue_response(connection, MHD_HTTP_OK, response);
	MHD_destroy_response(response);
	return (result);
}

int
main(int argc, char **argv)
{
	struct MHD_Daemon *daemon;
	sigset_t set;
	int signal_number;
	long port = argc > 1 ? strtol(argv[1], NULL, 10) : 0;
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	memset(body, 'x', sizeof body);
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	daemon = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_TURBO, (uint16_t)port, NULL, NULL, answer, NULL,
	    MHD_OPTION_THREAD_POOL_SIZE, (unsigned)(cores > 1 ? cores : 2), MHD_OPTION_CONNECTION_LIMIT, 1000u, MHD_OPTION_END);
	if (daemon == NULL) {
		fprintf(stderr, "bench-hello: cannot listen on port %ld\n", port);
		return (3);
	}
	sigwait(&set, &signal_number);
	MHD_stop_daemon(daemon);
	return (0);
}
