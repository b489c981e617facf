/* The command line of Tongban. */
#include <stdio.h>

int main(void)
{
    fputs("usage: tongban serve|load|walk|user|settings|migrate|check [options]\n", stderr);
    return 2;
}
