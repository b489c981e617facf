/* libgcrypt: SM3, HMAC-SM3, SM4-GCM, and the SM4-CTR of older seals. The only file that includes gcrypt.h.
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

enum { SEAL_VERSION = 2, NONCE_SIZE = 12, HEAD_SIZE = 2 + NONCE_SIZE, TAG_SIZE = 16 };
enum { FIRST_VERSION = 1, FIRST_IV_SIZE = 16, FIRST_HEAD_SIZE = 2 + FIRST_IV_SIZE, FIRST_OVERHEAD = FIRST_HEAD_SIZE + SM3_SIZE };

static_assert(SEAL_OVERHEAD == HEAD_SIZE + TAG_SIZE, "version, key id, nonce and tag");

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
    gcry_cipher_hd_t ciphers[SEAL_KEYS_MAX], first_ciphers[SEAL_KEYS_MAX]; /* first: of seals of the first version */
    gcry_mac_hd_t first_macs[SEAL_KEYS_MAX], index_mac;
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
        gcry_cipher_close(sealer->first_ciphers[i]);
        gcry_mac_close(sealer->first_macs[i]);
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

/* SM4 with its key scheduled: made when *slot is empty; NULL when there is no memory. */
static gcry_cipher_hd_t begin_cipher(gcry_cipher_hd_t *slot, int mode, const uint8_t key[CIPHER_KEY_SIZE])
{
    gcry_cipher_hd_t cipher = *slot;
    if (cipher != NULL || gcry_cipher_open(&cipher, GCRY_CIPHER_SM4, mode, 0) != 0)
        return cipher;
    if (gcry_cipher_setkey(cipher, key, CIPHER_KEY_SIZE) != 0) {
        gcry_cipher_close(cipher);
        return NULL;
    }
    *slot = cipher;
    return cipher;
}

/* ---- sealing ---- */

/* GCM has a key of its own, so that none of its counters is one of the first version's. No tag of that begins with this text. */
static bool derive_key(const struct seal_key *key, uint8_t derived[SM3_SIZE])
{
    gcry_mac_hd_t mac = NULL;
    bool done = begin_mac(&mac, key->mac, MAC_KEY_SIZE) != NULL && gcry_mac_write(mac, "sm4-gcm", 7) == 0 && read_tag(mac, derived);
    gcry_mac_close(mac);
    return done;
}

/* A context that has seen head and context and waits for the text. The head's size is fixed, so no byte can move between them. */
static gcry_cipher_hd_t begin_gcm(gcry_cipher_hd_t *slot, const struct seal_key *key, const uint8_t head[HEAD_SIZE], const char *context)
{
    uint8_t derived[SM3_SIZE];
    if (*slot == NULL) {
        bool made = derive_key(key, derived) && begin_cipher(slot, GCRY_CIPHER_MODE_GCM, derived) != NULL;
        crypto_wipe(derived, sizeof(derived));
        if (!made)
            return NULL;
    }
    return gcry_cipher_setiv(*slot, head + 2, NONCE_SIZE) == 0 && gcry_cipher_authenticate(*slot, head, HEAD_SIZE) == 0 &&
           gcry_cipher_authenticate(*slot, context, strlen(context)) == 0 ? *slot : NULL;
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
    crypto_random(sealed + 2, NONCE_SIZE);
    gcry_cipher_hd_t gcm = begin_gcm(&sealer->ciphers[slot], key, sealed, context);
    bool done = gcm != NULL && (size == 0 || gcry_cipher_encrypt(gcm, sealed + HEAD_SIZE, size, bytes, size) == 0) &&
                gcry_cipher_gettag(gcm, sealed + HEAD_SIZE + size, TAG_SIZE) == 0;
    give_sealer(keyring->pool, sealer);
    if (!done)
        return RESULT_NO_MEMORY;
    *ret_sealed = sealed;
    *ret_sealed_size = size + SEAL_OVERHEAD;
    return RESULT_OK;
}

/* ---- opening ---- */

/* What waits to be opened: sealed_size bytes, of which `size` are text. */
struct sealed { const struct seal_key *key; int slot; const char *context; const uint8_t *bytes; size_t size; };

/* The text is not the caller's before its tag was compared. */
static enum result open_gcm(struct sealer *sealer, const struct sealed *sealed, char *text)
{
    const uint8_t *cipher = sealed->bytes + HEAD_SIZE;
    gcry_cipher_hd_t gcm = begin_gcm(&sealer->ciphers[sealed->slot], sealed->key, sealed->bytes, sealed->context);
    if (gcm == NULL || (sealed->size > 0 && gcry_cipher_decrypt(gcm, text, sealed->size, cipher, sealed->size) != 0))
        return RESULT_NO_MEMORY;
    if (gcry_cipher_checktag(gcm, cipher + sealed->size, TAG_SIZE) == 0)
        return RESULT_OK;
    crypto_wipe(text, sealed->size);
    return RESULT_CORRUPT;
}

/* Over head and ciphertext as they lie, the context, and the ciphertext's length, so that no byte can
 * move between ciphertext and context. */
static bool compute_first_tag(gcry_mac_hd_t *slot, const struct sealed *sealed, uint8_t tag[SM3_SIZE])
{
    uint8_t length[8];
    for (size_t i = 0; i < sizeof(length); i++)
        length[i] = (uint8_t)((uint64_t)sealed->size >> (56 - 8 * i));
    gcry_mac_hd_t mac = begin_mac(slot, sealed->key->mac, MAC_KEY_SIZE);
    return mac != NULL && gcry_mac_write(mac, sealed->bytes, FIRST_HEAD_SIZE + sealed->size) == 0 &&
           gcry_mac_write(mac, sealed->context, strlen(sealed->context)) == 0 &&
           gcry_mac_write(mac, length, sizeof(length)) == 0 && read_tag(mac, tag);
}

static enum result open_first(struct sealer *sealer, const struct sealed *sealed, char *text)
{
    const uint8_t *cipher = sealed->bytes + FIRST_HEAD_SIZE;
    uint8_t tag[SM3_SIZE];
    if (!compute_first_tag(&sealer->first_macs[sealed->slot], sealed, tag))
        return RESULT_NO_MEMORY;
    if (!crypto_equal(tag, cipher + sealed->size, SM3_SIZE))
        return RESULT_CORRUPT;
    gcry_cipher_hd_t ctr = begin_cipher(&sealer->first_ciphers[sealed->slot], GCRY_CIPHER_MODE_CTR, sealed->key->cipher);
    return ctr != NULL && gcry_cipher_setctr(ctr, sealed->bytes + 2, FIRST_IV_SIZE) == 0 &&
           (sealed->size == 0 || gcry_cipher_decrypt(ctr, text, sealed->size, cipher, sealed->size) == 0) ? RESULT_OK : RESULT_NO_MEMORY;
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
    bool first = sealed_size > 0 && sealed[0] == FIRST_VERSION;
    size_t overhead = first ? FIRST_OVERHEAD : SEAL_OVERHEAD;
    if (sealed_size < overhead || sealed_size - overhead > SEAL_BYTES_MAX || (!first && sealed[0] != SEAL_VERSION))
        return RESULT_CORRUPT;
    int slot = find_seal_key(keyring, sealed[1]);
    if (slot < 0)
        return RESULT_CORRUPT;
    struct sealed what = {&keyring->seal_keys[slot], slot, context, sealed, sealed_size - overhead};
    char *bytes = arena_alloc(arena, what.size + 1);
    struct sealer *sealer = bytes ? take_sealer(keyring->pool) : NULL;
    if (!sealer)
        return RESULT_NO_MEMORY;
    enum result result = first ? open_first(sealer, &what, bytes) : open_gcm(sealer, &what, bytes);
    give_sealer(keyring->pool, sealer);
    if (result != RESULT_OK)
        return result;
    bytes[what.size] = '\0';
    *ret_bytes = bytes;
    *ret_size = what.size;
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
