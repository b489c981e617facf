/* What the head of a request may be: RFC 9112, and stricter wherever a server in front of this one could read the same
 * bytes as another request (smuggling). Pure. */
#ifndef TONGBAN_HTTP_EDGE_H
#define TONGBAN_HTTP_EDGE_H

#include <stdbool.h>
#include <stddef.h>

#define EDGE_HEAD_MAX 8192   /* bytes, the request line and the empty line included */
#define EDGE_TARGET_MAX 4096
#define EDGE_LINES_MAX 64

enum edge_fault {
    EDGE_SOUND,
    EDGE_MALFORMED,      /* 400 */
    EDGE_HOST,           /* 400: none, two, or one that is no host */
    EDGE_REPEATED,       /* 400: a header of one value given twice (RFC 9110, 5.3): each reader could take another one */
    EDGE_FRAMING,        /* 400: where the body ends can be read in two ways */
    EDGE_CODING,         /* 501: a transfer coding other than chunked */
    EDGE_TARGET_TOO_LONG,/* 414 */
    EDGE_HEAD_TOO_LARGE, /* 431 */
};

/* The target as it was sent: /path?query. Counts the parameters of the query, also of one that is refused. */
enum edge_fault edge_check_target(const char *target, size_t *ret_parameters);

/* The head as a parser has left it in its buffer, with zeros for colons and line ends. Nothing but "Name: value CR LF"
 * may lie between the version and the body: a NUL that cuts a line short, a folded line, or a line end of LF alone
 * leaves a gap. */
struct edge_head {
    const char *next; /* where the next line must begin */
    bool http_1_0;
    size_t lines, hosts, lengths, codings;
    unsigned singles; /* bits: headers of one value that came */
    enum edge_fault fault; /* the first one */
};

/* Method, target and version ("HTTP/1.1") as they stand in the buffer, with a zero for each blank. */
void edge_head_begin(struct edge_head *head, const char *method, const char *target, const char *version);
void edge_head_line(struct edge_head *head, const char *name, size_t name_size, const char *value, size_t value_size);
/* `start` and `end`: the first byte of the request line and the one behind the empty line. */
enum edge_fault edge_head_end(struct edge_head *head, const char *start, const char *end);

/* Decodes %XX in place, in paths and parameters; the new size. %00 stays as it is: a NUL would cut the text short and
 * make it another. */
size_t edge_unescape(char *text);

#endif
