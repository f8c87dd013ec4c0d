#[track_caller]
pub fn pays(postings: &[i64], cents: i64) {
    assert_eq!(ledger::total(postings), cents);
}
