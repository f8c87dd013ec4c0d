#[test]
fn balance() {
    assert!(payments::add(1, 1) == 3);
}

#[test]
fn fine() {}
