/* Where a request comes from, as failures are counted. */
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "base/text.h"
#include "crypto/crypto.h"
#include "http/server.h"

#define WHAT_MAX 160

static uint64_t key_of(const struct keyring *keyring, const char *text)
{
    uint8_t blind[BLIND_SIZE];
    uint64_t key;
    crypto_blind(keyring, "tries", text, blind);
    memcpy(&key, blind, sizeof(key));
    return key;
}

uint64_t request_key_of(const struct request *request, const char *what) { return key_of(request->context->keyring, what); }

static uint64_t key_of_address(const struct keyring *keyring, struct address address, const char *what)
{
    char text[2 * sizeof(address.bytes) + 1 + WHAT_MAX];
    size_t size = strlen(what), at = 2 * sizeof(address.bytes);
    text_hex(text, address.bytes, sizeof(address.bytes));
    text[at++] = ' ';
    size = size < WHAT_MAX ? size : WHAT_MAX - 1;
    memcpy(text + at, what, size);
    text[at + size] = '\0';
    return key_of(keyring, text);
}

uint64_t request_key_of_source(const struct request *request, const char *what)
{
    return key_of_address(request->context->keyring, request->source, what);
}

uint64_t request_key_of_network(const struct request *request, const char *what)
{
    return key_of_address(request->context->keyring, address_as_network(request->source), what);
}

void forwarded_add(struct forwarded *forwarded, const char *value)
{
    size_t size = value != NULL ? strlen(value) : 0, comma = forwarded->size > 0;
    forwarded->too_long = forwarded->too_long || forwarded->size + comma + size >= FORWARDED_MAX;
    if (forwarded->too_long)
        return;
    if (comma)
        forwarded->text[forwarded->size++] = ',';
    if (size > 0)
        memcpy(forwarded->text + forwarded->size, value, size);
    forwarded->size += size;
    forwarded->text[forwarded->size] = '\0';
}

const char *forwarded_list(const struct forwarded *forwarded)
{
    return forwarded->size == 0 || forwarded->too_long ? NULL : forwarded->text;
}

struct address address_of_socket(const struct sockaddr *name)
{
    struct address address = {{0}};
    struct sockaddr_in four;
    struct sockaddr_in6 six;
    if (name != NULL && name->sa_family == AF_INET) {
        memcpy(&four, name, sizeof(four));
        return address_of_ipv4((const uint8_t *)&four.sin_addr);
    }
    if (name != NULL && name->sa_family == AF_INET6) {
        memcpy(&six, name, sizeof(six));
        memcpy(address.bytes, &six.sin6_addr, sizeof(address.bytes));
    }
    return address;
}
