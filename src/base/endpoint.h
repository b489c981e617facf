/* Addresses and ports as people write them in settings and clients in a Host header. Pure. */
#ifndef TONGBAN_BASE_ENDPOINT_H
#define TONGBAN_BASE_ENDPOINT_H

#include <stdbool.h>
#include <stddef.h>

/* host[:port]: a name, an IPv4 address or an IPv6 address in brackets; a port of 1 to 65535. */
bool endpoint_is_host(const char *text, size_t size);
/* The host of such a text is this machine itself: localhost, 127.0.0.1 or [::1]. */
bool endpoint_is_loopback(const char *text);

/* What a server may listen on, ADDRESS:PORT: a whole IPv4 address, a whole IPv6 address in brackets, or a name, whose first address is
 * taken; port 0 is any free one. An address is always there: who opens the server to every network says 0.0.0.0, or [::] for IPv6 too. */
#define ENDPOINT_TO_LISTEN_ON "write ADDRESS:PORT: 127.0.0.1:8310, [::1]:8310 or a name, with a port of 0 (any free one) to 65535;" \
                              " all addresses of the machine are 0.0.0.0, or [::] with those of IPv6"
bool endpoint_to_listen_on(const char *text);
/* Where residents reach the pages: http://HOST or https://HOST, a port, a path. */
#define ENDPOINT_OF_PAGES "write http:// or https://, a host, perhaps a port of 1 to 65535 and a path; names in other letters as xn--…"
bool endpoint_of_pages(const char *text);
/* A database: sqlite:PATH or postgresql://…, whose ports, where they are given, are 1 to 65535. */
#define ENDPOINT_OF_DATABASE "write sqlite:PATH or postgresql://…, with ports of 1 to 65535"
bool endpoint_of_database(const char *text);

#endif
