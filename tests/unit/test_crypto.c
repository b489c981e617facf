/* SM3, sealing, blind indexes, passwords and the file of keys (src/crypto). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <pthread.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/text.h"
#include "crypto/crypto.h"
#include "crypto/keyring.h"

static char folder[] = "/tmp/tongban-crypto-XXXXXX";
static struct keyring *keys; /* the keys below */
static struct arena *arena;

/* The example of GB/T 32907 as sealing key, and "key" (HMAC pads with zeros) as index and tag key. */
#define KEY_32_HEX "6b65790000000000000000000000000000000000000000000000000000000000"
#define SM4_KEY_HEX "0123456789abcdeffedcba9876543210"
#define OTHER_64_HEX "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define FIRST_LINES "tongban-keys 1\nindex " KEY_32_HEX "\n"
#define SEAL_LINE_1 "seal 1 " SM4_KEY_HEX " " KEY_32_HEX "\n"
#define SEAL_LINE_255 "seal 255 ffeeddccbbaa99887766554433221100 " OTHER_64_HEX "\n"

static const char *path_of(const char *name)
{
    return arena_format(arena, "%s/%s", folder, name);
}

static void write_file(const char *path, const char *text, size_t size, mode_t mode)
{
    unlink(path);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(chmod(path, mode), 0);
}

/* The lines with the check they need. */
static const char *with_check(const char *lines)
{
    uint8_t digest[SM3_SIZE];
    char hex[2 * SM3_SIZE + 1];
    crypto_sm3(lines, strlen(lines), digest);
    text_hex(hex, digest, SM3_SIZE);
    return arena_format(arena, "%scheck %s\n", lines, hex);
}

static enum result open_lines(const char *text, struct keyring **ret_keyring)
{
    const char *path = path_of("lines.key");
    write_file(path, text, strlen(text), 0600);
    return keyring_open(path, false, ret_keyring);
}

static int set_up(void **state)
{
    (void)state;
    arena = arena_new(64 * 1024 * 1024);
    if (!arena || crypto_start() != RESULT_OK || crypto_start() != RESULT_OK || !mkdtemp(folder))
        return -1;
    return open_lines(with_check(FIRST_LINES SEAL_LINE_1), &keys) == RESULT_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    static const char *const names[] = { "lines.key", "new.key" };
    for (size_t i = 0; i < ARRAY_COUNT(names); i++)
        unlink(path_of(names[i]));
    keyring_free(keys);
    keyring_free(NULL);
    arena_free(arena);
    return rmdir(folder);
}

static void assert_hex(const uint8_t *bytes, size_t size, const char *expected)
{
    char hex[200];
    text_hex(hex, bytes, size);
    assert_string_equal(hex, expected);
}

static void sm3_of_the_standard(void **state)
{
    (void)state;
    static const struct {
        const char *text, *digest;
    } cases[] = {
        { "abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0" },
        { "abcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcd",
          "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732" },
        { "", "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b" },
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        uint8_t digest[SM3_SIZE];
        crypto_sm3(cases[i].text, strlen(cases[i].text), digest);
        assert_hex(digest, SM3_SIZE, cases[i].digest);
    }
}

/* RFC 2104 over SM3 once more, slowly, to compare with. Keys of at most a block. */
static void plain_hmac(const uint8_t *key, size_t key_size, const uint8_t *bytes, size_t size, uint8_t tag[SM3_SIZE])
{
    uint8_t *inner = arena_alloc(arena, 64 + size), outer[64 + SM3_SIZE];
    assert_non_null(inner);
    for (size_t i = 0; i < 64; i++) {
        uint8_t byte = i < key_size ? key[i] : 0;
        inner[i] = byte ^ 0x36;
        outer[i] = byte ^ 0x5c;
    }
    memcpy(inner + 64, bytes, size);
    crypto_sm3(inner, 64 + size, outer + 64);
    crypto_sm3(outer, sizeof(outer), tag);
}

static void blind_indexes_are_hmac_sm3(void **state)
{
    (void)state;
    uint8_t tag[SM3_SIZE], blind[BLIND_SIZE];
    plain_hmac((const uint8_t *)"key", 3, (const uint8_t *)"abc", 3, tag);
    assert_hex(tag, SM3_SIZE, "28e63256e7c5a087b1f073265dc53092163f7b82729735d06f28f10af9d52393");

    for (int again = 0; again < 3; again++) {
        plain_hmac((const uint8_t *)"key", 3, (const uint8_t *)"person\0" "310101199001010012", 25, tag);
        crypto_blind(keys, "person", "310101199001010012", blind);
        assert_memory_equal(blind, tag, BLIND_SIZE);
    }
    uint8_t other[BLIND_SIZE];
    crypto_blind(keys, "query_password", "310101199001010012", other);
    assert_memory_not_equal(blind, other, BLIND_SIZE);
    crypto_blind(keys, "person3", "10101199001010012", other);
    assert_memory_not_equal(blind, other, BLIND_SIZE);
}

static void keys_of_tables_are_of_the_keyring(void **state)
{
    (void)state;
    struct keyring other = *keys;
    assert_true(crypto_table_key(keys, "a") == crypto_table_key(keys, "a"));
    assert_true(crypto_table_key(keys, "a") != crypto_table_key(keys, "b") && crypto_table_key(keys, "") != crypto_table_key(keys, "a"));
    other.table_key[0] ^= 1;
    assert_true(crypto_table_key(&other, "a") != crypto_table_key(keys, "a"));
    for (uint8_t i = 0; i < TABLE_KEY_SIZE; i++) /* the first vectors of the paper: Aumasson and Bernstein, SipHash, 2012 */
        other.table_key[i] = i;
    assert_true(crypto_table_key(&other, "") == UINT64_C(0x726fdb47dd0e0e31));
    uint8_t made[TABLE_KEY_SIZE];
    crypto_blind(keys, "tables", "", made);
    assert_memory_equal(keys->table_key, made, sizeof(made));
}

/* ---- seals of the first version: SM4-CTR and HMAC-SM3 ---- */

enum { FIRST_HEAD = 18 };

/* Opens `size` zero bytes under this IV: the key stream. */
static const char *first_stream(const struct keyring *keyring, const uint8_t iv[16], size_t size)
{
    uint8_t *sealed = arena_alloc(arena, FIRST_HEAD + size + SM3_SIZE), *tagged = arena_alloc(arena, FIRST_HEAD + size + 1 + 8);
    char *bytes = NULL;
    size_t bytes_size = 0;
    sealed[0] = sealed[1] = 1;
    memcpy(sealed + 2, iv, 16);
    memcpy(tagged, sealed, FIRST_HEAD);
    tagged[FIRST_HEAD + size] = 'c';
    tagged[FIRST_HEAD + size + 7] = (uint8_t)(size >> 8);
    tagged[FIRST_HEAD + size + 8] = (uint8_t)size;
    plain_hmac((const uint8_t *)"key", 3, tagged, FIRST_HEAD + size + 9, sealed + FIRST_HEAD + size);
    assert_int_equal(crypto_open(keyring, arena, "c", sealed, FIRST_HEAD + size + SM3_SIZE, &bytes, &bytes_size), RESULT_OK);
    assert_int_equal(bytes_size, size);
    return bytes;
}

/* Made by hand from the vectors: E(IV) of the SM4 example is the key stream's first block. */
static void first_seals_still_open(void **state)
{
    (void)state;
    uint8_t iv[16], sealed[FIRST_HEAD + 16 + SM3_SIZE], stream[16];
    char *bytes = NULL;
    size_t size = 0;
    assert_true(text_unhex(iv, 16, SM4_KEY_HEX));
    assert_true(text_unhex(stream, 16, "681edf34d206965e86b3e94f536e4246"));
    assert_memory_equal(first_stream(keys, iv, 16), stream, 16);
    assert_true(text_unhex(sealed, sizeof(sealed), "01010123456789abcdeffedcba98765432101b77a740b763f87eead69d3b361c3167"
                                                   "881a784bfe37eaccc808880aebf781fb102e3404cfeb7e0ec70d60be35c80cd7"));
    assert_int_equal(crypto_open(keys, arena, "SQ01", sealed, sizeof(sealed), &bytes, &size), RESULT_OK);
    assert_int_equal(size, 16);
    assert_string_equal(bytes, "sixteen letters!");
    for (size_t i = 0; i < sizeof(sealed); i++) {
        sealed[i] ^= 1;
        assert_int_equal(crypto_open(keys, arena, "SQ01", sealed, sizeof(sealed), &bytes, &size), RESULT_CORRUPT);
        sealed[i] ^= 1;
        assert_int_equal(crypto_open(keys, arena, "SQ01", sealed, i, &bytes, &size), RESULT_CORRUPT);
    }
}

/* Long texts take other ways through the library (many blocks at once): each of their blocks alone must say the same. */
static void long_texts_are_the_same_block_by_block(void **state)
{
    (void)state;
    enum { BLOCKS = 100 };
    uint8_t iv[16];
    memset(iv, 0xff, sizeof(iv));
    iv[15] = 0xa0;
    const char *whole = first_stream(keys, iv, 16 * BLOCKS);
    for (size_t block = 0; block < BLOCKS; block++) {
        assert_memory_equal(first_stream(keys, iv, 16), whole + 16 * block, 16);
        for (size_t i = sizeof(iv); i-- > 0 && ++iv[i] == 0;) {
        }
    }
}

/* ---- seals: SM4-GCM ---- */

/* Made by another program (GCM of NIST SP 800-38D over single blocks; it finds the example of RFC 8998). */
static void sealed_bytes_are_sm4_gcm(void **state)
{
    (void)state;
    uint8_t sealed[SEAL_OVERHEAD + 16];
    char *bytes = NULL;
    size_t size = 0;
    assert_true(text_unhex(sealed, sizeof(sealed), "020100001234567800000000abcd638dc59eb55e48513c936548727113c9"
                                                   "d9f1e159597717ee651b25749f474c49"));
    assert_int_equal(crypto_open(keys, arena, "SQ01", sealed, sizeof(sealed), &bytes, &size), RESULT_OK);
    assert_int_equal(size, 16);
    assert_string_equal(bytes, "sixteen letters!");
}

/* x · y in the field of GCM, bit by bit. */
static void multiply(uint8_t x[16], const uint8_t y[16])
{
    uint8_t product[16] = {0}, v[16];
    memcpy(v, y, sizeof(v));
    for (size_t bit = 0; bit < 128; bit++) {
        bool carries = (v[15] & 1) != 0;
        for (size_t i = 0; i < 16 && (x[bit / 8] >> (7 - bit % 8) & 1) != 0; i++)
            product[i] ^= v[i];
        for (size_t i = 16; i-- > 0;)
            v[i] = (uint8_t)(v[i] >> 1 | (i > 0 ? v[i - 1] << 7 : 0));
        v[0] ^= carries ? 0xe1 : 0;
    }
    memcpy(x, product, sizeof(product));
}

/* GCM once more from the blocks of SM4 alone, which the first version shows under the key that GCM has. */
static void long_seals_are_gcm_of_single_blocks(void **state)
{
    (void)state;
    uint8_t derived[SM3_SIZE], counter[16] = {0}, h[16], tag[16] = {0}, *sealed = NULL;
    char hex[33], plain[16 * 100 + 5];
    struct keyring *gcm = NULL;
    plain_hmac((const uint8_t *)"key", 3, (const uint8_t *)"sm4-gcm", 7, derived);
    text_hex(hex, derived, 16);
    assert_int_equal(open_lines(with_check(arena_format(arena, FIRST_LINES "seal 1 %s " KEY_32_HEX "\n", hex)), &gcm), RESULT_OK);
    memcpy(h, first_stream(gcm, counter, 16), 16);
    for (size_t i = 0; i < sizeof(plain); i++)
        plain[i] = (char)(i * 31 + i / 16);
    for (size_t size = 0; size <= sizeof(plain); size = size < 40 ? size + 1 : size * 2 - 7) {
        size_t sealed_size = 0, whole = (size + 15) / 16 * 16;
        assert_int_equal(crypto_seal(keys, arena, "c", plain, size, &sealed, &sealed_size), RESULT_OK);
        uint8_t *hashed = arena_alloc(arena, 16 + whole + 16);
        memcpy(hashed, sealed, 14);
        hashed[14] = 'c';
        memcpy(hashed + 16, sealed + 14, size);
        hashed[16 + whole + 7] = 15 * 8;
        hashed[16 + whole + 14] = (uint8_t)(size * 8 >> 8);
        hashed[16 + whole + 15] = (uint8_t)(size * 8);
        memset(tag, 0, sizeof(tag));
        for (size_t i = 0; i < 16 + whole + 16; i++) {
            tag[i % 16] ^= hashed[i];
            if (i % 16 == 15)
                multiply(tag, h);
        }
        memcpy(counter, sealed + 2, 12);
        memcpy(counter + 12, "\0\0\0\1", 4);
        const char *stream = first_stream(gcm, counter, 16 + size);
        for (size_t i = 0; i < 16; i++)
            assert_int_equal(sealed[14 + size + i], tag[i] ^ (uint8_t)stream[i]);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(sealed[14 + i] ^ (uint8_t)stream[16 + i], (uint8_t)plain[i]);
    }
    keyring_free(gcm);
}

static uint8_t *seal(const struct keyring *keyring, const char *context, const char *text, size_t *ret_size)
{
    uint8_t *sealed = NULL;
    assert_int_equal(crypto_seal(keyring, arena, context, text, strlen(text), &sealed, ret_size), RESULT_OK);
    assert_int_equal(*ret_size, strlen(text) + SEAL_OVERHEAD);
    return sealed;
}

static enum result try_open(const struct keyring *keyring, const char *context, const uint8_t *sealed, size_t size)
{
    char *bytes = (char *)1;
    size_t bytes_size = 99;
    enum result result = crypto_open(keyring, arena, context, sealed, size, &bytes, &bytes_size);
    if (result != RESULT_OK)
        assert_true(bytes == (char *)1 && bytes_size == 99);
    return result;
}

static void what_is_sealed_opens_again(void **state)
{
    (void)state;
    struct arena *scratch = arena_new(4 * 1024 * 1024);
    char *plain = malloc(1 << 20);
    assert_non_null(scratch);
    assert_non_null(plain);
    for (size_t i = 0; i < 1 << 20; i++)
        plain[i] = (char)(i * 7 + i / 251);
    for (size_t size = 0; size <= 1 << 20; size = size < 200 ? size + 1 : size * 2 + 1) {
        arena_reset(scratch);
        uint8_t *sealed = NULL;
        size_t sealed_size = 0, opened_size = 0;
        char *opened = NULL;
        assert_int_equal(crypto_seal(keys, scratch, "c", plain, size, &sealed, &sealed_size), RESULT_OK);
        assert_int_equal(crypto_open(keys, scratch, "c", sealed, sealed_size, &opened, &opened_size), RESULT_OK);
        assert_int_equal(opened_size, size);
        assert_memory_equal(opened, plain, size);
        assert_int_equal(opened[size], 0);
    }
    free(plain);
    arena_free(scratch);
}

static void one_text_is_never_sealed_the_same_twice(void **state)
{
    (void)state;
    size_t size = 0;
    const uint8_t *one = seal(keys, "c", "张三", &size), *two = seal(keys, "c", "张三", &size);
    assert_memory_not_equal(one + 2, two + 2, 12);
    assert_memory_not_equal(one + 14, two + 14, 6);
}

static void every_changed_bit_is_noticed(void **state)
{
    (void)state;
    size_t size = 0;
    uint8_t *sealed = seal(keys, "SQ310106006", "{\"id_number\":\"310101199001010012\"}", &size);
    for (size_t i = 0; i < size; i++) {
        for (int bit = 0; bit < 8; bit++) {
            sealed[i] ^= (uint8_t)(1 << bit);
            assert_int_equal(try_open(keys, "SQ310106006", sealed, size), RESULT_CORRUPT);
            sealed[i] ^= (uint8_t)(1 << bit);
        }
    }
    for (size_t shorter = 0; shorter < size; shorter++)
        assert_int_equal(try_open(keys, "SQ310106006", sealed, shorter), RESULT_CORRUPT);
    uint8_t *longer = arena_alloc(arena, size + 1);
    memcpy(longer, sealed, size);
    assert_int_equal(try_open(keys, "SQ310106006", longer, size + 1), RESULT_CORRUPT);
    assert_int_equal(try_open(keys, "SQ310106006", sealed, size), RESULT_OK);
}

static void sealed_bytes_open_only_in_their_place(void **state)
{
    (void)state;
    static const char *const elsewhere[] = { "", "SQ2", "SQ11", "SQ", "sq1", "SQ1 " };
    size_t size = 0;
    const uint8_t *sealed = seal(keys, "SQ1", "a", &size);
    assert_int_equal(try_open(keys, "SQ1", sealed, size), RESULT_OK);
    for (size_t i = 0; i < ARRAY_COUNT(elsewhere); i++)
        assert_int_equal(try_open(keys, elsewhere[i], sealed, size), RESULT_CORRUPT);

    struct keyring *others = NULL;
    assert_int_equal(open_lines(with_check("tongban-keys 1\nindex " OTHER_64_HEX "\nseal 1 " SM4_KEY_HEX " " OTHER_64_HEX "\n"),
                                &others), RESULT_OK);
    assert_int_equal(try_open(others, "SQ1", sealed, size), RESULT_CORRUPT);
    keyring_free(others);
}

static void lack_of_room_is_told(void **state)
{
    (void)state;
    struct arena *small = arena_new(4096);
    char *plain = calloc(1, 8000);
    uint8_t *sealed = NULL;
    size_t size = 0;
    assert_int_equal(crypto_seal(keys, small, "c", plain, 8000, &sealed, &size), RESULT_NO_MEMORY);
    assert_int_equal(crypto_seal(keys, small, "c", plain, SEAL_BYTES_MAX + 1, &sealed, &size), RESULT_TOO_LARGE);
    free(plain);
    arena_free(small);
}

/* A new key seals, the old one still opens. */
static void keys_can_be_followed_by_newer_ones(void **state)
{
    (void)state;
    size_t old_size = 0, new_size = 0;
    const uint8_t *sealed_before = seal(keys, "c", "old", &old_size);
    struct keyring *rotated = NULL;
    assert_int_equal(open_lines(with_check(FIRST_LINES SEAL_LINE_1 SEAL_LINE_255), &rotated), RESULT_OK);
    assert_int_equal(try_open(rotated, "c", sealed_before, old_size), RESULT_OK);
    const uint8_t *sealed_after = seal(rotated, "c", "new", &new_size);
    assert_int_equal(sealed_after[1], 255);
    assert_int_equal(try_open(rotated, "c", sealed_after, new_size), RESULT_OK);
    assert_int_equal(try_open(keys, "c", sealed_after, new_size), RESULT_CORRUPT);
    uint8_t one[BLIND_SIZE], two[BLIND_SIZE];
    crypto_blind(keys, "person", "x", one);
    crypto_blind(rotated, "person", "x", two);
    assert_memory_equal(one, two, BLIND_SIZE);
    assert_true(crypto_table_key(keys, "x") == crypto_table_key(rotated, "x")); /* counts in the database stand under it */
    keyring_free(rotated);
}

enum { THREADS = 4, ROUNDS = 1500 };

static void *seal_and_open(void *number)
{
    struct arena *own = arena_new(64 * 1024);
    const char *context = arena_format(own, "case %d", *(int *)number);
    intptr_t faults = own ? 0 : 1;
    for (int i = 0; own && i < ROUNDS; i++) {
        arena_reset(own);
        context = arena_format(own, "case %d", *(int *)number);
        char *plain = arena_format(own, "applicant %d of %s", i, context), *opened = NULL;
        uint8_t *sealed = NULL, blind[BLIND_SIZE], again[BLIND_SIZE];
        size_t size = 0, opened_size = 0;
        crypto_blind(keys, context, plain, blind);
        crypto_blind(keys, context, plain, again);
        faults += crypto_seal(keys, own, context, plain, strlen(plain), &sealed, &size) != RESULT_OK
            || crypto_open(keys, own, context, sealed, size, &opened, &opened_size) != RESULT_OK
            || strcmp(opened, plain) != 0 || memcmp(blind, again, BLIND_SIZE) != 0;
    }
    arena_free(own);
    return (void *)faults;
}

static void threads_do_not_meet(void **state)
{
    (void)state;
    pthread_t threads[THREADS];
    int numbers[THREADS];
    for (int i = 0; i < THREADS; i++) {
        numbers[i] = i;
        assert_int_equal(pthread_create(&threads[i], NULL, seal_and_open, &numbers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        void *faults = NULL;
        assert_int_equal(pthread_join(threads[i], &faults), 0);
        assert_null(faults);
    }
}

static void a_new_installation_makes_its_keys_once(void **state)
{
    (void)state;
    const char *path = path_of("new.key");
    struct keyring *none = NULL, *made = NULL, *again = NULL;
    assert_int_equal(keyring_open(path, false, &none), RESULT_NOT_FOUND);
    assert_int_equal(keyring_open(path, true, &made), RESULT_OK);
    struct stat about;
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_mode & 07777, 0600);
    assert_int_equal(keyring_open(path, true, &again), RESULT_OK);
    size_t size = 0;
    const uint8_t *sealed = seal(made, "c", "text", &size);
    assert_int_equal(try_open(again, "c", sealed, size), RESULT_OK);
    assert_int_equal(try_open(keys, "c", sealed, size), RESULT_CORRUPT);
    keyring_free(made);
    keyring_free(again);
    assert_null(none);
}

static void keys_that_others_can_read_are_refused(void **state)
{
    (void)state;
    static const mode_t modes[] = { 0644, 0640, 0620, 0604, 0602, 0610, 0601, 0660, 0606 };
    const char *text = with_check(FIRST_LINES SEAL_LINE_1), *path = path_of("lines.key");
    struct keyring *none = NULL;
    for (size_t i = 0; i < ARRAY_COUNT(modes); i++) {
        write_file(path, text, strlen(text), modes[i]);
        assert_int_equal(keyring_open(path, true, &none), RESULT_FORBIDDEN);
    }
    write_file(path, text, strlen(text), 0400);
    assert_int_equal(keyring_open(path, false, &none), RESULT_OK);
    keyring_free(none);
    assert_int_equal(keyring_open(folder, true, &none), RESULT_IO);
    assert_int_equal(keyring_open(path_of("no/such/folder.key"), true, &none), RESULT_NOT_FOUND);
}

static void a_changed_file_of_keys_is_refused(void **state)
{
    (void)state;
    const char *good = with_check(FIRST_LINES SEAL_LINE_1 SEAL_LINE_255), *path = path_of("lines.key");
    size_t size = strlen(good);
    char *text = arena_copy_bytes(arena, good, size);
    struct keyring *none = NULL;
    for (size_t i = 0; i < size; i++) {
        text[i] ^= 1;
        write_file(path, text, size, 0600);
        assert_int_equal(keyring_open(path, true, &none), RESULT_CORRUPT);
        text[i] ^= 1;
        write_file(path, text, i, 0600);
        assert_int_equal(keyring_open(path, true, &none), RESULT_CORRUPT);
    }
    char *long_text = arena_alloc(arena, 5000);
    memset(long_text, '\n', 4999);
    write_file(path, long_text, 4999, 0600);
    assert_int_equal(keyring_open(path, true, &none), RESULT_CORRUPT);

    static const char *const lines[] = {
        "",
        FIRST_LINES,                               /* no key that seals */
        "tongban-keys 2\nindex " KEY_32_HEX "\n" SEAL_LINE_1,
        SEAL_LINE_1,
        FIRST_LINES SEAL_LINE_1 SEAL_LINE_1,       /* one id twice */
        FIRST_LINES "seal 0 " SM4_KEY_HEX " " KEY_32_HEX "\n",
        FIRST_LINES "seal 256 " SM4_KEY_HEX " " KEY_32_HEX "\n",
        FIRST_LINES "seal 1 " SM4_KEY_HEX "\n",
        FIRST_LINES "seal 1 " SM4_KEY_HEX " " SM4_KEY_HEX "\n",
        FIRST_LINES SEAL_LINE_1 "# a remark\n",
        FIRST_LINES "\n" SEAL_LINE_1,
    };
    for (size_t i = 0; i < ARRAY_COUNT(lines); i++)
        assert_int_equal(open_lines(with_check(lines[i]), &none), RESULT_CORRUPT);
    assert_int_equal(open_lines(arena_format(arena, "%s\n", good), &none), RESULT_CORRUPT);

    /* sixteen keys are as many as there may be */
    char *many = arena_copy_text(arena, FIRST_LINES);
    for (int id = 1; id <= 16; id++)
        many = arena_format(arena, "%sseal %d " SM4_KEY_HEX " " KEY_32_HEX "\n", many, id);
    assert_int_equal(open_lines(with_check(many), &none), RESULT_OK);
    keyring_free(none);
    none = NULL;
    many = arena_format(arena, "%sseal 17 " SM4_KEY_HEX " " KEY_32_HEX "\n", many);
    assert_int_equal(open_lines(with_check(many), &none), RESULT_CORRUPT);
    assert_null(none);
}

static void passwords_match_only_themselves(void **state)
{
    (void)state;
    char hash[PASSWORD_HASH_SIZE], again[PASSWORD_HASH_SIZE];
    assert_int_equal(crypto_password_hash("tongban-demo", hash), RESULT_OK);
    assert_int_equal(crypto_password_hash("tongban-demo", again), RESULT_OK);
    assert_true(text_starts_with(hash, "$argon2id$v=19$m=19456,t=2,p=1$"));
    assert_string_not_equal(hash, again);
    assert_true(crypto_password_matches("tongban-demo", hash));
    assert_true(crypto_password_matches("tongban-demo", again));
    static const char *const wrong[] = { "", "tongban-Demo", "tongban-demo ", "tongban-dem", "同办" };
    for (size_t i = 0; i < ARRAY_COUNT(wrong); i++)
        assert_false(crypto_password_matches(wrong[i], hash));
    assert_false(crypto_password_matches("tongban-demo", "no hash at all"));
    assert_false(crypto_password_matches("tongban-demo", ""));

    char long_password[PASSWORD_BYTES_MAX + 2];
    memset(long_password, 'x', sizeof(long_password));
    long_password[PASSWORD_BYTES_MAX + 1] = '\0';
    assert_int_equal(crypto_password_hash(long_password, hash), RESULT_TOO_LARGE);
    assert_false(crypto_password_matches(long_password, again));
    long_password[PASSWORD_BYTES_MAX] = '\0';
    assert_int_equal(crypto_password_hash(long_password, hash), RESULT_OK);
    assert_true(crypto_password_matches(long_password, hash));
}

/* Nanoseconds of processor that this thread takes for the quickest of a few refusals: how busy the machine is does not count. */
static int64_t work_of_refusal(const char *hash)
{
    int64_t quickest = INT64_MAX;
    for (int i = 0; i < 4; i++) {
        struct timespec begin, end;
        assert_int_equal(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &begin), 0);
        assert_false(crypto_password_matches("wrong", hash));
        assert_int_equal(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &end), 0);
        int64_t work = (end.tv_sec - begin.tv_sec) * INT64_C(1000000000) + end.tv_nsec - begin.tv_nsec;
        quickest = work < quickest ? work : quickest;
    }
    return quickest;
}

/* An unknown user costs as long as a wrong password: not a fraction of it. */
static void unknown_users_cost_the_same(void **state)
{
    (void)state;
    char hash[PASSWORD_HASH_SIZE];
    assert_int_equal(crypto_password_hash("tongban-demo", hash), RESULT_OK);
    assert_true(work_of_refusal(NULL) > work_of_refusal(hash) / 4);
}

static void bytes_are_compared_and_wiped(void **state)
{
    (void)state;
    char secret[] = "secret";
    assert_true(crypto_equal(secret, "secret", 6));
    assert_false(crypto_equal(secret, "secreT", 6));
    assert_true(crypto_equal(secret, "", 0));
    crypto_wipe(secret, sizeof(secret));
    assert_memory_equal(secret, "\0\0\0\0\0\0", 7);
    uint8_t one[32] = { 0 }, two[32] = { 0 };
    crypto_random(one, sizeof(one));
    crypto_random(two, sizeof(two));
    assert_memory_not_equal(one, two, sizeof(one));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sm3_of_the_standard),
        cmocka_unit_test(blind_indexes_are_hmac_sm3),
        cmocka_unit_test(keys_of_tables_are_of_the_keyring),
        cmocka_unit_test(first_seals_still_open),
        cmocka_unit_test(long_texts_are_the_same_block_by_block),
        cmocka_unit_test(sealed_bytes_are_sm4_gcm),
        cmocka_unit_test(long_seals_are_gcm_of_single_blocks),
        cmocka_unit_test(what_is_sealed_opens_again),
        cmocka_unit_test(one_text_is_never_sealed_the_same_twice),
        cmocka_unit_test(every_changed_bit_is_noticed),
        cmocka_unit_test(sealed_bytes_open_only_in_their_place),
        cmocka_unit_test(lack_of_room_is_told),
        cmocka_unit_test(keys_can_be_followed_by_newer_ones),
        cmocka_unit_test(threads_do_not_meet),
        cmocka_unit_test(a_new_installation_makes_its_keys_once),
        cmocka_unit_test(keys_that_others_can_read_are_refused),
        cmocka_unit_test(a_changed_file_of_keys_is_refused),
        cmocka_unit_test(passwords_match_only_themselves),
        cmocka_unit_test(unknown_users_cost_the_same),
        cmocka_unit_test(bytes_are_compared_and_wiped),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
