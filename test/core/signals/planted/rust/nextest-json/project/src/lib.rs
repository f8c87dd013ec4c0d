//! ```
//! assert_eq!(shop::add(1, 1), 3);
//! ```
pub fn add(a: i32, b: i32) -> i32 { a + b }
/// ```
/// assert_eq!(shop::sub(2, 1), 1);
/// ```
pub fn sub(a: i32, b: i32) -> i32 { a - b }
#[cfg(test)]
mod tests {
    use super::*;
    #[test] fn adds() { assert_eq!(add(1, 1), 3, "one and one"); }
    #[test] fn subs() { assert_eq!(sub(2, 1), 1); }
    #[test] #[should_panic(expected = "boom")] fn panics() {}
    #[test] fn result() -> Result<(), String> { Err("no db".into()) }
    #[test] fn slow() { std::thread::sleep(std::time::Duration::from_secs(3)); }
    #[test] fn flaky() { let p = std::path::Path::new("/tmp/flag"); if !p.exists() { std::fs::write(p, "").unwrap(); panic!("first time"); } }
    #[test] #[ignore] fn ignored() {}
}
