pub fn convert(cents: i64, currency: &str) -> Option<i64> {
    match currency {
        "EUR" => Some(cents),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn knows_the_euro() {
        assert_eq!(super::convert(3, "EUR"), Some(3));
    }

    #[test]
    fn knows_the_pound() {
        super::convert(3, "GBP").expect("a rate for GBP");
    }
}
