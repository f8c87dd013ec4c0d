mod support;

#[test]
fn pays_out() {
    support::pays(&[1, 2], 4);
}

#[test]
fn r#loop() {
    assert_ne!(ledger::total(&[2, 2]), 4);
}
