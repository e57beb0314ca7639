//! Fates, parts of a ledger, and what hides secrets.

use super::*;

#[test]
fn parts_are_one_ledger_in_the_order_of_reading() {
    let mut whole = Ledger::default();
    let mut ids = Vec::new();
    for mut part in whole.split(3) {
        for _ in 0..2 {
            let id = part.origin(Origin {
                container: ids.len(),
                paths: ["/image".to_owned()].into(),
                flag: None,
                value: String::new(),
                default: false,
            });
            part.kept(id);
            ids.push(id);
        }
        whole.join(part);
    }
    assert!(ids.is_sorted());
    assert_eq!(whole.unsettled().count(), 0);
    let all: Vec<usize> = whole.entries().map(|it| it.origin.container).collect();
    assert_eq!(all, [0, 1, 2, 3, 4, 5]);
    for (at, id) in ids.iter().enumerate() {
        assert_eq!(whole.entry(*id).origin.container, at);
        assert_eq!(whole.position(*id), at);
    }
    let full = whole.split(OriginId::PARTS);
    assert_eq!(full.len(), OriginId::PARTS - 3);
}
