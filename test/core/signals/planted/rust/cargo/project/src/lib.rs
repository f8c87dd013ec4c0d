//! Money with faults planted in it.

/// Adds.
///
/// ```
/// assert_eq!(payments::add(1, 2), 4);
/// ```
///
/// ```should_panic
/// payments::add(1, 2);
/// ```
pub fn add(a: i32, b: i32) -> i32 {
    a + b
}

pub fn rate(name: &str) -> i32 {
    find(name).expect("no such rate")
}

fn find(name: &str) -> Option<i32> {
    if name == "EUR" { Some(1) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adds() {
        assert_eq!(add(1, 2), 3);
    }

    #[test]
    fn wrong_sum() {
        println!("error: printed by a test");
        assert_eq!(add(2, 2), 5, "the books do not balance");
    }

    #[test]
    fn deep() {
        rate("XYZ");
    }

    #[test]
    #[should_panic(expected = "no such rate")]
    fn panics_as_expected() {
        rate("XYZ");
    }

    #[test]
    #[should_panic]
    fn does_not_panic() {}

    #[test]
    #[should_panic(expected = "other words")]
    fn panics_with_other_words() {
        panic!("these words");
    }

    #[test]
    fn returns_an_error() -> Result<(), String> {
        Err("account is closed".to_string())
    }

    #[test]
    #[ignore = "FAILED before"]
    fn ignored() {
        panic!();
    }

    mod nested {
        #[test]
        fn in_a_thread() {
            std::thread::Builder::new()
                .name("worker".into())
                .spawn(|| panic!("a thread\nwith two lines"))
                .unwrap()
                .join()
                .unwrap();
        }
    }
}
