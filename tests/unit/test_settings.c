/* base/settings and base/file: who says what a setting is, and whole files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/settings.h"
#include "base/text.h"

enum { ARGUMENTS_MAX = 8, PATH_SIZE = 128 };

static struct settings settings;
static char fault[256];
static char *rest[ARGUMENTS_MAX];
static int rest_count;
static char folder[PATH_SIZE];
static char path[PATH_SIZE];

static int begin(void **state)
{
    (void)state;
    snprintf(folder, sizeof(folder), "/tmp/tongban-settings-XXXXXX");
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof(path), "%.100s/settings", folder);
    return 0;
}

static int end(void **state)
{
    (void)state;
    unsetenv("TONGBAN_BATCH_MAX");
    unsetenv("TONGBAN_DB");
    unsetenv("TONGBAN_CONFIG");
    unsetenv("TONGBAN_PORT");
    unlink(path);
    return rmdir(folder); /* fails when a temporary file was left behind */
}

static bool read_settings(const char *const *arguments)
{
    static char texts[ARGUMENTS_MAX][PATH_SIZE];
    char *argv[ARGUMENTS_MAX] = { "tongban" };
    int argc = 1;
    for (; arguments[argc - 1]; argc++) {
        text_copy(texts[argc], PATH_SIZE, arguments[argc - 1]);
        argv[argc] = texts[argc];
    }
    fault[0] = '\0';
    settings = (struct settings){ 0 };
    return settings_read(&settings, argc, argv, rest, &rest_count, fault, sizeof(fault));
}

#define READ(...) read_settings((const char *const[]){ __VA_ARGS__ __VA_OPT__(,) NULL })

static void write_file(const char *text)
{
    unlink(path);
    assert_int_equal(file_create(path, text, strlen(text), 0600), RESULT_OK);
}

static void test_defaults(void **state)
{
    (void)state;
    assert_true(READ());
    assert_string_equal(settings.listen, "127.0.0.1:8310");
    assert_int_equal(settings.batch_max, 256);
    assert_false(settings.demo);
    assert_int_equal(rest_count, 0);
    assert_int_equal(settings.origins[0], SETTING_STANDARD);
}

static void test_flags_and_the_rest(void **state)
{
    (void)state;
    assert_true(READ("serve", "--listen", "[::]:9000", "--demo", "x", "--clock-offset=-5", "--batch_max=1"));
    assert_string_equal(settings.listen, "[::]:9000");
    assert_true(settings.demo);
    assert_int_equal(settings.clock_offset, -5);
    assert_int_equal(settings.batch_max, 1);
    assert_int_equal(rest_count, 2);
    assert_string_equal(rest[0], "serve");
    assert_string_equal(rest[1], "x");
    assert_int_equal(settings.origins[0], SETTING_FLAG);
    assert_true(READ("user", "--", "--demo", "-x"));
    assert_false(settings.demo);
    assert_int_equal(rest_count, 3);
    assert_string_equal(rest[1], "--demo");
    assert_true(READ("--threads", "64", "--demo", "--clock-offset", "-3153600000"));
    assert_int_equal(settings.clock_offset, -3153600000);
    assert_true(READ("--demo", "no", "serve"));
    assert_false(settings.demo);
    assert_int_equal(rest_count, 1);
    assert_true(READ("--demo", "on", "--trusted-proxies", "loopback, 10.0.0.0/8"));
    assert_true(settings.demo);
    assert_true(settings_is_switch("--demo") && !settings_is_switch("--threads") && !settings_is_switch("demo"));
    assert_true(READ("--web="));
    assert_string_equal(settings.web, "");
}

static void test_weights(void **state)
{
    (void)state;
    write_file("# the city's own\n\n listen = 1.2.3.4:1 \t\nbatch_max=7\ndemo = yes\nsession-idle = 60\n");
    setenv("TONGBAN_BATCH_MAX", "8", 1);
    setenv("TONGBAN_DB", "sqlite:e.db", 1);
    setenv("TONGBAN_CONFIG", path, 1);
    setenv("TONGBAN_PORT", "tcp://10.0.0.1:80", 1); /* an orchestrator's */
    assert_true(READ("--db", "sqlite:f.db"));
    assert_string_equal(settings.listen, "1.2.3.4:1");
    assert_int_equal(settings.batch_max, 8);
    assert_string_equal(settings.db, "sqlite:f.db");
    assert_true(settings.demo);
    assert_int_equal(settings.session_idle, 60);
    assert_int_equal(settings.origins[0], SETTING_FILE);
    assert_int_equal(settings.origins[1], SETTING_FLAG);
    assert_true(READ("--demo=no", "--config="));
    assert_string_equal(settings.listen, "127.0.0.1:8310");
}

static void test_faults(void **state)
{
    (void)state;
    static const struct { const char *flag, *value, *says; } cases[] = {
        { "--no-such", "1", "unknown setting --no-such" },
        { "--listn=1", NULL, "unknown setting --listn" },
        { "--listen", NULL, "--listen needs a value" },
        { "--listen", "--demo", "--listen needs a value" },
        { "--threads", "many", "threads (flag): many is no whole number" },
        { "--threads", "65", "threads (flag): 65 is not between 0 and 64" },
        { "--batch-max", "0", "batch_max (flag): 0 is not between 1 and 4096" },
        { "--threads", "", "threads (flag): nothing is no whole number between 0 and 64" },
        { "--demo=maybe", NULL, "demo (flag): say yes or no, not maybe" },
        { "--trusted-proxies", "nginx", "trusted_proxies: nginx is no list of addresses: say 127.0.0.1" },
        { "--trusted-proxies", "10.0.0.0/33", "trusted_proxies: 10.0.0.0/33 is no list of addresses" },
        { "--trusted-proxies", "10.0.0.1:80", "trusted_proxies: 10.0.0.1:80 is no list of addresses" },
        { "--trusted-proxies", "loopback,0.0.0.0/0", "trusted_proxies: loopback,0.0.0.0/0 would let anybody say where they come from" },
        { "--listen", ":9000", "listen: \":9000\" is no address to listen on; write ADDRESS:PORT" },
        { "--log-level", "loud", "log_level: loud is none of" },
        { "--lang", "abc", "lang: abc is none of zh, en, both" },
        { "--lang", "zh-CN", "lang: zh-CN is none of" },
        { "--listen", " 127.0.0.1:1", "listen (flag): there are blanks around its value" },
        { "--db", "sqlite:x ", "db (flag): there are blanks around its value" },
        { "--threads", " 1", "threads (flag):  1 is no whole number" },
        { "--clock-offset", "5", "clock_offset is for demonstrations" },
        { "--config", "/nowhere/at/all", "the settings file /nowhere/at/all cannot be read (not_found)" },
        { "--config", "/tmp", "cannot be read (io)" },
        { "--web", "a\x1B", "web (flag): too long, or not clean UTF-8" },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        print_message("# %zu\n", i);
        assert_false(READ(cases[i].flag, cases[i].value));
        assert_non_null(strstr(fault, cases[i].says));
    }
    setenv("TONGBAN_THREADS", "-1", 1);
    assert_false(READ());
    assert_non_null(strstr(fault, "threads (environment): -1 is not between 0 and 64"));
    unsetenv("TONGBAN_THREADS");
}

static void test_faults_of_a_file(void **state)
{
    (void)state;
    static const struct { const char *text, *says; } cases[] = {
        { "listen\n", "line 1: write name = value" },
        { "\n#\nno_such = 1", "line 3: no_such cannot be set in a file" },
        { "config = other", "line 1: config cannot be set in a file" },
        { "threads = 1\nthreads = 2", "line 2: threads stands there twice" },
        { "threads = x", "threads (file): x is no whole number" },
        { "web = \xFF", "is not clean UTF-8" },
        { "web = x\r\n", "LF line ends" },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        print_message("# %zu\n", i);
        write_file(cases[i].text);
        assert_false(READ("--config", path));
        assert_non_null(strstr(fault, cases[i].says));
    }
}

static void test_print(void **state)
{
    (void)state;
    assert_true(READ("--db", "postgresql://tongban:secret@db:5432/tongban", "--demo"));
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    settings_print(out, &settings);
    fclose(out);
    assert_true(text_starts_with(text, "name "));
    assert_non_null(strstr(text, "postgresql://tongban:***@db:5432/tongban  flag  "));
    assert_null(strstr(text, "secret"));
    assert_non_null(strstr(text, "\nbatch_max "));
    const char *heading = strstr(text, "from ");
    const char *line = strstr(text, "\ndemo ") + 1;
    assert_true(text_starts_with(line + (heading - text), "flag "));
    assert_non_null(strstr(line, "demonstration accounts"));
    free(text);

    assert_true(READ("--db", "postgresql://db/tongban?user=u&password=secret"));
    out = open_memstream(&text, &size);
    settings_print(out, &settings);
    fclose(out);
    assert_null(strstr(text, "secret"));
    free(text);

    assert_true(READ("--db", "postgresql://user@db:5432/tongban", "--public-url", "https://host:80/"));
    out = open_memstream(&text, &size);
    settings_print(out, &settings);
    fclose(out);
    assert_non_null(strstr(text, " postgresql://user@db:5432/tongban "));
    assert_non_null(strstr(text, " https://host:80/ "));
    free(text);
}

static void test_an_address_that_is_none_is_refused_by_name(void **state)
{
    (void)state;
    assert_false(READ("--listen", "127.0.0.1:65536"));
    assert_true(text_starts_with(fault, "listen: \"127.0.0.1:65536\"") && strstr(fault, "65535") != NULL);
    assert_false(READ("--listen", "127.0.0.1:"));
    assert_false(READ("--listen", ""));
    assert_true(text_starts_with(fault, "listen: "));
    assert_false(READ("--public-url", "tongban.example:99999"));
    assert_true(text_starts_with(fault, "public_url: ") && strstr(fault, "https://") != NULL);
    assert_false(READ("--db", "postgresql://u:secret@db:99999/tongban"));
    assert_true(text_starts_with(fault, "db: ") && strstr(fault, "secret") == NULL);
}

static void test_whole_files(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1000);
    char *bytes = NULL;
    size_t size = 77;
    assert_false(file_exists(path));
    assert_int_equal(file_read(arena, path, 100, &bytes, &size), RESULT_NOT_FOUND);
    assert_int_equal(file_create(path, "a\0b", 3, 0640), RESULT_OK);
    assert_true(file_exists(path) && file_exists(folder));
    struct stat facts;
    assert_int_equal(stat(path, &facts), 0);
    assert_int_equal(facts.st_mode & 07777, 0640);
    assert_int_equal(facts.st_nlink, 1);
    assert_int_equal(file_create(path, "other", 5, 0640), RESULT_CONFLICT);
    assert_int_equal(file_read(arena, path, 3, &bytes, &size), RESULT_OK);
    assert_int_equal(size, 3);
    assert_memory_equal(bytes, "a\0b", 4);
    assert_int_equal(file_read(arena, path, 2, &bytes, &size), RESULT_TOO_LARGE);
    assert_int_equal(file_read(arena, folder, 100, &bytes, &size), RESULT_IO);
    assert_int_equal(file_read(arena, "/dev/zero", 100, &bytes, &size), RESULT_IO);
    char under[PATH_SIZE + 8];
    snprintf(under, sizeof(under), "%s/x", path);
    assert_int_equal(file_read(arena, under, 100, &bytes, &size), RESULT_NOT_FOUND);
    assert_int_equal(file_create("/nowhere/at/all", "", 0, 0600), RESULT_NOT_FOUND);
    unlink(path);
    assert_int_equal(file_create(path, bytes, 0, 0600), RESULT_OK);
    assert_int_equal(file_read(arena, path, 0, &bytes, &size), RESULT_OK);
    assert_int_equal(size, 0);
    arena_free(arena);
    arena = arena_new(16);
    unlink(path);
    assert_int_equal(file_create(path, "0123456789abcdef", 16, 0600), RESULT_OK);
    assert_int_equal(file_read(arena, path, 16, &bytes, &size), RESULT_NO_MEMORY);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_flags_and_the_rest),
        cmocka_unit_test_setup_teardown(test_weights, begin, end),
        cmocka_unit_test(test_faults),
        cmocka_unit_test_setup_teardown(test_faults_of_a_file, begin, end),
        cmocka_unit_test(test_print),
        cmocka_unit_test_setup_teardown(test_an_address_that_is_none_is_refused_by_name, begin, end),
        cmocka_unit_test_setup_teardown(test_whole_files, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
