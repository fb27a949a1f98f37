// why: Ids, capabilities, setuid programs.
// about: kernel
// expect: ok
// modes: A B
#define _GNU_SOURCE
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

int main(void) {
    if (setuid(0) == 0 || setgid(0) == 0 || setreuid(0, 0) == 0 || setgroups(0, NULL) == 0 || geteuid() == 0 || getegid() == 0) puts("BREACH: root");
    for (int capability = 0; capability < 41; capability++)
        if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0) == 0) printf("BREACH: capability %d\n", capability);
    if (system("/usr/bin/su -c id 2>/dev/null | grep uid=0") == 0 || system("/usr/bin/mount /tmp /tmp 2>/dev/null") == 0) puts("BREACH: setuid program");
    if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1) puts("BREACH: may gain privileges");
    puts("contained");
    return 0;
}
