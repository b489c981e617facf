/*
 * Functions nobody here may call. The build includes this file before every source file.
 *
 * They overflow, keep hidden state between threads, or cannot report an error:
 * use snprintf, memcpy with a known length, strtol with its end pointer, gmtime_r, an arena.
 *
 * The system headers that declare them come first, so that only our own text is refused.
 */
#ifndef TONGBAN_BANNED_H
#define TONGBAN_BANNED_H

#include <alloca.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#undef alloca
#undef strcpy
#undef strcat
#undef sprintf
#undef vsprintf
#undef strtok

#pragma GCC poison strcpy strcat sprintf vsprintf gets
#pragma GCC poison atoi atol atof strtok
#pragma GCC poison gmtime localtime ctime alloca

#endif
