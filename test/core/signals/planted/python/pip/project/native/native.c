#include <Python.h>
int x = nope;
