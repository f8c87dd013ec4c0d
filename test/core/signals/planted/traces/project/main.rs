fn main() {
    let all = vec![1, 2];
    let at = std::env::args().count() + 2;
    println!("{}", all[at]);
}
