//! Tells the linker that Node's own symbols are found when the addon is loaded, and the crate which
//! iceoryx2 it is built with.
fn main() {
    println!("cargo::rerun-if-changed=Cargo.lock");
    println!("cargo::rerun-if-changed=build.rs");
    let lock = std::fs::read_to_string("Cargo.lock").expect("read Cargo.lock");
    let version = lock
        .split("[[package]]")
        .find(|package| package.contains("name = \"iceoryx2\"\n"))
        .and_then(|package| package.split("version = \"").nth(1)?.split('"').next())
        .expect("Cargo.lock names the version of iceoryx2");
    println!("cargo::rustc-env=ICEORYX2_VERSION={version}");
    napi_build::setup();
}
