//! The smallest input that still fails in the same way: whatever can go, goes.

use serde_json::{Value, json};

use crate::draw::Input;

/// How many smaller inputs are tried.
const TRIES: usize = 1_500;

/// Takes things away from an input for as long as `fails` says that it still fails.
pub fn smallest(input: &Input, mut fails: impl FnMut(&Input) -> bool) -> Input {
    let mut best = json!([input.document, input.settings]);
    let mut tries = 0;
    let mut try_it = |candidate: &Value| {
        tries += 1;
        (tries <= TRIES).then(|| fails(&of(candidate)))
    };
    loop {
        let before = best.clone();
        // Whole branches first: what is nearer to the root is more.
        let mut places = Vec::new();
        pointers(&best, "", &mut places);
        places.sort_by_key(|place| place.matches('/').count());
        // From the end, so that the places before stay where they are.
        for place in places
            .iter()
            .rev()
            .filter(|place| place.matches('/').count() <= 2)
            .chain(places.iter().rev())
        {
            let Some(candidate) = without(&best, place) else {
                continue;
            };
            match try_it(&candidate) {
                Some(true) => best = candidate,
                Some(false) => {}
                None => return of(&best),
            }
        }
        if let Some(Value::Object(hosts)) = best[0].get("hosts") {
            let bare = hosts
                .values()
                .map(|host| json!([host["containers"], best[1]]));
            if let Some(bare) = bare
                .collect::<Vec<_>>()
                .into_iter()
                .find(|bare| try_it(bare) == Some(true))
            {
                best = bare;
            }
        }
        let mut places = Vec::new();
        pointers(&best, "", &mut places);
        for place in &places {
            while let Some(candidate) = shorter(&best, place)
                .into_iter()
                .find(|candidate| try_it(candidate) == Some(true))
            {
                best = candidate;
            }
        }
        if best == before {
            return of(&best);
        }
    }
}

fn of(pair: &Value) -> Input {
    Input {
        document: pair[0].clone(),
        settings: pair[1].clone(),
        containers: 0,
    }
}

/// Everything that could be missing.
fn pointers(value: &Value, at: &str, out: &mut Vec<String>) {
    let below = |part: &str| format!("{at}/{}", part.replace('~', "~0").replace('/', "~1"));
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                out.push(below(key));
                pointers(value, &below(key), out);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                // The document and the settings themselves stay.
                if !at.is_empty() {
                    out.push(below(&index.to_string()));
                }
                pointers(value, &below(&index.to_string()), out);
            }
        }
        _ => {}
    }
}

fn without(value: &Value, place: &str) -> Option<Value> {
    let (above, last) = place.rsplit_once('/')?;
    let mut out = value.clone();
    match out.pointer_mut(above)? {
        Value::Object(map) => drop(map.remove(&last.replace("~1", "/").replace("~0", "~"))?),
        Value::Array(items) => {
            let index: usize = last.parse().ok()?;
            (index < items.len()).then(|| items.remove(index))?;
        }
        _ => return None,
    }
    Some(out)
}

/// The same with a shorter text there, or under a shorter name.
fn shorter(value: &Value, place: &str) -> Vec<Value> {
    let mut out = Vec::new();
    let text = value.pointer(place).and_then(Value::as_str);
    for shorter in text.map(less).unwrap_or_default() {
        let mut candidate = value.clone();
        if let Some(text) = candidate.pointer_mut(place) {
            *text = json!(shorter);
            out.push(candidate);
        }
    }
    let (above, name) = place.rsplit_once('/').unwrap_or_default();
    let name = name.replace("~1", "/").replace("~0", "~");
    let map = value.pointer(above).and_then(Value::as_object);
    if map.is_some_and(|map| map.contains_key(&name)) {
        for shorter in less(&name) {
            let mut candidate = value.clone();
            let map = candidate.pointer_mut(above).and_then(Value::as_object_mut);
            if let Some(map) = map.filter(|map| !map.contains_key(&shorter)) {
                let moved = map.remove(&name);
                map.extend(moved.map(|value| (shorter, value)));
                out.push(candidate);
            }
        }
    }
    out
}

/// A text without its halves, and without each of its signs where there are few.
fn less(text: &str) -> Vec<String> {
    let signs: Vec<char> = text.chars().collect();
    if signs.is_empty() {
        return Vec::new();
    }
    let half = signs.len() / 2;
    let mut out = vec![
        signs[half..].iter().collect::<String>(),
        signs[..half].iter().collect(),
    ];
    let single = if signs.len() <= 80 { signs.len() } else { 1 };
    out.extend((0..single).map(|gone| {
        let rest = signs.iter().enumerate().filter(|(at, _)| *at != gone);
        rest.map(|(_, sign)| *sign).collect()
    }));
    out.retain(|shorter| shorter.len() < text.len());
    out
}
