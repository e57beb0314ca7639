//! Good objects, one of each kind at least: the files of `base/`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

/// The objects by the name of their file.
pub fn bases() -> BTreeMap<String, Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check/base");
    fs::read_dir(folder)
        .expect("tests/check/base exists")
        .map(|entry| {
            let path = entry.expect("the folder can be read").path();
            let name = path
                .file_stem()
                .and_then(|stem| stem.to_str())
                .expect("a name in UTF-8")
                .to_owned();
            let text = fs::read_to_string(&path).expect("a base can be read");
            (name, serde_json::from_str(&text).expect("a base is JSON"))
        })
        .collect()
}
