#[link(name = "notinstalled")]
extern "C" {
    fn not_there() -> i32;
}

fn main() {
    std::process::exit(unsafe { not_there() })
}
