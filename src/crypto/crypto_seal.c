/* libgcrypt: SM3, HMAC-SM3 and SM4-CTR. The only file that includes gcrypt.h.
 *
 * Contexts with their keys already scheduled wait in the keyring's pool: a seal takes a set out, works, and puts it back,
 * so nothing is allocated or scheduled per call, and any number of threads seal at once. */
#include <assert.h>
#include <errno.h>
#include <gcrypt.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "crypto/crypto.h"
#include "crypto/crypto_start.h"
#include "crypto/keyring.h"

enum { SEAL_VERSION = 1, IV_SIZE = 16, HEAD_SIZE = 2 + IV_SIZE };

static_assert(SEAL_OVERHEAD == HEAD_SIZE + SM3_SIZE, "version, key id, IV and tag");

/* The library must be told that its start is over before threads use it. Its locked memory is not taken: it is one small pool
 * behind one lock, and the keys stand in the keyring's plain memory anyway. Random bytes come from libsodium, so its own
 * generator never starts. */
bool crypto_start_gcrypt(void)
{
    if (gcry_control(GCRYCTL_INITIALIZATION_FINISHED_P) == 0) {
        if (gcry_check_version(GCRYPT_VERSION) == NULL)
            return false;
        (void)gcry_control(GCRYCTL_DISABLE_SECMEM, 0);
        (void)gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0);
    }
    return gcry_md_test_algo(GCRY_MD_SM3) == 0 && gcry_cipher_test_algo(GCRY_CIPHER_SM4) == 0 &&
           gcry_mac_test_algo(GCRY_MAC_HMAC_SM3) == 0;
}

enum result crypto_start(void)
{
    return crypto_start_sodium() && crypto_start_gcrypt() ? RESULT_OK : RESULT_INTERNAL;
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
    gcry_md_hash_buffer(GCRY_MD_SM3, digest, bytes, size);
}

static enum result digest_file(FILE *file, gcry_md_hd_t md)
{
    enum { PIECE = 1 << 20 };
    char *piece = malloc(PIECE);
    if (piece == NULL)
        return RESULT_NO_MEMORY;
    for (size_t size; (size = fread(piece, 1, PIECE, file)) > 0;)
        gcry_md_write(md, piece, size);
    free(piece);
    return ferror(file) != 0 ? RESULT_IO : RESULT_OK;
}

enum result crypto_sm3_file(const char *path, uint8_t digest[SM3_SIZE])
{
    gcry_md_hd_t md = NULL;
    FILE *file = fopen(path, "rbe");
    if (file == NULL)
        return errno == ENOENT ? RESULT_NOT_FOUND : RESULT_IO;
    enum result result = gcry_md_open(&md, GCRY_MD_SM3, 0) == 0 ? digest_file(file, md) : RESULT_NO_MEMORY;
    (void)fclose(file);
    if (result == RESULT_OK)
        memcpy(digest, gcry_md_read(md, GCRY_MD_SM3), SM3_SIZE);
    gcry_md_close(md);
    return result;
}

/* One thread's contexts while it works; those of a key are made when the key is first used. */
struct sealer {
    struct sealer *next;
    gcry_cipher_hd_t ciphers[SEAL_KEYS_MAX];
    gcry_mac_hd_t macs[SEAL_KEYS_MAX];
    gcry_mac_hd_t index_mac;
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
        gcry_cipher_close(sealer->ciphers[i]);
        gcry_mac_close(sealer->macs[i]);
    }
    gcry_mac_close(sealer->index_mac);
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
static gcry_mac_hd_t begin_mac(gcry_mac_hd_t *slot, const uint8_t *key, size_t key_size)
{
    if (*slot != NULL)
        return gcry_mac_reset(*slot) == 0 ? *slot : NULL;
    gcry_mac_hd_t mac = NULL;
    if (gcry_mac_open(&mac, GCRY_MAC_HMAC_SM3, 0, NULL) != 0)
        return NULL;
    if (gcry_mac_setkey(mac, key, key_size) != 0) {
        gcry_mac_close(mac);
        return NULL;
    }
    *slot = mac;
    return mac;
}

static bool read_tag(gcry_mac_hd_t mac, uint8_t tag[SM3_SIZE])
{
    size_t size = SM3_SIZE;
    return gcry_mac_read(mac, tag, &size) == 0 && size == SM3_SIZE;
}

/* SM4-CTR turns plain into cipher and back. */
static bool cipher_bytes(gcry_cipher_hd_t *slot, const uint8_t *key, const uint8_t iv[IV_SIZE], const void *from,
                         size_t size, uint8_t *to)
{
    if (*slot == NULL) {
        gcry_cipher_hd_t cipher = NULL;
        if (gcry_cipher_open(&cipher, GCRY_CIPHER_SM4, GCRY_CIPHER_MODE_CTR, 0) != 0)
            return false;
        if (gcry_cipher_setkey(cipher, key, CIPHER_KEY_SIZE) != 0) {
            gcry_cipher_close(cipher);
            return false;
        }
        *slot = cipher;
    }
    return gcry_cipher_setctr(*slot, iv, IV_SIZE) == 0 && (size == 0 || gcry_cipher_encrypt(*slot, to, size, from, size) == 0);
}

/* Over head and ciphertext as they lie, the context, and the ciphertext's length, so that no byte can
 * move between ciphertext and context. */
static bool compute_tag(gcry_mac_hd_t *slot, const struct seal_key *key, const uint8_t *sealed, size_t size,
                        const char *context, uint8_t tag[SM3_SIZE])
{
    uint8_t length[8];
    for (size_t i = 0; i < sizeof(length); i++)
        length[i] = (uint8_t)((uint64_t)size >> (56 - 8 * i));
    gcry_mac_hd_t mac = begin_mac(slot, key->mac, MAC_KEY_SIZE);
    return mac != NULL && gcry_mac_write(mac, sealed, HEAD_SIZE + size) == 0 &&
           gcry_mac_write(mac, context, strlen(context)) == 0 && gcry_mac_write(mac, length, sizeof(length)) == 0 &&
           read_tag(mac, tag);
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
    gcry_mac_hd_t mac = begin_mac(&sealer->index_mac, keyring->index_key, INDEX_KEY_SIZE);
    uint8_t tag[SM3_SIZE];
    must(mac != NULL && gcry_mac_write(mac, purpose, strlen(purpose) + 1) == 0 /* with its NUL */
         && gcry_mac_write(mac, text, strlen(text)) == 0 && read_tag(mac, tag));
    give_sealer(keyring->pool, sealer);
    memcpy(blind, tag, BLIND_SIZE);
}
