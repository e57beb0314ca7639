# For people who work on k3s-migrate; with the recipes of a fleet. `just` lists everything.

import 'examples/fleet/justfile'

[private]
default:
    @just --list

# Format Rust
[group('check')]
fmt:
    cargo fmt

# Lints, and words that must not be committed
[group('check')]
lint:
    cargo fmt --check
    cargo clippy --all-targets -- -D warnings
    ! git grep -nE '\b(todo!|dbg!|unimplemented!)\(|FIXME|XXX' -- 'src/*.rs'

# All tests
[group('check')]
test *ARGS:
    cargo test {{ ARGS }}

# Everything that must hold before a change is merged
[group('check')]
ci:
    .ci/run

# The recipes for operators, with stubs that record how they are called
[group('check')]
recipes:
    tests/just/run

# The Nix files; the module and the flake, with nixpkgs' `lib` if it is available (NIXPKGS_LIB)
[group('check')]
nix:
    tests/nix/run

# The API server's own validation, schemas, YAML readers, podman's parser
[group('check')]
oracles *ARGS:
    .ci/oracles {{ ARGS }}

# Installations on a real control plane; `just cluster WORD` runs those with the word, `--break copy` injects a fault
[group('check')]
cluster *ARGS:
    tests/cluster/run {{ ARGS }}

# Containers under podman and on a real Kubernetes node, side by side (root)
[group('check')]
fidelity *ARGS:
    tests/fidelity/run {{ ARGS }}

# One folder of tests/cases
[group('work')]
case NAME:
    cargo test --test cases {{ NAME }}

# Rewrite the expected files of the cases that match NAME, and show what changed
[group('work')]
update NAME='':
    UPDATE=1 cargo test --test cases {{ NAME }}
    git diff --stat -- tests/cases

# Rewrite docs/flags.md, docs/quadlet.md, docs/engines.md, docs/units.md and docs/codes.md from the tables
[group('work')]
docs:
    UPDATE=1 cargo test --test docs

# Rewrite examples/storage.json from the example fleet, and docs/options.md from the module
[group('work')]
example:
    UPDATE=1 tests/nix/flake
    UPDATE=1 tests/nix/modules

# A conversion, compared with its floor and with podlet
[group('work')]
bench:
    PATH="$(.ci/tool podlet):$PATH" cargo bench --bench convert
