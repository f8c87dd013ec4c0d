#[cfg(test)]
mod tests {
    #[test]
    fn gives_up() {
        std::process::abort();
    }

    #[test]
    fn hangs() {
        std::thread::sleep(std::time::Duration::from_secs(4));
    }

    #[test]
    fn sometimes() {
        let file = std::env::temp_dir().join("planted-sometimes");
        if std::fs::write(&file, "x").is_ok() && std::env::var("NEXTEST_ATTEMPT").as_deref() != Ok("2") {
            panic!("the first time");
        }
    }
}
