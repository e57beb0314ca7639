//! Names, images, processes and secrets: no text makes a parser panic, and what it prints it
//! reads back.

use k3s_migrate::podman::{
    identity::{Annotation, Label, Name},
    image::{Platform, Pull, Reference},
    process::{Entrypoint, Env, Timezone},
    secrets::{Secret, creds, env_file},
};
use proptest::prelude::*;

/// Text that looks like a value of these flags now and then.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[a-zA-Z0-9_.=*/:@, \t-]{0,24}",
        "(docker://|oci:|sha256:)?([a-z0-9.:]{1,9}/){0,2}[a-z0-9._-]{1,9}(:[a-zA-Z0-9._-]{0,4})?(@sha256:[0-9a-f]{64})?",
        "\\[(\"[a-z ]{0,3}\"|null|1|,){0,5}\\]",
        "[a-z=]{0,6}(,(source|type|target|uid|gid|mode)=(mount|env|[0-9]{1,4}|/?[a-z]{0,3})){0,4}",
    ]
}

proptest! {
    #[test]
    fn nothing_panics(text in text()) {
        let _ = Name::parse(&text);
        let _ = Pull::parse(&text);
        let _ = Timezone::parse(&text);
        let _ = creds(&text);
        let _ = env_file(&text);
    }

    #[test]
    fn printed_values_read_back(text in text()) {
        let entrypoint = Entrypoint::parse(&text);
        prop_assert_eq!(Entrypoint::parse(&entrypoint.to_string()), entrypoint);
        let platform = Platform::parse(&text);
        prop_assert_eq!(Platform::parse(&platform.to_string()), platform);
        if let Ok(label) = Label::parse(&text) {
            prop_assert_eq!(Label::parse(&label.to_string()), Ok(label));
        }
        if let Ok(annotation) = Annotation::parse(&text) {
            prop_assert_eq!(Annotation::parse(&annotation.to_string()), Ok(annotation));
        }
        if let Ok(variable) = Env::parse(&text) {
            prop_assert_eq!(Env::parse(&variable.to_string()), Ok(variable));
        }
        if let Ok(secret) = Secret::parse(&text) {
            prop_assert_eq!(Secret::parse(&secret.to_string()), Ok(secret));
        }
        if let Ok(zone) = Timezone::parse(&text) {
            prop_assert_eq!(Timezone::parse(&zone.to_string()), Ok(zone));
        }
    }

    #[test]
    fn printed_images_read_back(text in text()) {
        if let Ok(image) = Reference::parse(&text) {
            prop_assert_eq!(Reference::parse(&image.to_string()), Ok(image.clone()));
            if let Reference::Repository(repository) = image {
                let full = repository.qualified();
                prop_assert_eq!(full.clone().qualified(), full.clone());
                prop_assert_eq!(Reference::parse(&full.to_string()), Ok(Reference::Repository(full)));
            }
        }
    }
}
