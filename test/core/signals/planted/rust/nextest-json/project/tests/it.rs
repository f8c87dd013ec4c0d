#[test]
fn whole() { let v: Vec<i32> = vec![]; let _ = v[0]; }
