/* libsodium: random bytes, comparing, wiping, SipHash, and argon2id passwords. The only file that includes sodium.h. */
#include "crypto/crypto.h"

#include <assert.h>
#include <sodium.h>
#include <stdatomic.h>
#include <string.h>

#include "crypto/crypto_start.h"
#include "crypto/keyring.h"

/* OWASP's argon2id with little memory: 19 MiB, two passes. */
enum { PASSES = 2, MEMORY_BYTES = 19 * 1024 * 1024 };

static_assert(PASSWORD_HASH_SIZE >= crypto_pwhash_STRBYTES, "a hash fits");

/* What an unknown user's password is compared with. Whether it matches is of no interest. */
static const char nobodys_hash[] =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5J3Mgc2FsdC4uLg$8x2QH0N3cTzvJ4bYk1wq5mE7uRfLpDaSg9iZoXyV6tM";

static _Atomic uint64_t hashed;

bool crypto_start_sodium(void)
{
    static bool started;
    if (started)
        return true;
    if (sodium_init() < 0)
        return false;
    started = true;
    return true;
}

void crypto_random(void *bytes, size_t size)
{
    randombytes_buf(bytes, size);
}

bool crypto_equal(const void *a, const void *b, size_t size)
{
    return sodium_memcmp(a, b, size) == 0;
}

void crypto_wipe(void *bytes, size_t size)
{
    sodium_memzero(bytes, size);
}

static_assert(TABLE_KEY_SIZE == crypto_shorthash_KEYBYTES && sizeof(uint64_t) == crypto_shorthash_BYTES, "SipHash-2-4");

uint64_t crypto_table_key(const struct keyring *keyring, const char *text)
{
    uint64_t key;
    crypto_shorthash((unsigned char *)&key, (const unsigned char *)text, strlen(text), keyring->table_key);
    return key;
}

enum result crypto_password_hash(const char *password, char hash[PASSWORD_HASH_SIZE])
{
    size_t length = strlen(password);
    if (length > PASSWORD_BYTES_MAX)
        return RESULT_TOO_LARGE;
    (void)atomic_fetch_add_explicit(&hashed, 1, memory_order_relaxed);
    int failed = crypto_pwhash_str_alg(hash, password, length, PASSES, MEMORY_BYTES, crypto_pwhash_ALG_ARGON2ID13);
    return failed ? RESULT_NO_MEMORY : RESULT_OK;
}

bool crypto_password_matches(const char *password, const char *hash)
{
    size_t length = strlen(password);
    bool known = hash && length <= PASSWORD_BYTES_MAX;
    (void)atomic_fetch_add_explicit(&hashed, 1, memory_order_relaxed);
    int differs = crypto_pwhash_str_verify(known ? hash : nobodys_hash, password, known ? length : 0);
    return known && differs == 0;
}

uint64_t crypto_password_count(void) { return atomic_load_explicit(&hashed, memory_order_relaxed); }
