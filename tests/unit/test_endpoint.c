/* Addresses in settings and Host headers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/endpoint.h"
#include "base/text.h"

static void a_host_is_a_name_or_an_address(void **state)
{
    static const char *const good[] = {"a", "localhost:8310", "127.0.0.1", "a_b.example-1.cn:65535", "[::1]", "[::1]:1", "[fe80::1:2]:80", "[::ffff:1.2.3.4]"};
    static const char *const bad[] = {"", ":80", "a:", "a:0", "a:65536", "a:99999", "a:123456", "a:-1", "a: 80", "a:8 0", "a b", "a/b", "a@b", "a?b", "a#b",
                                      "a\\b", "a,b", "::1", "[::1", "[]", "[:]", "[::1]x", "[::1]:", "[::g]", "[::1]:65536", "\xe4\xb8\xad", "a%41", "\"", "<a>"};
    (void)state;
    for (size_t i = 0; i < ARRAY_COUNT(good); i++)
        assert_true(endpoint_is_host(good[i], strlen(good[i])));
    for (size_t i = 0; i < ARRAY_COUNT(bad); i++)
        if (endpoint_is_host(bad[i], strlen(bad[i])))
            fail_msg("%s is no host", bad[i]);
}

static void loopback_is_this_machine_alone(void **state)
{
    static const char *const good[] = {"localhost", "localhost:8310", "127.0.0.1:1", "[::1]:8310"};
    static const char *const bad[] = {"", "localhost.evil.example", "127.0.0.1.evil.example", "127.0.0.10", "localhost:", "localhost:99999", "[::1].evil",
                                      "::1", "localhost@evil.example", "evil.example"};
    (void)state;
    for (size_t i = 0; i < ARRAY_COUNT(good); i++)
        assert_true(endpoint_is_loopback(good[i]));
    for (size_t i = 0; i < ARRAY_COUNT(bad); i++)
        if (endpoint_is_loopback(bad[i]))
            fail_msg("%s is another machine", bad[i]);
}

static void each(bool (*is)(const char *), const char *const *good, size_t good_count, const char *const *bad, size_t bad_count)
{
    for (size_t i = 0; i < good_count; i++)
        if (!is(good[i]))
            fail_msg("refused: %s", good[i]);
    for (size_t i = 0; i < bad_count; i++)
        if (is(bad[i]))
            fail_msg("taken: %s", bad[i]);
}

static void a_port_has_its_bounds_wherever_it_is_written(void **state)
{
    static const char *const listen[] = {"127.0.0.1:8310", "[::1]:8310", "[::]:0", "localhost:65535", "0.0.0.0:1", "a_b.example-1.cn:1",
                                         "3com.example:1", "[::ffff:1.2.3.4]:80"};
    static const char *const no_listen[] = {"", "8310", "127.0.0.1", "127.0.0.1:", ":", "127.0.0.1:65536", "127.0.0.1:99999", "127.0.0.1:100000", "127.0.0.1:-1",
                                            "127.0.0.1: 8310", " 127.0.0.1:8310", "127.0.0.1:8310 ", "127.0.0.1:+1", "127.0.0.1:0x50", "127.0.0.1:http", "::1:8310",
                                            "[::1:8310", "::1]:8310", "[::1]8310", "[]:8310", "[abc]:8310", "[::1]:", "http://127.0.0.1:8310", "127.0.0.1:8310/",
                                            /* half an address, which the system would guess the rest of */
                                            ":8310", "127.1:8310", "0:8310", "8310:8310", "0x7f.1:8310", "0x7f000001:1", "1.2.3:1", "1.2.3.256:1", "127.0.0.01:1", ".:1",
                                            "-:1", "a.:1", ".a:1", "a..b:1", "[1:2]:1", "[::1::]:1", "[127.0.0.1]:1", "*:8310"};
    static const char *const pages[] = {"https://tongban.example", "http://127.0.0.1:8310", "https://a.example:8443/tongban/", "http://[::1]:80"};
    static const char *const no_pages[] = {"", "tongban.example", "ftp://a", "https://", "https:///x", "https://a:", "https://a:0", "https://a:65536", "https://a:-1",
                                           "https://a b", "https://a/b c", "https://a?x", "https://a/#x", "https://user@a", "https://[::1", "https://\xe4\xb8\xad",
                                           "https://a/\"", "javascript://a"};
    static const char *const databases[] = {"sqlite:x", "sqlite:/var/a b.db", "postgresql://", "postgresql:///tongban?host=/run/postgresql", "postgresql://db/tongban",
                                            "postgres://db:5432/tongban", "postgresql://u:99999@db1:5432,db2/tongban?target_session_attrs=read-write",
                                            "postgresql://u:p%40@[::1]:5432/x", "postgresql://%2Frun%2Fpostgresql/x"};
    static const char *const no_databases[] = {"", "tongban.db", "sqlite:", "mysql://a", "postgresql:a", "postgresql://db:65536/x", "postgresql://db:/x", "postgresql://db:0",
                                               "postgresql://db:-1/x", "postgresql://db:5432,db2:99999/x", "postgresql://u:1@db:x/y", "postgresql://[::1/x",
                                               "postgresql://[::1]:/x", "postgresql://d b/x"};
    (void)state;
    each(endpoint_to_listen_on, listen, ARRAY_COUNT(listen), no_listen, ARRAY_COUNT(no_listen));
    each(endpoint_of_pages, pages, ARRAY_COUNT(pages), no_pages, ARRAY_COUNT(no_pages));
    each(endpoint_of_database, databases, ARRAY_COUNT(databases), no_databases, ARRAY_COUNT(no_databases));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_host_is_a_name_or_an_address),
        cmocka_unit_test(loopback_is_this_machine_alone),
        cmocka_unit_test(a_port_has_its_bounds_wherever_it_is_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
