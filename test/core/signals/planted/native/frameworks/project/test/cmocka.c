#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static void test_adds_up(void **state) {
  (void)state;
  assert_int_equal(1 + 1, 3);
}
static void test_names(void **state) {
  (void)state;
  assert_string_equal("ledger", "books");
}
static void test_fine(void **state) { (void)state; }

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_adds_up), cmocka_unit_test(test_names), cmocka_unit_test(test_fine)};
  return cmocka_run_group_tests_name("ledger", tests, NULL, NULL);
}
