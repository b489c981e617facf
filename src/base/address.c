#include "base/address.h"

#include <string.h>

#include "base/text.h"

static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

struct address address_of_ipv4(const uint8_t bytes[4])
{
    struct address address;
    memcpy(address.bytes, mapped, sizeof(mapped));
    memcpy(address.bytes + sizeof(mapped), bytes, 4);
    return address;
}

bool address_equal(const struct address *a, const struct address *b) { return memcmp(a->bytes, b->bytes, sizeof(a->bytes)) == 0; }

static bool is_ipv4(const struct address *address) { return memcmp(address->bytes, mapped, sizeof(mapped)) == 0; }

/* A decimal number without sign or leading zero, up to `max`. */
static bool read_number(const char *text, size_t size, unsigned max, unsigned *ret_number)
{
    unsigned number = 0;
    if (size == 0 || size > 5 || (size > 1 && text[0] == '0'))
        return false;
    for (size_t i = 0; i < size; i++) {
        if (!text_is_digit(text[i]))
            return false;
        number = number * 10 + (unsigned)(text[i] - '0');
    }
    *ret_number = number;
    return number <= max;
}

static bool read_ipv4(const char *text, size_t size, uint8_t bytes[4])
{
    for (size_t i = 0; i < 4; i++) {
        const char *dot = i < 3 ? memchr(text, '.', size) : text + size;
        unsigned number = 0;
        if (dot == NULL || !read_number(text, (size_t)(dot - text), 255, &number))
            return false;
        bytes[i] = (uint8_t)number;
        size_t used = (size_t)(dot - text) + (i < 3);
        text += used;
        size -= used;
    }
    return true;
}

/* Groups of an IPv6 address up to the end; -1 when it is none, else the bytes written (at most `room`). */
static int read_groups(const char *text, size_t size, uint8_t *bytes, int room)
{
    int used = 0;
    while (size > 0) {
        const char *colon = memchr(text, ':', size);
        size_t length = colon != NULL ? (size_t)(colon - text) : size;
        if (colon == NULL && memchr(text, '.', size) != NULL)
            return room - used >= 4 && read_ipv4(text, size, bytes + used) ? used + 4 : -1;
        unsigned group = 0;
        if (length == 0 || length > 4 || used + 2 > room)
            return -1;
        for (size_t i = 0; i < length; i++) {
            int digit = text_hex_value(text[i]);
            if (digit < 0)
                return -1;
            group = group * 16 + (unsigned)digit;
        }
        bytes[used++] = (uint8_t)(group >> 8);
        bytes[used++] = (uint8_t)group;
        if (colon == NULL)
            return used;
        text += length + 1;
        size -= length + 1;
        if (size == 0)
            return -1; /* it ends in a colon */
    }
    return used;
}

static bool read_ipv6(const char *text, size_t size, struct address *address)
{
    const char *gap = memchr(text, ':', size);
    uint8_t tail[16];
    while (gap != NULL && (gap + 1 == text + size || gap[1] != ':'))
        gap = gap + 1 < text + size ? memchr(gap + 1, ':', size - (size_t)(gap + 1 - text)) : NULL;
    memset(address, 0, sizeof(*address));
    if (gap == NULL)
        return read_groups(text, size, address->bytes, 16) == 16;
    int head = read_groups(text, (size_t)(gap - text), address->bytes, 14);
    int rest = read_groups(gap + 2, size - (size_t)(gap + 2 - text), tail, 14);
    if (head < 0 || rest < 0 || head + rest > 14)
        return false;
    memcpy(address->bytes + 16 - rest, tail, (size_t)rest);
    return true;
}

static bool is_port(const char *text, size_t size)
{
    unsigned port = 0;
    return read_number(text, size, 65535, &port);
}

bool address_parse(const char *text, size_t size, struct address *ret_address)
{
    uint8_t bytes[4];
    if (size > 0 && text[0] == '[') {
        const char *end = memchr(text, ']', size);
        size_t rest = end != NULL ? size - (size_t)(end + 1 - text) : 0;
        if (end == NULL || (rest > 0 && (end[1] != ':' || !is_port(end + 2, rest - 1))))
            return false;
        return read_ipv6(text + 1, (size_t)(end - text - 1), ret_address);
    }
    const char *colon = memchr(text, ':', size);
    if (colon != NULL && memchr(colon + 1, ':', size - (size_t)(colon + 1 - text)) != NULL)
        return read_ipv6(text, size, ret_address);
    if (colon != NULL && !is_port(colon + 1, size - (size_t)(colon + 1 - text)))
        return false;
    if (!read_ipv4(text, colon != NULL ? (size_t)(colon - text) : size, bytes))
        return false;
    *ret_address = address_of_ipv4(bytes);
    return true;
}

/* ---- lists ---- */

/* The part between two commas, without blanks. */
static size_t trim(const char **text, size_t size)
{
    while (size > 0 && (**text == ' ' || **text == '\t')) {
        (*text)++;
        size--;
    }
    while (size > 0 && ((*text)[size - 1] == ' ' || (*text)[size - 1] == '\t'))
        size--;
    return size;
}

/* A port behind an address, which a network does not have: [::1]:80, 192.0.2.1:80. */
static bool has_port(const char *text, size_t size)
{
    const char *colon = memchr(text, ':', size);
    return text[0] == '[' ? text[size - 1] != ']' : colon != NULL && memchr(colon + 1, ':', size - (size_t)(colon + 1 - text)) == NULL;
}

static bool add_network(struct networks *networks, const char *text, size_t size)
{
    const char *slash = memchr(text, '/', size);
    size_t length = slash != NULL ? (size_t)(slash - text) : size;
    struct address address;
    unsigned bits = 0;
    if (networks->count == NETWORKS_MAX || !address_parse(text, length, &address) || has_port(text, length))
        return false;
    bool four = is_ipv4(&address);
    if (slash == NULL)
        bits = 128;
    else if (!read_number(slash + 1, size - (size_t)(slash + 1 - text), four ? 32 : 128, &bits))
        return false;
    else if (four)
        bits += 96;
    networks->items[networks->count].address = address;
    networks->items[networks->count++].bits = bits;
    return true;
}

bool networks_parse(const char *list, struct networks *ret_networks)
{
    ret_networks->count = 0;
    if (list[strspn(list, " \t")] == '\0')
        return true;
    for (const char *at = list;; at++) {
        const char *text = at;
        size_t whole = strcspn(at, ","), size = trim(&text, whole);
        bool loopback = size == strlen("loopback") && memcmp(text, "loopback", size) == 0;
        if (loopback ? !add_network(ret_networks, "127.0.0.0/8", 11) || !add_network(ret_networks, "::1", 3)
                     : !add_network(ret_networks, text, size))
            return false;
        at += whole;
        if (*at == '\0')
            return true;
    }
}

static bool shares_bits(const struct address *a, const struct address *b, unsigned bits)
{
    unsigned rest = bits % 8;
    return memcmp(a->bytes, b->bytes, bits / 8) == 0 && (rest == 0 || ((a->bytes[bits / 8] ^ b->bytes[bits / 8]) >> (8 - rest)) == 0);
}

/* fc00::/7, the private addresses of IPv6 (RFC 4193). */
static bool is_private(const struct address *address) { return (address->bytes[0] & 0xfe) == 0xfc; }

bool networks_are_narrow(const struct networks *networks)
{
    for (size_t i = 0; i < networks->count; i++) {
        const struct address *address = &networks->items[i].address;
        unsigned bits = networks->items[i].bits, least = is_ipv4(address) ? 96 + 8 : is_private(address) ? 7 : 16;
        struct address first_ipv4 = address_of_ipv4((const uint8_t[4]){0});
        if (bits < least || (bits < 96 && shares_bits(address, &first_ipv4, bits))) /* one of IPv6 may hold all of IPv4 */
            return false;
    }
    return true;
}

bool networks_hold(const struct networks *networks, const struct address *address)
{
    for (size_t i = 0; i < networks->count; i++)
        if (shares_bits(&networks->items[i].address, address, networks->items[i].bits))
            return true;
    return false;
}

struct address address_of_client(const struct networks *trusted, struct address peer, const char *forwarded)
{
    struct address hop = peer;
    if (forwarded == NULL || !networks_hold(trusted, &peer))
        return peer;
    for (const char *end = forwarded + strlen(forwarded);;) {
        const char *from = end;
        while (from > forwarded && from[-1] != ',')
            from--;
        const char *text = from;
        size_t size = trim(&text, (size_t)(end - from));
        if (!address_parse(text, size, &hop))
            return peer;
        if (from == forwarded || !networks_hold(trusted, &hop))
            return hop;
        end = from - 1;
    }
}

static struct address prefix_of(struct address address, size_t bytes)
{
    if (!is_ipv4(&address))
        memset(address.bytes + bytes, 0, sizeof(address.bytes) - bytes);
    return address;
}

struct address address_as_source(struct address address) { return prefix_of(address, 8); }

struct address address_as_network(struct address address) { return prefix_of(address, 6); }
