/* What the head of a request may be, laid out as libmicrohttpd leaves it: zeros for colons and line ends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "http/edge.h"

/* Takes a head apart as libmicrohttpd does: lines end at LF, a CR before it goes, names end at the first colon; texts at a NUL.
 * A folded line (a blank first) is put to the name of the line before, in another place. */
static enum edge_fault check(const char *text, size_t size)
{
    static char bytes[20000], moved[20000];
    struct edge_head head;
    char *line = NULL, *name = NULL, *value = NULL;
    assert_true(size < sizeof(bytes));
    memcpy(bytes, text, size);
    size_t at = 0;
    for (bool first = true; at < size; first = false) {
        line = bytes + at;
        char *end = memchr(line, '\n', size - at);
        assert_non_null(end);
        at = (size_t)(end - bytes) + 1;
        *end = '\0';
        if (end > line && end[-1] == '\r')
            end[-1] = '\0';
        if (first) {
            char *target = memchr(line, ' ', (size_t)(end - line)), *version = (char *)memrchr(line, ' ', (size_t)(end - line)) + 1;
            *target++ = '\0';
            edge_head_begin(&head, line, target, version);
            continue;
        }
        if ((line[0] == ' ' || line[0] == '\t') && name != NULL) {
            (void)snprintf(moved, sizeof(moved), "%s%s", name, line + strspn(line, " \t"));
            name = moved;
            continue;
        }
        if (name != NULL)
            edge_head_line(&head, name, strlen(name), value, strlen(value));
        name = NULL;
        if (line[0] == '\0')
            break;
        char *colon = strchr(line, ':');
        assert_non_null(colon);
        *colon = '\0';
        name = line;
        value = colon + 1 + strspn(colon + 1, " \t");
    }
    return edge_head_end(&head, bytes, bytes + at);
}

#define HEAD(lines) "GET / HTTP/1.1\r\n" lines "\r\n"
#define WITH_HOST(lines) HEAD("Host: a\r\n" lines)

static void each_head_is_what_it_is(void **state)
{
    static const struct { const char *text; size_t size; enum edge_fault fault; } rows[] = {
#define ROW(text, fault) {text, sizeof(text) - 1, fault}
        ROW(WITH_HOST(""), EDGE_SOUND),
        ROW("GET / HTTP/1.0\r\n\r\n", EDGE_SOUND),
        ROW("GET / HTTP/1.0\r\nHost: a\r\n\r\n", EDGE_SOUND),
        ROW(WITH_HOST("Accept:\t */* \r\nX-Empty:\r\nX_1!#$%&'*+.^`|~-: \xe4\xb8\xad\r\n"), EDGE_SOUND),
        ROW(WITH_HOST("Content-Length: 32\r\n"), EDGE_SOUND),
        ROW(WITH_HOST("Transfer-Encoding: Chunked\r\n"), EDGE_SOUND),
        ROW(WITH_HOST("Transfer-Encoding: chunked\r\nX Y: 1\r\n"), EDGE_MALFORMED),
        ROW(HEAD(""), EDGE_HOST),
        ROW("\x16\x03\x01GET / HTTP/1.1\r\nHost: a\r\n\r\n", EDGE_MALFORMED),
        ROW("G\0T / HTTP/1.1\r\nHost: a\r\n\r\n", EDGE_MALFORMED),
        ROW("G(T / HTTP/1.1\r\nHost: a\r\n\r\n", EDGE_MALFORMED),
        ROW(" / HTTP/1.1\r\nHost: a\r\n\r\n", EDGE_MALFORMED),
        ROW("M-SEARCH / HTTP/1.1\r\nHost: a\r\n\r\n", EDGE_SOUND),
        ROW(WITH_HOST("hOST: a\r\n"), EDGE_HOST),
        ROW("GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n", EDGE_HOST),
        ROW(HEAD("Host:\r\n"), EDGE_HOST),
        ROW(HEAD("Host: a, b\r\n"), EDGE_HOST),
        ROW(HEAD("Host: \"><script>\r\n"), EDGE_HOST),
        ROW(WITH_HOST("Content-Length: 5\r\nContent-Length: 5\r\n"), EDGE_FRAMING),
        ROW(WITH_HOST("Content-Length: 5\r\nContent-Length: 6\r\n"), EDGE_FRAMING),
        ROW(WITH_HOST("Content-Length: 5, 5\r\n"), EDGE_FRAMING),
        ROW(WITH_HOST("Content-Length: +5\r\n"), EDGE_FRAMING),
        ROW(WITH_HOST("Content-Length: 5 \r\n"), EDGE_FRAMING),
        ROW(WITH_HOST("Content-Length:\r\n"), EDGE_FRAMING),
        ROW(WITH_HOST("Content-Length: 1234567890123456789\r\n"), EDGE_FRAMING),
        ROW(WITH_HOST("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"), EDGE_FRAMING),
        ROW(WITH_HOST("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"), EDGE_FRAMING),
        ROW(WITH_HOST("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), EDGE_FRAMING),
        ROW("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", EDGE_FRAMING),
        ROW(WITH_HOST("Transfer-Encoding: gzip, chunked\r\n"), EDGE_CODING),
        ROW(WITH_HOST("Transfer-Encoding: identity\r\n"), EDGE_CODING),
        ROW(WITH_HOST("Transfer-Encoding: chunked \r\n"), EDGE_CODING),
        ROW(WITH_HOST("Transfer-Encoding:\r\n"), EDGE_CODING),
        ROW(WITH_HOST("Authorization: Bearer a\r\nauthorization: Bearer b\r\n"), EDGE_REPEATED),
        ROW(WITH_HOST("Idempotency-Key: a\r\nX: 1\r\nIdempotency-Key: a\r\n"), EDGE_REPEATED),
        ROW(WITH_HOST("Query-Password: 1\r\nQuery-Password: 2\r\n"), EDGE_REPEATED),
        ROW(WITH_HOST("Content-Type: a\r\nContent-Type: b\r\n"), EDGE_REPEATED),
        ROW(WITH_HOST("Authorization: a\r\nIdempotency-Key: b\r\nQuery-Password: c\r\nContent-Type: d\r\n"), EDGE_SOUND),
        ROW(WITH_HOST("Accept: a\r\nAccept: b\r\n"), EDGE_SOUND),
        ROW(WITH_HOST("Content-Length : 5\r\n"), EDGE_MALFORMED),
        ROW(WITH_HOST(": 5\r\n"), EDGE_MALFORMED),
        ROW(WITH_HOST("X y: 5\r\n"), EDGE_MALFORMED),
        ROW(WITH_HOST("X\x80: 5\r\n"), EDGE_MALFORMED),
        ROW(WITH_HOST("Transfer-Encoding:\r\n chunked\r\n"), EDGE_MALFORMED),
        ROW(WITH_HOST("X: 1\r\n\tfolded\r\nY: 1\r\n"), EDGE_MALFORMED),
        ROW(WITH_HOST("X: 1\rContent-Length: 5\r\n"), EDGE_MALFORMED),
        ROW(WITH_HOST("X: 1\n"), EDGE_MALFORMED),
        ROW(WITH_HOST("X: 1\n") "\n", EDGE_MALFORMED),
        ROW("GET / HTTP/1.1\nHost: a\r\n\r\n", EDGE_MALFORMED),
        ROW("GET / HTTP/1.1\r\nHost: a\r\n\n", EDGE_MALFORMED),
        ROW(WITH_HOST("X: 1\0Y: 2\r\n"), EDGE_MALFORMED),
        ROW(WITH_HOST("Transfer-Encoding: chunked\0x\r\n"), EDGE_MALFORMED),
        ROW(WITH_HOST("X: \0\r\nY: 1\r\n"), EDGE_MALFORMED),
        ROW(WITH_HOST("X: \x01\r\n"), EDGE_MALFORMED),
        ROW(WITH_HOST("X: \x7f\r\n"), EDGE_MALFORMED),
#undef ROW
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++)
        if (check(rows[i].text, rows[i].size) != rows[i].fault)
            fail_msg("row %zu: %d instead of %d: %s", i, (int)check(rows[i].text, rows[i].size), (int)rows[i].fault, rows[i].text);
}

static void a_head_has_an_end(void **state)
{
    static char text[20000];
    (void)state;
    size_t begin = sizeof("GET / HTTP/1.1\r\nHost: a\r\nX: ") - 1;
    for (size_t whole = EDGE_HEAD_MAX; whole <= EDGE_HEAD_MAX + 1; whole++) {
        memset(text, 'a', whole);
        memcpy(text, "GET / HTTP/1.1\r\nHost: a\r\nX: ", begin);
        memcpy(text + whole - 4, "\r\n\r\n", 4);
        assert_int_equal(check(text, whole), whole > EDGE_HEAD_MAX ? EDGE_HEAD_TOO_LARGE : EDGE_SOUND);
    }
    for (size_t lines = EDGE_LINES_MAX; lines <= EDGE_LINES_MAX + 1; lines++) {
        size_t size = sizeof("GET / HTTP/1.1\r\nHost: a\r\n") - 1;
        memcpy(text, "GET / HTTP/1.1\r\nHost: a\r\n", size);
        for (size_t i = 1; i < lines; i++, size += 6)
            memcpy(text + size, "X: 1\r\n", 6);
        memcpy(text + size, "\r\n", 2);
        assert_int_equal(check(text, size + 2), lines > EDGE_LINES_MAX ? EDGE_HEAD_TOO_LARGE : EDGE_SOUND);
    }
}

static void a_target_is_a_path(void **state)
{
    static const struct { const char *text; enum edge_fault fault; size_t parameters; } rows[] = {
        {"/", EDGE_SOUND, 1}, {"/v1/items?q=\xe4\xb8\xad&on=2026-01-01", EDGE_SOUND, 2}, {"/?&&&", EDGE_SOUND, 4},
        {"", EDGE_MALFORMED, 1}, {"*", EDGE_MALFORMED, 1}, {"http://a/healthz", EDGE_MALFORMED, 1}, {"a:80", EDGE_MALFORMED, 1},
        {"/a b", EDGE_MALFORMED, 1}, {"/a\tb", EDGE_MALFORMED, 1}, {"/a\rb", EDGE_MALFORMED, 1}, {"/\x7f", EDGE_MALFORMED, 1}};
    static char long_one[EDGE_TARGET_MAX + 2];
    size_t parameters = 0;
    (void)state;
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        assert_int_equal(edge_check_target(rows[i].text, &parameters), rows[i].fault);
        assert_int_equal(parameters, rows[i].parameters);
    }
    memset(long_one, '/', EDGE_TARGET_MAX + 1);
    assert_int_equal(edge_check_target(long_one, &parameters), EDGE_TARGET_TOO_LONG);
    assert_int_equal(edge_check_target(long_one + 1, &parameters), EDGE_SOUND);
}

static void escapes_are_decoded_except_that_of_nul(void **state)
{
    static const struct { const char *text, *decoded; } rows[] = {
        {"/a%2Fb%2f", "/a/b/"}, {"%41%zz%4", "A%zz%4"}, {"a%00b", "a%00b"}, {"%", "%"}, {"%e4%B8%ad", "\xe4\xb8\xad"}, {"%2541", "%41"}};
    (void)state;
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        char text[40];
        assert_true(text_copy(text, sizeof(text), rows[i].text));
        assert_int_equal(edge_unescape(text), strlen(rows[i].decoded));
        assert_string_equal(text, rows[i].decoded);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_head_is_what_it_is),
        cmocka_unit_test(a_head_has_an_end),
        cmocka_unit_test(a_target_is_a_path),
        cmocka_unit_test(escapes_are_decoded_except_that_of_nul),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
