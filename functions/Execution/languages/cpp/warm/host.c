/*
 * There is nothing in C++ to warm up: this waits only so that programs compiled with the precompiled header (`c++` beside it)
 * and programs compiled cold, by g++ alone, take the same two ways as in the other languages (docs/languages.md, "Warm").
 * It is told a whole command. The program is not its to run: a process that has waited for a compiler is charged with the compiler's memory.
 */
#include "../../warm.h"
#include <sys/wait.h>

int main(void) {
    answer("R", 1);
    struct command command = next_command("compile");
    char *at = after(&command, command.text); /* the terminal, of which a compiler knows nothing */
    char **compiler = calloc(count_from(&command, at), sizeof *compiler);
    if (!at || !compiler) give_up("compile without a command");
    for (int i = 0; (at = after(&command, at)); i++) compiler[i] = at;
    if (!compiler[0]) give_up("compile without a command");

    pid_t child = fork();
    if (child == 0) {
        int null = open("/dev/null", O_RDONLY);
        if (null < 0 || dup2(null, 0) < 0 || dup2(COMPILER_OUTPUT, 1) < 0 || dup2(COMPILER_OUTPUT, 2) < 0) give_up("/dev/null");
        if (null > 2) close(null);
        close(COMPILER_OUTPUT);
        close(COMMANDS);
        close(ANSWERS);
        execv(compiler[0], compiler);
        give_up(compiler[0]);
    }
    int status;
    if (child < 0 || waitpid(child, &status, 0) != child) give_up("fork");
    int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    answer((char[]){ 'C', (char)code }, 2);
    if (!code) pause(); /* the agent ends us before it starts the program */
    return code;
}
