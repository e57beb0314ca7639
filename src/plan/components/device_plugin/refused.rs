//! What the device plugin cannot serve, and what is not written without it.

use crate::{origin::escape, plan::Cursor, rules::devices as rules};

/// Refuses resources of the settings whose domain is that of the plugin: it hands out what it counts itself, and no others.
pub(super) fn own_names(at: &mut Cursor<'_>) {
    if !at.plan.device_uses.iter().any(|of| of.set.is_some()) {
        return;
    }
    let prefix = format!("{}/", at.settings.devices.plugin.domain);
    at.each(|at| {
        let Some(chosen) = at.chosen() else { return };
        let amounts = chosen.resources.iter().flat_map(|resources| {
            let both = [
                ("requests", &resources.requests),
                ("limits", &resources.limits),
            ];
            both.into_iter().flat_map(|(kind, amounts)| {
                let names = amounts.keys().map(ToString::to_string);
                names.map(move |name| (format!("resources/{kind}/{}", escape(&name)), name))
            })
        });
        let devices = chosen
            .devices
            .iter()
            .map(|(device, name)| (format!("devices/{}", escape(device)), name.to_string()));
        let own = amounts
            .chain(devices)
            .filter(|(_, name)| name.starts_with(&prefix));
        for (key, name) in own.collect::<Vec<_>>() {
            let say = rules::own_resource(at.name(), name, &at.settings.devices.plugin.domain);
            at.ledger.say(at.setting(&key), say);
        }
    });
}

/// Where the operator denies the plugin, what needs it is not written.
pub(super) fn denied(at: &mut Cursor<'_>) {
    if !at.ledger.is_denied(&rules::PLUGIN) {
        return;
    }
    for of in at.plan.device_uses.iter().filter(|of| of.set.is_some()) {
        at.ledger.stop(of.container, &rules::PLUGIN);
    }
}
