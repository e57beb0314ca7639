# The shell of `nix develop`: everything that `just ci` and the tests of the Nix files call.
{
  mkShell,
  cargo,
  clippy,
  deadnix,
  jq,
  just,
  nixfmt,
  rust-analyzer,
  rustc,
  rustfmt,
  shellcheck,
  statix,
}:
mkShell {
  packages = [
    cargo
    clippy
    deadnix
    jq
    just
    nixfmt
    rust-analyzer
    rustc
    rustfmt
    shellcheck
    statix
  ];
}
