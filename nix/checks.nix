# What `nix flake check` builds.
{
  lib,
  bash,
  clippy,
  deadnix,
  nix,
  nixfmt,
  runCommand,
  rustfmt,
  shellcheck,
  statix,
  # Of the flake, not of nixpkgs:
  k3s-migrate,
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
  # Building it runs the tests in Rust.
  inherit k3s-migrate;

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
        grep -rlE '^#!/.*/bash' .ci tests | xargs shellcheck
      '';
}
