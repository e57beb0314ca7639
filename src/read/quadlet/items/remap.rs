//! The keys with which the first versions of the generator mapped users.

use super::{Key, Leaf, Reader, Style, Verdict, What, process, unquoted};

/// All four, the one that decides first.
const KEYS: [&str; 4] = ["RemapUsers", "RemapUid", "RemapGid", "RemapUidSize"];

/// Those that took their place: podman refuses both together.
const NEWER: [&str; 5] = ["UserNS", "UIDMap", "GIDMap", "SubUIDMap", "SubGIDMap"];

impl Reader<'_> {
    /// Reads all four with the first of them that is there.
    pub(super) fn remap(&mut self, key: &Key) {
        let present: Vec<&str> = KEYS
            .into_iter()
            .filter(|name| !self.lines(name).is_empty())
            .collect();
        if present.first() != Some(&key.name) {
            return;
        }
        let lines: Vec<&Leaf> = KEYS.iter().flat_map(|name| self.lines(name)).collect();
        for leaf in self
            .unit
            .leaves
            .iter()
            .filter(|leaf| lines.iter().any(|line| line.pointer == leaf.pointer))
        {
            self.seen.insert(&leaf.pointer);
        }
        let before = self.out.len();
        self.remapped(key, &lines, &present);
        // Whatever becomes of them, they are one.
        let pointers: Vec<String> = lines.iter().map(|leaf| leaf.pointer.clone()).collect();
        for item in self.out.iter_mut().skip(before) {
            item.pointers.clone_from(&pointers);
        }
    }

    /// What the lines of all four say.
    fn remapped(&mut self, key: &Key, lines: &[&Leaf], present: &[&str]) {
        let Some(first) = lines.first().copied() else {
            return;
        };
        let words = |name: &str| -> Vec<String> {
            let values = self.unit.file.values(self.unit.section, name).into_iter();
            let words =
                values.flat_map(|value| super::split(value, Style::List).unwrap_or_default().words);
            words.collect()
        };
        let newer = |name: &str| match name {
            "UIDMap" | "GIDMap" => !words(name).is_empty(),
            name => (self.unit.file.last(self.unit.section, name))
                .is_some_and(|value| !value.is_empty()),
        };
        if NEWER.iter().any(|name| newer(name)) {
            if present.iter().any(|name| *name != "RemapUidSize") {
                self.refused(key, first, "`UserNS=` or a map of users is set as well");
            } else {
                let same = Verdict::Same(&process::NO_EFFECT);
                self.push(What::Settled(String::new(), same), first);
            }
            return;
        }
        let (uids, gids) = (words("RemapUid"), words("RemapGid"));
        let size = self
            .unit
            .file
            .last(self.unit.section, "RemapUidSize")
            .map(unquoted);
        // Its quotes are letters of it, unlike those of other keys.
        let how = self.unit.file.all(self.unit.section, "RemapUsers").last();
        let how = how.map_or("", |line| line.value.as_str());
        let maps = |uid: &str, gid: &str| -> Vec<String> {
            let uids = uids.iter().map(|map| format!("{uid}={map}"));
            let gids = gids.iter().map(|map| format!("{gid}={map}"));
            uids.chain(gids).collect()
        };
        let flags: Vec<(&'static str, String)> = match how {
            "manual" => {
                let uids = uids.iter().map(|map| ("--uidmap", map.clone()));
                uids.chain(gids.iter().map(|map| ("--gidmap", map.clone())))
                    .collect()
            }
            "auto" => {
                let mut options = maps("uidmapping", "gidmapping");
                options.extend(
                    size.filter(|size| *size != "0")
                        .map(|size| format!("size={size}")),
                );
                vec![("--userns", with_options("auto", &options))]
            }
            "keep-id" if uids.len() <= 1 && gids.len() <= 1 => {
                vec![("--userns", with_options("keep-id", &maps("uid", "gid")))]
            }
            "" if uids.is_empty() && gids.is_empty() => Vec::new(),
            "" => {
                self.refused(key, first, "`RemapUsers=` is missing");
                return;
            }
            _ => {
                self.refused(
                    key,
                    first,
                    "it is not `auto`, `manual` or `keep-id` with one map at most",
                );
                return;
            }
        };
        if flags.is_empty() {
            let same = Verdict::Same(&process::NO_EFFECT);
            self.push(What::Settled(how.to_owned(), same), first);
            return;
        }
        for (flag, value) in flags {
            self.flag(flag, key, &value, first);
        }
    }
}

fn with_options(kind: &str, options: &[String]) -> String {
    match options {
        [] => kind.to_owned(),
        options => format!("{kind}:{}", options.join(",")),
    }
}
