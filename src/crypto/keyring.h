/* Inside src/crypto: what a keyring holds. keyring.c reads and writes its file, crypto_seal.c works with it. */
#ifndef TONGBAN_CRYPTO_KEYRING_H
#define TONGBAN_CRYPTO_KEYRING_H

#include <stdbool.h>
#include <stdint.h>

enum { SEAL_KEYS_MAX = 16, CIPHER_KEY_SIZE = 16, MAC_KEY_SIZE = 32, INDEX_KEY_SIZE = 32, TABLE_KEY_SIZE = 16 };

struct seal_key {
    uint8_t id; /* 1..255 */
    uint8_t cipher[CIPHER_KEY_SIZE];
    uint8_t mac[MAC_KEY_SIZE];
};

struct seal_pool;

struct keyring {
    uint8_t index_key[INDEX_KEY_SIZE];
    uint8_t table_key[TABLE_KEY_SIZE]; /* made from the index key */
    struct seal_key seal_keys[SEAL_KEYS_MAX];
    int seal_key_count; /* >= 1; the last one seals, all open */
    struct seal_pool *pool;
};

/* Fills a zeroed keyring from the text of a file; false when it is not what was written. */
bool keyring_parse(const char *text, struct keyring *keyring);

/* Prepared cipher contexts for any number of threads; NULL when there is no memory. Accepts NULL. */
struct seal_pool *seal_pool_new(void);
void seal_pool_free(struct seal_pool *pool);

#endif
