helper_fail() {
  echo "something bad"
  false
}
