pub struct Posting {
    pub cents: i64,
}

impl Posting {
    pub fn halve(&self, by: i64) -> i64 {
        self.cents / by
    }
}

#[cfg(test)]
mod tests {
    mod when_empty {
        #[test]
        fn divides_by_zero() {
            super::super::Posting { cents: 1 }.halve(std::hint::black_box(0));
        }

        #[test]
        fn indexes_past_the_end() {
            let none: Vec<i32> = Vec::new();
            assert_eq!(none[std::hint::black_box(3)], 1);
        }
    }
}
