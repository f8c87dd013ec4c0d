#[cfg(test)]
mod tests {
    #[test]
    #[should_panic(expected = "error: FAILED")]
    fn throws_error_fail() {
        println!("test other ... FAILED");
        panic!("error: FAILED");
    }

    #[test]
    fn error_0_failed() {
        println!("error[E0308]: mismatched types\n --> src/lib.rs:1:1");
        let unused = 1;
    }
}
