/* Where a request comes from, as failures are counted. */
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "base/text.h"
#include "crypto/crypto.h"
#include "http/server.h"

#define WHAT_MAX 160

static uint64_t key_of_address(const struct keyring *keyring, struct address address, const char *what)
{
    char text[2 * sizeof(address.bytes) + 1 + WHAT_MAX];
    size_t size = strlen(what), at = 2 * sizeof(address.bytes);
    text_hex(text, address.bytes, sizeof(address.bytes));
    text[at++] = ' ';
    size = size < WHAT_MAX ? size : WHAT_MAX - 1;
    memcpy(text + at, what, size);
    text[at + size] = '\0';
    return crypto_table_key(keyring, text);
}

uint64_t request_key_of_source(const struct request *request, const char *what)
{
    return key_of_address(request->act.context->keyring, request->source, what);
}

uint64_t request_key_of_network(const struct request *request, const char *what)
{
    return key_of_address(request->act.context->keyring, address_as_network(request->source), what);
}

/* What came last stays: only the right end of the list counts. */
static void append(struct forwarded *forwarded, const char *bytes, size_t size)
{
    size_t room = sizeof(forwarded->text) - 1, kept = size < room ? size : room;
    size_t drop = forwarded->size + kept > room ? forwarded->size + kept - room : 0;
    forwarded->cut = forwarded->cut || kept < size || drop > 0;
    memmove(forwarded->text, forwarded->text + drop, forwarded->size - drop);
    forwarded->size -= drop;
    memcpy(forwarded->text + forwarded->size, bytes + size - kept, kept);
    forwarded->size += kept;
    forwarded->text[forwarded->size] = '\0';
}

void forwarded_add(struct forwarded *forwarded, const char *value)
{
    if (forwarded->size > 0)
        append(forwarded, ",", 1);
    if (value != NULL)
        append(forwarded, value, strlen(value));
}

const char *forwarded_list(const struct forwarded *forwarded)
{
    if (!forwarded->cut)
        return forwarded->size == 0 ? NULL : forwarded->text;
    const char *comma = strchr(forwarded->text, ','); /* what is left of the hop before it could be read as another */
    return comma != NULL ? comma + 1 : NULL;
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
