/* Addresses of the network, and which of the hops that a proxy tells of is the client. Pure. */
#ifndef TONGBAN_BASE_ADDRESS_H
#define TONGBAN_BASE_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* IPv6; an IPv4 address as ::ffff:a.b.c.d. */
struct address { uint8_t bytes[16]; };

/* 192.0.2.1, 2001:db8::1, [2001:db8::1], each also with a port (IPv6 in brackets then). No zone, no name. */
bool address_parse(const char *text, size_t size, struct address *ret_address);
struct address address_of_ipv4(const uint8_t bytes[4]);
bool address_equal(const struct address *a, const struct address *b);

/* A list "10.0.0.0/8, 2001:db8::/32, 192.0.2.7, loopback", without ports. */
#define NETWORKS_MAX 64
struct networks { struct { struct address address; unsigned bits; } items[NETWORKS_MAX]; size_t count; };
bool networks_parse(const char *list, struct networks *ret_networks);
/* None of them holds what nobody runs alone: at least /8 (10.0.0.0/8), of IPv6 /16, or fc00::/7 and what lies in it. Whoever is trusted
 * to say where others come from is believed: a network of everybody would let everybody choose. */
bool networks_are_narrow(const struct networks *networks);
bool networks_hold(const struct networks *networks, const struct address *address);

/* Who really asks: `peer` when it is no proxy we trust, or says nothing; else the last hop of its X-Forwarded-For that
 * is none. A hop that is no address makes it the peer: nothing before it can be believed. */
struct address address_of_client(const struct networks *trusted, struct address peer, const char *forwarded);
/* As failures are counted: an IPv6 address by its /64, for a household or a machine has all of it. */
struct address address_as_source(struct address address);
/* What one subscriber may be given at most: the /48 of an IPv6 address, which has 65,536 sources; an IPv4 address is
 * one. */
struct address address_as_network(struct address address);

#endif
