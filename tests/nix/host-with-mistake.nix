# A host with a flag that podman does not know, in a list three files away: its bundle does not build, and the
# message shows the line.
{ nixpkgs }:
let
  lib = import "${nixpkgs}/lib";
  # As a flake is: a copy in the store.
  source = builtins.path {
    path = ./mistake;
    name = "source";
  };
  host = import "${nixpkgs}/nixos.nix" { inherit lib; } {
    modules = [
      ../../modules
      "${source}/host.nix"
      { services.k3sMigrate = { inherit source; }; }
    ];
  };
in
host.config.services.k3sMigrate.manifests
