# For people who work on k3s-migrate. `just` lists everything.

[private]
default:
    @just --list

# Format Rust
[group('check')]
fmt:
    cargo fmt

# Lints, and words that never land
[group('check')]
lint:
    cargo fmt --check
    cargo clippy --all-targets -- -D warnings
    ! git grep -nE '\b(todo!|dbg!|unimplemented!)\(|FIXME|XXX' -- 'src/*.rs'

# All tests
[group('check')]
test *ARGS:
    cargo test {{ ARGS }}

# Everything that must hold before a change lands
[group('check')]
ci:
    .ci/run

# The Nix files: parsed, formatted, nothing unused; the flake, by nixpkgs' `lib` where it is
[group('check')]
nix:
    tests/nix/lint
    tests/nix/flake/run

# The API server's own validation, schemas, YAML readers, podman's parser
[group('check')]
oracles *ARGS:
    .ci/oracles {{ ARGS }}

# One folder of tests/cases
[group('work')]
case NAME:
    cargo test --test cases {{ NAME }}

# Rewrite the expected files of the cases that match NAME, and show what changed
[group('work')]
update NAME='':
    UPDATE=1 cargo test --test cases {{ NAME }}
    git diff --stat -- tests/cases

# Rewrite docs/flags.md and docs/codes.md from the tables
[group('work')]
docs:
    UPDATE=1 cargo test --test docs

# A conversion beside its floor
[group('work')]
bench:
    cargo bench --bench convert
