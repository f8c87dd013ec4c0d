#include <check.h>

START_TEST(test_adds_up) { ck_assert_int_eq(1 + 1, 3); }
END_TEST
START_TEST(test_crashes) {
  volatile int *none = 0;
  *none = 1;
}
END_TEST
START_TEST(test_fine) { ck_assert(1); }
END_TEST

int main(void) {
  Suite *suite = suite_create("Ledger");
  TCase *core = tcase_create("Core");
  tcase_add_test(core, test_adds_up);
  tcase_add_test(core, test_crashes);
  tcase_add_test(core, test_fine);
  suite_add_tcase(suite, core);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? 0 : 1;
}
