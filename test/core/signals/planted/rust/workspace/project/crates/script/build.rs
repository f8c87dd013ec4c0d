fn main() {
    println!("cargo:rerun-if-env-changed=PROTOC");
    eprintln!("looking for protoc");
    if std::env::var("PROTOC").is_err() {
        panic!("protoc is not installed: set PROTOC to its path");
    }
}
