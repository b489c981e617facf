/* What http_server.c sends: each of these ends the exchange's part of the work. False: it could not be handed over, the connection
 * closes. */
#ifndef TONGBAN_HTTP_ANSWER_H
#define TONGBAN_HTTP_ANSWER_H

#include "http/exchange.h"

#define RATE_MIN 8192 /* bytes a second, of bodies and answers */

/* exchange->request: status, reply, headers. */
bool send_reply(struct exchange *exchange);
/* The problem of the request, or the standard one of `result`. */
bool refuse_early(struct exchange *exchange, enum result result);
/* The request is one for the event stream, and may have it. */
bool send_stream(struct exchange *exchange);
/* The head of a stream without a stream: libmicrohttpd would send the end of a chunked body after it. */
bool send_stream_head(struct exchange *exchange);
/* Answers with a page of the folder; false when the path is none. */
bool try_page(struct exchange *exchange, const char *path, bool *ret_sent);
/* Into the figures; for an answer that went past these. */
void count_answer(struct exchange *exchange);

#endif
