//! A ledger.
pub mod postings;

/// Sums the postings.
///
/// ```
/// assert_eq!(ledger::total(&[1, 2]), 3);
/// ```
///
/// ```
/// let sum: String = ledger::total(&[1]);
/// ```
pub fn total(postings: &[i64]) -> i64 {
    postings.iter().sum()
}

/// ```compile_fail
/// let sum = 3;
/// ```
pub fn closed() {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums() {
        println!("error: this is only what the test prints");
        println!("test result: FAILED. 1 passed; 1 failed");
        assert_eq!(total(&[1, 2, 3]), 6);
    }

    #[test]
    fn sums_of_none_are_one() {
        println!("summing nothing");
        println!();
        println!("---- not a section ----");
        assert_eq!(total(&[]), 1, "an empty ledger\nhas two lines of words\n\nand a third");
    }

    #[test]
    fn converts() {
        assert!(matches!(rates::convert(10, "EUR"), Some(11)), "got {:?}", rates::convert(10, "EUR"));
    }

    #[test]
    #[should_panic(expected = "no such currency")]
    fn refuses_unknown_currencies() {
        rates::convert(10, "XXX").unwrap();
    }

    #[test]
    #[ignore = "slow"]
    fn is_slow() {
        panic!("never run");
    }

    #[test]
    fn parses() -> Result<(), std::num::ParseIntError> {
        let _: i64 = "12x".parse()?;
        Ok(())
    }
}
