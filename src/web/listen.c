/* SPDX-License-Identifier: Apache-2.0 */
#include "web/listen.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LISTEN_BACKLOG = 1024, HOST_BYTES_MAX = 256 };

static int
refuse(struct problem *why, enum problem_code code, const char *address)
{
	problem_set(why, code, "listen");
	problem_arg(why, "address", str_c(address));
	return (-1);
}

/* "host:port" or "[host]:port" into its parts; an empty host means every interface. */
static int
address_split(const char *address, char host[HOST_BYTES_MAX], const char **port)
{
	struct str text = str_c(address), name;
	const char *colon = strrchr(address, ':');
	uint32_t number;

	if (colon == NULL || str_to_u32(str_c(colon + 1), &number) || number > 65535)
		return (-1);
	name = str_sub(text, 0, (size_t)(colon - address));
	if (str_starts(name, STR("[")) && str_ends(name, STR("]")))
		name = str_sub(name, 1, name.n - 2);
	else if (str_find(name, STR(":")) >= 0)
		return (-1);
	if (name.n >= HOST_BYTES_MAX)
		return (-1);
	snprintf(host, HOST_BYTES_MAX, "%.*s", STR_FMT(name));
	*port = colon + 1;
	return (0);
}

/* The socket of one candidate; -1 with errno. */
static int
listen_on(const struct addrinfo *candidate)
{
	int one = 1, saved, fd;

	fd = socket(candidate->ai_family, candidate->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, candidate->ai_protocol);
	if (fd < 0)
		return (-1);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	if (bind(fd, candidate->ai_addr, candidate->ai_addrlen) == 0 && listen(fd, LISTEN_BACKLOG) == 0)
		return (fd);
	saved = errno;
	close(fd);
	errno = saved;
	return (-1);
}

static unsigned
port_of(int fd)
{
	struct sockaddr_storage name;
	socklen_t n = sizeof name;

	if (getsockname(fd, (struct sockaddr *)&name, &n) != 0)
		return (0);
	return (name.ss_family == AF_INET6 ? ntohs(((struct sockaddr_in6 *)&name)->sin6_port) :
	                                     ntohs(((struct sockaddr_in *)&name)->sin_port));
}

int
listen_open(const char *address, unsigned *ret_port, struct problem *why)
{
	struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV };
	struct addrinfo *found = NULL;
	char host[HOST_BYTES_MAX];
	const char *port;
	int fd = -1;

	if (address_split(address, host, &port) || getaddrinfo(host[0] == '\0' ? NULL : host, port, &hints, &found) != 0)
		return (refuse(why, ADDRESS_INVALID, address));
	for (struct addrinfo *at = found; at != NULL && fd < 0; at = at->ai_next)
		fd = listen_on(at);
	freeaddrinfo(found);
	if (fd < 0 && errno == EADDRINUSE)
		return (refuse(why, ADDRESS_IN_USE, address));
	if (fd < 0 && errno == EACCES)
		return (refuse(why, ADDRESS_DENIED, address));
	if (fd < 0)
		return (refuse(why, errno == EADDRNOTAVAIL ? ADDRESS_INVALID : IO_FAILED, address));
	*ret_port = port_of(fd);
	return (fd);
}
