/* Addresses, lists of networks, and who is behind a proxy (src/base/address.h). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/address.h"
#include "base/text.h"

static const char *shown(const struct address *address)
{
    static char text[33];
    text_hex(text, address->bytes, sizeof(address->bytes));
    return text;
}

#define FOUR "00000000000000000000ffff"

static void addresses_are_read(void **state)
{
    (void)state;
    static const struct { const char *text, *hex; } rows[] = {
        {"192.0.2.1", FOUR "c0000201"}, {"255.255.255.255", FOUR "ffffffff"}, {"0.0.0.0", FOUR "00000000"},
        {"192.0.2.1:8080", FOUR "c0000201"}, {"::ffff:192.0.2.1", FOUR "c0000201"}, {"[::ffff:192.0.2.1]:443", FOUR "c0000201"},
        {"::1", "00000000000000000000000000000001"}, {"::", "00000000000000000000000000000000"},
        {"2001:db8::7", "20010db8000000000000000000000007"}, {"[2001:DB8::7]", "20010db8000000000000000000000007"},
        {"[2001:db8::7]:65535", "20010db8000000000000000000000007"}, {"1:2:3:4:5:6:7:8", "00010002000300040005000600070008"},
        {"fe80::", "fe800000000000000000000000000000"}, {"1:2:3:4:5:6:7::", "00010002000300040005000600070000"},
        {"64:ff9b::192.0.2.33", "0064ff9b0000000000000000c0000221"},
        {"", NULL}, {"unknown", NULL}, {"_hidden", NULL}, {"192.0.2", NULL}, {"192.0.2.1.1", NULL}, {"192.0.2.256", NULL},
        {"192.0.2.01", NULL}, {"192.0.2.-1", NULL}, {"192.0.2.1:", NULL}, {"192.0.2.1:65536", NULL}, {"192.0.2.1 ", NULL},
        {"1:2:3:4:5:6:7", NULL}, {"1:2:3:4:5:6:7:8:9", NULL}, {"1::2::3", NULL}, {":1", NULL}, {"1:", NULL}, {":::", NULL},
        {"12345::", NULL}, {"g::", NULL}, {"[::1", NULL}, {"[::1]x", NULL}, {"[::1]:", NULL}, {"[192.0.2.1]", NULL}, {"fe80::1%eth0", NULL},
        {"1:2:3:4:5:6:7:1.2.3.4", NULL}, {"::1.2.3", NULL}};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct address address;
        bool read = address_parse(rows[i].text, strlen(rows[i].text), &address);
        if (read != (rows[i].hex != NULL) || (read && strcmp(shown(&address), rows[i].hex) != 0))
            fail_msg("%s is read as %s", rows[i].text, read ? shown(&address) : "nothing");
    }
}

static struct address address(const char *text)
{
    struct address one;
    assert_true(address_parse(text, strlen(text), &one));
    return one;
}

static void networks_hold_what_they_name(void **state)
{
    (void)state;
    static const struct { const char *list, *address; int holds; /* -1: no list */ } rows[] = {
        {"", "127.0.0.1", 0}, {"  ", "127.0.0.1", 0}, {"127.0.0.1", "127.0.0.1", 1}, {"127.0.0.1", "127.0.0.2", 0},
        {"10.0.0.0/8", "10.255.1.2", 1}, {"10.0.0.0/8", "11.0.0.0", 0}, {"10.0.0.0/9", "10.128.0.0", 0}, {"0.0.0.0/0", "203.0.113.9", 1},
        {"0.0.0.0/0", "2001:db8::1", 0}, {"::/0", "2001:db8::1", 1}, {"2001:db8::/32", "2001:db8:ffff::1", 1}, {"2001:db8::/33", "2001:db8:8000::1", 0},
        {" 192.0.2.7 , 10.0.0.0/8,loopback", "::1", 1}, {"loopback", "127.9.9.9", 1}, {"loopback", "10.0.0.1", 0},
        {"10.0.0.1", "::ffff:10.0.0.1", 1},
        {"10.0.0.0/33", "10.0.0.1", -1}, {"::/129", "::1", -1}, {"10.0.0.0/", "10.0.0.1", -1}, {"10.0.0.0/a", "10.0.0.1", -1},
        {",", "::1", -1}, {"10.0.0.1,", "::1", -1}, {"nginx", "::1", -1}, {"10.0.0.1:80", "10.0.0.1", -1}, {"10.0.0.1:80/8", "10.0.0.1", -1}, {"[::1]:80", "::1", -1}, {"[::1]/128", "::1", 1}, {"10.0.0.1 10.0.0.2", "::1", -1}};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct networks networks;
        struct address one = address(rows[i].address);
        bool read = networks_parse(rows[i].list, &networks);
        if (read != (rows[i].holds >= 0) || (read && networks_hold(&networks, &one) != (rows[i].holds == 1)))
            fail_msg("\"%s\", %s", rows[i].list, rows[i].address);
    }
}

static void a_network_of_everybody_is_not_narrow(void **state)
{
    (void)state;
    static const char *const narrow[] = {"", "loopback", "10.0.0.0/8", "10.1.2.3", "192.0.2.0/24", "2001:db8::/32", "2000::/16", "fc00::/7", "fd12::/48", "::1", "::ffff:10.0.0.0/8", "::", "::/95"};
    static const char *const wide[] = {"0.0.0.0/0", "::/0", "0.0.0.0/1", "128.0.0.0/1", "10.1.2.3/7", "loopback, 10.0.0.0/8,::/0", "::/1", "8000::/1", "2000::/3", "2400::/12",
                                       "fc00::/6", "::/16", "::/80", "::ffff:0:0/0", "::fffe:0:0/95"};
    struct networks networks;
    for (size_t i = 0; i < ARRAY_COUNT(narrow); i++)
        if (!networks_parse(narrow[i], &networks) || !networks_are_narrow(&networks))
            fail_msg("too wide: %s", narrow[i]);
    for (size_t i = 0; i < ARRAY_COUNT(wide); i++)
        if (!networks_parse(wide[i], &networks) || networks_are_narrow(&networks))
            fail_msg("narrow: %s", wide[i]);
}

static void the_client_is_the_last_hop_nobody_vouches_for(void **state)
{
    (void)state;
    static const struct { const char *trusted, *peer, *forwarded, *client; } rows[] = {
        {"", "127.0.0.1", "203.0.113.9", "127.0.0.1"},                /* nobody is trusted */
        {"loopback", "127.0.0.1", NULL, "127.0.0.1"},
        {"loopback", "127.0.0.1", "203.0.113.9", "203.0.113.9"},
        {"loopback", "127.0.0.1", " 2001:db8::7 ", "2001:db8::7"},
        {"loopback", "198.51.100.1", "203.0.113.9", "198.51.100.1"},  /* not through the proxy: what it says counts for nothing */
        {"loopback", "127.0.0.1", "1.1.1.1, 203.0.113.9", "203.0.113.9"}, /* what the client itself wrote stands before */
        {"loopback,10.0.0.0/8", "127.0.0.1", "1.1.1.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"},
        {"loopback,10.0.0.0/8", "127.0.0.1", "10.0.0.3,10.0.0.2", "10.0.0.3"}, /* a proxy itself asks */
        {"loopback", "127.0.0.1", "garbage, 203.0.113.9", "203.0.113.9"},
        {"loopback", "127.0.0.1", "203.0.113.9, garbage", "127.0.0.1"},
        {"loopback", "127.0.0.1", "203.0.113.9,", "127.0.0.1"},
        {"loopback", "127.0.0.1", "", "127.0.0.1"},
        {"loopback", "127.0.0.1", "unknown", "127.0.0.1"},
        {"loopback", "127.0.0.1", "203.0.113.9:4711", "203.0.113.9"},
        {"loopback", "::1", "[2001:db8::7]:4711", "2001:db8::7"},
        {"loopback", "::ffff:127.0.0.1", "::ffff:203.0.113.9", "203.0.113.9"}};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct networks trusted;
        assert_true(networks_parse(rows[i].trusted, &trusted));
        struct address client = address_of_client(&trusted, address(rows[i].peer), rows[i].forwarded), wanted = address(rows[i].client);
        if (!address_equal(&client, &wanted))
            fail_msg("%s by %s is %s", rows[i].forwarded, rows[i].peer, shown(&client));
    }
}

static void a_household_is_one_source(void **state)
{
    (void)state;
    struct address one = address_as_source(address("2001:db8:0:1:2:3:4:5")), other = address_as_source(address("2001:db8:0:1::9")),
                   next = address_as_source(address("2001:db8:0:2::9")), four = address_as_source(address("192.0.2.1")),
                   five = address_as_source(address("192.0.2.2"));
    assert_true(address_equal(&one, &other));
    assert_false(address_equal(&one, &next));
    assert_false(address_equal(&four, &five));
}

static void a_subscriber_is_one_network(void **state)
{
    (void)state;
    struct address one = address_as_network(address("2001:db8:7:1:2:3:4:5")), other = address_as_network(address("2001:db8:7:ffff::9")),
                   next = address_as_network(address("2001:db8:8:1::9")), four = address_as_network(address("192.0.2.1")),
                   five = address_as_network(address("192.0.2.2")), source = address_as_network(address_as_source(address("2001:db8:7:1::")));
    assert_true(address_equal(&one, &other));
    assert_true(address_equal(&one, &source));
    assert_false(address_equal(&one, &next));
    assert_false(address_equal(&four, &five));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_are_read), cmocka_unit_test(networks_hold_what_they_name),
        cmocka_unit_test(a_network_of_everybody_is_not_narrow),
        cmocka_unit_test(the_client_is_the_last_hop_nobody_vouches_for), cmocka_unit_test(a_household_is_one_source),
        cmocka_unit_test(a_subscriber_is_one_network)};
    return cmocka_run_group_tests_name("address", tests, NULL, NULL);
}
