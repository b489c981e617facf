#include "base/endpoint.h"

#include <string.h>

#include "base/address.h"
#include "base/text.h"

#define HOST_MAX 255
#define PORT_MAX 65535

static bool is_port(const char *text, size_t size, unsigned least)
{
    unsigned port = 0;
    if (size == 0 || size > 5)
        return false;
    for (size_t i = 0; i < size; i++) {
        if (!text_is_digit(text[i]))
            return false;
        port = port * 10 + (unsigned)(text[i] - '0');
    }
    return port >= least && port <= PORT_MAX;
}

static bool is_address_byte(char byte)
{
    return text_hex_value(byte) >= 0 || byte == ':' || byte == '.';
}

/* Bytes of the host at the beginning of a text; 0: none. */
static size_t host_size(const char *text, size_t size)
{
    size_t at = 0;
    if (size > 0 && text[0] == '[') {
        for (at = 1; at < size && is_address_byte(text[at]); at++) {
        }
        return at < 3 || at == size || text[at] != ']' || memchr(text, ':', at) == NULL ? 0 : at + 1;
    }
    while (at < size && (text_is_letter(text[at]) || text_is_digit(text[at]) || memchr(".-_", text[at], 3) != NULL))
        at++;
    return at;
}

bool endpoint_is_host(const char *text, size_t size)
{
    size_t host = size <= HOST_MAX ? host_size(text, size) : 0;
    return host > 0 && (host == size || (text[host] == ':' && is_port(text + host + 1, size - host - 1, 1)));
}

bool endpoint_is_loopback(const char *text)
{
    static const char *const names[] = {"localhost", "127.0.0.1", "[::1]"};
    size_t size = strlen(text);
    if (!endpoint_is_host(text, size))
        return false;
    for (size_t i = 0; i < ARRAY_COUNT(names); i++)
        if (host_size(text, size) == strlen(names[i]) && memcmp(text, names[i], strlen(names[i])) == 0)
            return true;
    return false;
}

/* Labels between single dots, whose last one begins with a letter: 127.1, 0 or 0x7f.1, which the system would take for addresses,
 * are no names. */
static bool is_name(const char *text, size_t size)
{
    size_t last = 0;
    for (size_t i = 0; i < size; i++)
        if (text[i] == '.' && (i == last || i + 1 == size))
            return false;
        else if (text[i] == '.')
            last = i + 1;
    return size > 0 && text_is_letter(text[last]);
}

bool endpoint_to_listen_on(const char *text)
{
    size_t size = strlen(text), host = host_size(text, size);
    struct address address;
    if (size > HOST_MAX || text[host] != ':' || !is_port(text + host + 1, size - host - 1, 0))
        return false;
    return address_parse(text, host, &address) || (text[0] != '[' && is_name(text, host));
}

bool endpoint_of_pages(const char *text)
{
    size_t scheme = text_starts_with(text, "https://") ? 8 : text_starts_with(text, "http://") ? 7 : 0, size = strcspn(text + scheme, "/");
    if (scheme == 0 || !endpoint_is_host(text + scheme, size))
        return false;
    for (const char *p = text + scheme + size; *p != '\0'; p++)
        if (*p <= ' ' || *p >= 0x7f || strchr("?#\"<>\\^`{|}", *p) != NULL)
            return false;
    return true;
}

/* The ports of host:port,host:port behind the user. Hosts without one, or a socket's folder as %2F…, are libpq's
 * business. */
static bool ports_are_sound(const char *text, size_t size)
{
    for (size_t at = 0; at < size;) {
        size_t one = 0, colon = 0;
        bool bracket = false;
        for (; at + one < size && text[at + one] != ','; one++) {
            char byte = text[at + one];
            bracket = byte == '[' || (bracket && byte != ']');
            if (byte <= ' ')
                return false;
            if (byte == ':' && !bracket && colon == 0)
                colon = one + 1;
        }
        if (bracket || (colon > 0 && !is_port(text + at + colon, one - colon, 1)))
            return false;
        at += one + 1;
    }
    return true;
}

bool endpoint_of_database(const char *text)
{
    if (text_starts_with(text, "sqlite:"))
        return text[strlen("sqlite:")] != '\0';
    size_t scheme = text_starts_with(text, "postgresql://") ? 13 : text_starts_with(text, "postgres://") ? 11 : 0;
    if (scheme == 0)
        return false;
    const char *hosts = text + scheme, *user = NULL;
    size_t size = strcspn(hosts, "/?");
    for (size_t i = 0; i < size; i++)
        if (hosts[i] == '@')
            user = hosts + i;
    return user != NULL ? ports_are_sound(user + 1, size - (size_t)(user + 1 - hosts)) : ports_are_sound(hosts, size);
}
