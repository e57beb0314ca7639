# What `nix flake check` builds.
{
  lib,
  bash,
  clippy,
  deadnix,
  jq,
  just,
  nix,
  nixfmt,
  runCommand,
  rustfmt,
  shellcheck,
  statix,
  testers,
  # Of the flake, not of nixpkgs:
  k3s-migrate,
  k8s-manifests,
  module,
  nixpkgs,
}:
let
  source = import ./source.nix {
    inherit lib;
    names = [
      ".ci"
      "Cargo.toml"
      "docs"
      "examples"
      "flake.nix"
      "justfile"
      "modules"
      "nix"
      "src"
      "tests"
    ];
  };

  # A copy that can be written to, with the tools, and with a shell where scripts look for one.
  check =
    name: tools: script:
    runCommand "k3s-migrate-${name}" { nativeBuildInputs = [ bash ] ++ tools; } ''
      cp -r ${source} source
      chmod -R u+w source
      patchShebangs --build source/.ci source/tests
      cd source
      export HOME=$TMPDIR
      ${script}
      touch "$out"
    '';
in
{
  # Building it runs the tests in Rust; the example fleet has to compile without an error.
  inherit k3s-migrate k8s-manifests;

  clippy = k3s-migrate.overrideAttrs (old: {
    pname = "k3s-migrate-clippy";
    nativeBuildInputs = old.nativeBuildInputs ++ [ clippy ];
    buildPhase = "cargo clippy --offline --all-targets -- -D warnings";
    doCheck = false;
    installPhase = "touch $out";
    postInstall = "";
  });

  format =
    check "format"
      [
        deadnix
        nix
        nixfmt
        rustfmt
        shellcheck
        statix
      ]
      ''
        export NIX_STATE_DIR=$TMPDIR/nix NIX_CONF_DIR=$TMPDIR
        tests/nix/lint
        rustfmt --check --edition 2024 src/main.rs src/lib.rs
        grep -rlE '^#!.*bash$' .ci tests | xargs shellcheck -x -S warning
      '';

  recipes =
    check "recipes"
      [
        jq
        just
        k3s-migrate
      ]
      ''
        substituteInPlace examples/fleet/justfile --replace-fail "/usr/bin/env bash" ${lib.getExe bash}
        K3S_MIGRATE=${lib.getExe k3s-migrate} tests/just/run
      '';

  # Expressions and modules, by the `lib` of the nixpkgs that the flake is locked to.
  nix =
    check "nix"
      [
        jq
        k3s-migrate
        nix
      ]
      ''
        export NIXPKGS_LIB=${nixpkgs}/lib K3S_MIGRATE=${lib.getExe k3s-migrate}
        tests/nix/expressions
        tests/nix/modules
      '';

  # podman before, K3s after, a change, a removal, a reboot, the way back. Needs KVM.
  vm = testers.runNixOSTest (import ../tests/vm { inherit module; });
}
