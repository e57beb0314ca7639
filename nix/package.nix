# The program with its man pages and completions: `pkgs.callPackage ./nix/package.nix { }`.
{
  lib,
  stdenv,
  rustPlatform,
  installShellFiles,
}:
let
  manifest = lib.importTOML ../Cargo.toml;
in
rustPlatform.buildRustPackage {
  pname = manifest.package.name;
  inherit (manifest.package) version;

  src = import ./source.nix {
    inherit lib;
    names = [
      "ARCHITECTURE.md"
      "CHANGELOG.md"
      "CONTRIBUTING.md"
      "Cargo.lock"
      "Cargo.toml"
      "README.md"
      "benches"
      "docs"
      "examples"
      "src"
      "tests"
    ];
  };

  cargoLock.lockFile = ../Cargo.lock;

  nativeBuildInputs = [ installShellFiles ];

  # The program writes its own pages, so it has to run on the machine that builds it.
  postInstall = lib.optionalString (stdenv.buildPlatform.canExecute stdenv.hostPlatform) ''
    $out/bin/k3s-migrate man pages
    installManPage pages/*
    installShellCompletion --cmd k3s-migrate \
      --bash <($out/bin/k3s-migrate completions bash) \
      --fish <($out/bin/k3s-migrate completions fish) \
      --zsh <($out/bin/k3s-migrate completions zsh)
  '';

  meta = {
    inherit (manifest.package) description;
    license = lib.licenses.mit;
    mainProgram = "k3s-migrate";
    platforms = lib.platforms.linux;
  };
}
