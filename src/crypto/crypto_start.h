/* Inside src/crypto: the start of each library, called by crypto_start. True when it is ready; again is harmless. */
#ifndef TONGBAN_CRYPTO_START_H
#define TONGBAN_CRYPTO_START_H

#include <stdbool.h>

bool crypto_start_sodium(void);
bool crypto_start_gcrypt(void);

#endif
