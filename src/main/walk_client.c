#include "main/walk_client.h"

#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/text.h"

#define REPLY_MAX ((size_t)4 << 20)
#define TIMEOUT_S 10

enum result walk_client_open(struct walk_client *client, struct arena *arena, const char *address)
{
    const char *colon = strrchr(address, ':');
    client->arena = arena;
    if (colon == NULL || colon == address || !text_copy(client->port, sizeof(client->port), colon + 1))
        return RESULT_INVALID;
    size_t size = (size_t)(colon - address);
    if (address[0] == '[' && address[size - 1] == ']') {
        address++;
        size -= 2;
    }
    if (size >= sizeof(client->host) || !text_is_digits(client->port, 0))
        return RESULT_INVALID;
    memcpy(client->host, address, size);
    client->host[size] = '\0';
    return RESULT_OK;
}

/* A connected socket, or -1. */
static int connect_to(const struct walk_client *client)
{
    const struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    const struct timeval timeout = {.tv_sec = TIMEOUT_S};
    struct addrinfo *addresses = NULL;
    int connected = -1;
    if (getaddrinfo(client->host, client->port, &hints, &addresses) != 0)
        return -1;
    for (const struct addrinfo *a = addresses; a != NULL && connected < 0; a = a->ai_next) {
        int one = socket(a->ai_family, a->ai_socktype, a->ai_protocol);
        if (one < 0)
            continue;
        (void)setsockopt(one, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
        (void)setsockopt(one, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof(timeout));
        if (connect(one, a->ai_addr, a->ai_addrlen) == 0)
            connected = one;
        else
            (void)close(one);
    }
    freeaddrinfo(addresses);
    return connected;
}

static void write_head(const struct walk_client *client, const struct walk_request *request, struct buffer *out)
{
    bool colons = strchr(client->host, ':') != NULL;
    buffer_add_format(out, "%s %s HTTP/1.1\r\nHost: %s%s%s:%s\r\nConnection: close\r\nAccept: application/json\r\n", request->method,
                      request->path, colons ? "[" : "", client->host, colons ? "]" : "", client->port);
    if (request->token != NULL)
        buffer_add_format(out, "Authorization: Bearer %s\r\n", request->token);
    if (request->query_password != NULL)
        buffer_add_format(out, "Query-Password: %s\r\n", request->query_password);
    if (request->body != NULL)
        buffer_add_format(out, "Content-Type: application/json\r\nContent-Length: %zu\r\n", strlen(request->body));
    buffer_add_text(out, "\r\n");
    if (request->body != NULL)
        buffer_add_text(out, request->body);
}

/* Sends everything and reads until the server closes. */
static enum result exchange_bytes(int connection, const struct buffer *out, struct buffer *in)
{
    for (size_t sent = 0; sent < out->size;) {
        ssize_t step = send(connection, out->bytes + sent, out->size - sent, MSG_NOSIGNAL);
        if (step <= 0)
            return RESULT_IO;
        sent += (size_t)step;
    }
    for (;;) {
        char piece[8192];
        ssize_t step = recv(connection, piece, sizeof(piece), 0);
        if (step < 0)
            return RESULT_IO;
        if (step == 0)
            return RESULT_OK;
        buffer_add(in, piece, (size_t)step);
        if (in->failed)
            return RESULT_TOO_LARGE;
    }
}

static enum result read_reply(const struct walk_client *client, const struct buffer *in, struct walk_reply *reply)
{
    int64_t status = 0;
    char digits[4] = "";
    const char *body = in->bytes == NULL ? NULL : strstr(in->bytes, "\r\n\r\n");
    if (body == NULL || !text_starts_with(in->bytes, "HTTP/1.") || in->size < 13)
        return RESULT_CORRUPT;
    memcpy(digits, in->bytes + 9, 3);
    if (!text_parse_int64(digits, &status))
        return RESULT_CORRUPT;
    body += 4;
    reply->status = (int)status;
    reply->body = NULL;
    struct json_fault fault;
    size_t size = in->size - (size_t)(body - in->bytes);
    if (size > 0 && json_read(client->arena, body, size, &reply->body, &fault) == RESULT_NO_MEMORY)
        return RESULT_NO_MEMORY;
    return RESULT_OK;
}

enum result walk_client_send(struct walk_client *client, const struct walk_request *request, struct walk_reply *ret_reply)
{
    int connection = connect_to(client);
    if (connection < 0)
        return RESULT_IO;
    struct buffer out, in;
    buffer_init(&out, REPLY_MAX);
    buffer_init(&in, REPLY_MAX);
    write_head(client, request, &out);
    enum result result = out.failed ? RESULT_NO_MEMORY : exchange_bytes(connection, &out, &in);
    if (result == RESULT_OK)
        result = read_reply(client, &in, ret_reply);
    (void)close(connection);
    buffer_free(&out);
    buffer_free(&in);
    return result;
}
