//! Files whose content the input has: entries of a `ConfigMap` of the workload.

use super::{Asked, Config, Cursor, Mounted, Places, VolumeSource, volume::is_free};
use crate::{
    facts::names::suffixed,
    grammar::RelativePath,
    origin::{Given, Traced},
    plan::modes::readable,
    podman::storage::ConfigFile,
    rules::configs as rules,
};

/// One file, mounted alone, so that everything else in its folder stays visible.
pub(super) fn file(at: &mut Cursor<'_>, given: &Given<ConfigFile>, places: &mut Places) {
    let Given { value, origin } = given;
    let ConfigFile {
        key,
        content,
        target,
        mode,
        owned,
    } = value;
    if !is_free(at, *origin, target, &Asked::Other, places) {
        return;
    }
    let base = format!("config-{key}");
    let workload = at.workload_mut();
    let name = suffixed(&workload.name, "configs");
    if workload.configs.is_empty() {
        workload.configs.push(Config {
            name: name.into(),
            data: std::collections::BTreeMap::new(),
            from: (*origin).into(),
        });
    }
    let Some(config) = workload.configs.first_mut() else {
        return;
    };
    let key = config.add(key, Traced::new(content.clone(), *origin));
    let config = config.name.clone();
    if *owned {
        at.ledger
            .changed(*origin, rules::config_owner(at.name(), target));
    }
    let say = rules::config(at.name(), target, &config);
    at.ledger.changed(*origin, say);
    let sub_path = RelativePath::parse(key.as_str()).expect("a key has no folders");
    let mode = readable(*mode, *owned);
    let mounted = Mounted {
        source: VolumeSource::ConfigFile { config, key, mode },
        base,
        sub_path: Some(Traced::new(sub_path, *origin)),
        read_only: Some(Traced::new(true, *origin)),
        propagation: None,
        recursive_read_only: None,
        from: vec![*origin],
        asked: Asked::Other,
        chosen: None,
    };
    places.insert(target.clone(), mounted);
}
