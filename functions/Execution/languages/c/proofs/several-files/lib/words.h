#pragma once
#include <stddef.h>

char *greet(char *text, size_t size, const char *name);
