//! `ConfigMap`.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::ConfigMap;

use super::{Objects, metadata};
use crate::{origin::Whys, plan::Workload};

/// The files of a workload.
pub fn objects(workload: &Workload, out: &mut Objects) {
    for config in &workload.configs {
        out.add(&Whys::default(), |marks| {
            let mut data = BTreeMap::new();
            for (key, text) in &config.data {
                marks.entry("/data", key.as_str(), &text.from);
                data.insert(key.to_string(), text.value.clone());
            }
            ConfigMap {
                data: (!data.is_empty()).then_some(data),
                metadata: metadata(workload, config.name.as_str(), &config.from, [], marks),
                ..ConfigMap::default()
            }
        });
    }
}
