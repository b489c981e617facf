/* OpenSSL: SM3, HMAC-SM3 and SM4-CTR. The only file that includes openssl headers.
 *
 * The algorithms are fetched once at the start. Contexts with their keys already scheduled wait in the
 * keyring's pool: a seal takes a set out, works, and puts it back, so nothing is fetched, allocated or
 * scheduled per call, and any number of threads seal at once. */
#include <assert.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <pthread.h>

#include "base/arena.h"
#include "crypto/crypto.h"
#include "crypto/crypto_start.h"
#include "crypto/keyring.h"

enum { SEAL_VERSION = 1, IV_SIZE = 16, HEAD_SIZE = 2 + IV_SIZE };

static_assert(SEAL_OVERHEAD == HEAD_SIZE + SM3_SIZE, "version, key id, IV and tag");

static EVP_MD *sm3;
static EVP_CIPHER *sm4_ctr;
static EVP_MAC *hmac;

bool crypto_start_openssl(void)
{
    if (!sm3)
        sm3 = EVP_MD_fetch(NULL, "SM3", NULL);
    if (!sm4_ctr)
        sm4_ctr = EVP_CIPHER_fetch(NULL, "SM4-CTR", NULL);
    if (!hmac)
        hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    return sm3 && sm4_ctr && hmac;
}

enum result crypto_start(void)
{
    return crypto_start_sodium() && crypto_start_openssl() ? RESULT_OK : RESULT_INTERNAL;
}

/* For functions that have no answer but the right one: the library failing there means no memory at all. */
static void must(bool worked)
{
    if (!worked) {
        fputs("crypto: the library failed\n", stderr);
        abort();
    }
}

void crypto_sm3(const void *bytes, size_t size, uint8_t digest[SM3_SIZE])
{
    must(EVP_Digest(bytes, size, digest, NULL, sm3, NULL) == 1);
}

/* One thread's contexts while it works; those of a key are made when the key is first used. */
struct sealer {
    struct sealer *next;
    EVP_CIPHER_CTX *ciphers[SEAL_KEYS_MAX];
    EVP_MAC_CTX *macs[SEAL_KEYS_MAX];
    EVP_MAC_CTX *index_mac;
};

struct seal_pool {
    pthread_mutex_t lock;
    struct sealer *idle;
};

struct seal_pool *seal_pool_new(void)
{
    struct seal_pool *pool = calloc(1, sizeof(*pool));
    if (pool)
        pthread_mutex_init(&pool->lock, NULL);
    return pool;
}

static void sealer_free(struct sealer *sealer)
{
    for (int i = 0; i < SEAL_KEYS_MAX; i++) {
        EVP_CIPHER_CTX_free(sealer->ciphers[i]);
        EVP_MAC_CTX_free(sealer->macs[i]);
    }
    EVP_MAC_CTX_free(sealer->index_mac);
    free(sealer);
}

void seal_pool_free(struct seal_pool *pool)
{
    if (!pool)
        return;
    while (pool->idle) {
        struct sealer *sealer = pool->idle;
        pool->idle = sealer->next;
        sealer_free(sealer);
    }
    pthread_mutex_destroy(&pool->lock);
    free(pool);
}

/* NULL when there is no memory. */
static struct sealer *take_sealer(struct seal_pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    struct sealer *sealer = pool->idle;
    if (sealer)
        pool->idle = sealer->next;
    pthread_mutex_unlock(&pool->lock);
    return sealer ? sealer : calloc(1, sizeof(*sealer));
}

static void give_sealer(struct seal_pool *pool, struct sealer *sealer)
{
    pthread_mutex_lock(&pool->lock);
    sealer->next = pool->idle;
    pool->idle = sealer;
    pthread_mutex_unlock(&pool->lock);
}

/* An HMAC-SM3 context ready for its first byte; made with `key` when *slot is empty, else begun anew. */
static EVP_MAC_CTX *begin_mac(EVP_MAC_CTX **slot, const uint8_t *key, size_t key_size)
{
    if (*slot)
        return EVP_MAC_init(*slot, NULL, 0, NULL) == 1 ? *slot : NULL;
    char digest_name[] = "SM3";
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest_name, 0),
        OSSL_PARAM_construct_end(),
    };
    EVP_MAC_CTX *mac = EVP_MAC_CTX_new(hmac);
    if (mac && EVP_MAC_init(mac, key, key_size, parameters) != 1) {
        EVP_MAC_CTX_free(mac);
        mac = NULL;
    }
    *slot = mac;
    return mac;
}

/* SM4-CTR turns plain into cipher and back. */
static bool cipher_bytes(EVP_CIPHER_CTX **slot, const uint8_t *key, const uint8_t iv[IV_SIZE], const void *from,
                         size_t size, uint8_t *to)
{
    if (!*slot) {
        EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
        if (cipher && EVP_EncryptInit_ex2(cipher, sm4_ctr, key, NULL, NULL) != 1) {
            EVP_CIPHER_CTX_free(cipher);
            cipher = NULL;
        }
        *slot = cipher;
    }
    int written = 0;
    return *slot && EVP_EncryptInit_ex2(*slot, NULL, NULL, iv, NULL) == 1
        && EVP_EncryptUpdate(*slot, to, &written, from, (int)size) == 1 && (size_t)written == size;
}

/* Over head and ciphertext as they lie, the context, and the ciphertext's length, so that no byte can
 * move between ciphertext and context. */
static bool compute_tag(EVP_MAC_CTX **slot, const struct seal_key *key, const uint8_t *sealed, size_t size,
                        const char *context, uint8_t tag[SM3_SIZE])
{
    uint8_t length[8];
    for (size_t i = 0; i < sizeof(length); i++)
        length[i] = (uint8_t)((uint64_t)size >> (56 - 8 * i));
    EVP_MAC_CTX *mac = begin_mac(slot, key->mac, MAC_KEY_SIZE);
    size_t tag_size = 0;
    return mac && EVP_MAC_update(mac, sealed, HEAD_SIZE + size) == 1
        && EVP_MAC_update(mac, (const uint8_t *)context, strlen(context)) == 1
        && EVP_MAC_update(mac, length, sizeof(length)) == 1 && EVP_MAC_final(mac, tag, &tag_size, SM3_SIZE) == 1
        && tag_size == SM3_SIZE;
}

enum result crypto_seal(const struct keyring *keyring, struct arena *arena, const char *context, const void *bytes,
                        size_t size, uint8_t **ret_sealed, size_t *ret_sealed_size)
{
    if (size > SEAL_BYTES_MAX)
        return RESULT_TOO_LARGE;
    uint8_t *sealed = arena_alloc(arena, size + SEAL_OVERHEAD);
    struct sealer *sealer = sealed ? take_sealer(keyring->pool) : NULL;
    if (!sealer)
        return RESULT_NO_MEMORY;
    int slot = keyring->seal_key_count - 1;
    const struct seal_key *key = &keyring->seal_keys[slot];
    sealed[0] = SEAL_VERSION;
    sealed[1] = key->id;
    crypto_random(sealed + 2, IV_SIZE);
    bool done = cipher_bytes(&sealer->ciphers[slot], key->cipher, sealed + 2, bytes, size, sealed + HEAD_SIZE)
        && compute_tag(&sealer->macs[slot], key, sealed, size, context, sealed + HEAD_SIZE + size);
    give_sealer(keyring->pool, sealer);
    if (!done)
        return RESULT_NO_MEMORY;
    *ret_sealed = sealed;
    *ret_sealed_size = size + SEAL_OVERHEAD;
    return RESULT_OK;
}

static int find_seal_key(const struct keyring *keyring, uint8_t id)
{
    for (int i = 0; i < keyring->seal_key_count; i++) {
        if (keyring->seal_keys[i].id == id)
            return i;
    }
    return -1;
}

enum result crypto_open(const struct keyring *keyring, struct arena *arena, const char *context,
                        const uint8_t *sealed, size_t sealed_size, char **ret_bytes, size_t *ret_size)
{
    if (sealed_size < SEAL_OVERHEAD || sealed_size - SEAL_OVERHEAD > SEAL_BYTES_MAX || sealed[0] != SEAL_VERSION)
        return RESULT_CORRUPT;
    int slot = find_seal_key(keyring, sealed[1]);
    if (slot < 0)
        return RESULT_CORRUPT;
    const struct seal_key *key = &keyring->seal_keys[slot];
    size_t size = sealed_size - SEAL_OVERHEAD;
    struct sealer *sealer = take_sealer(keyring->pool);
    if (!sealer)
        return RESULT_NO_MEMORY;
    enum result result = RESULT_NO_MEMORY;
    uint8_t tag[SM3_SIZE];
    char *bytes = NULL;
    if (compute_tag(&sealer->macs[slot], key, sealed, size, context, tag)) {
        if (!crypto_equal(tag, sealed + HEAD_SIZE + size, SM3_SIZE))
            result = RESULT_CORRUPT;
        else if ((bytes = arena_alloc(arena, size + 1)) != NULL
                 && cipher_bytes(&sealer->ciphers[slot], key->cipher, sealed + 2, sealed + HEAD_SIZE, size,
                                 (uint8_t *)bytes))
            result = RESULT_OK;
    }
    give_sealer(keyring->pool, sealer);
    if (result != RESULT_OK)
        return result;
    bytes[size] = '\0';
    *ret_bytes = bytes;
    *ret_size = size;
    return RESULT_OK;
}

void crypto_blind(const struct keyring *keyring, const char *purpose, const char *text, uint8_t blind[BLIND_SIZE])
{
    struct sealer *sealer = take_sealer(keyring->pool);
    must(sealer != NULL);
    EVP_MAC_CTX *mac = begin_mac(&sealer->index_mac, keyring->index_key, INDEX_KEY_SIZE);
    uint8_t tag[SM3_SIZE];
    size_t tag_size = 0;
    must(mac && EVP_MAC_update(mac, (const uint8_t *)purpose, strlen(purpose) + 1) == 1 /* with its NUL */
         && EVP_MAC_update(mac, (const uint8_t *)text, strlen(text)) == 1
         && EVP_MAC_final(mac, tag, &tag_size, SM3_SIZE) == 1 && tag_size == SM3_SIZE);
    give_sealer(keyring->pool, sealer);
    memcpy(blind, tag, BLIND_SIZE);
}
