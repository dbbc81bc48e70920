fn main() {
    let study = retrocohort::loaders::load(std::path::Path::new(&std::env::args().nth(1).unwrap())).unwrap();
    let r = retrocohort::reproduction::reproduce(&study, &Default::default()).unwrap();
    println!("{}", serde_json::to_string_pretty(&r).unwrap());
}
