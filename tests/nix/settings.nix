# The names of the typed settings, to be compared with those of `k3s-migrate schema settings`.
{ nixpkgs }:
let
  lib = import "${nixpkgs}/lib";
  host = import "${nixpkgs}/nixos.nix" { inherit lib; } { modules = [ ../../modules ]; };
  inherit (host.options.services.k3sMigrate) settings;
in
lib.filter (name: !lib.hasPrefix "_" name) (lib.attrNames (settings.type.getSubOptions [ ]))
