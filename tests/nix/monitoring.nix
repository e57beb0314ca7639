# The names of the options of monitoring, to be compared with those of `k3s-migrate schema settings`.
{ nixpkgs }:
let
  lib = import "${nixpkgs}/lib";
  host = import "${nixpkgs}/nixos.nix" { inherit lib; } { modules = [ ../../modules ]; };
  options = removeAttrs host.options.services.k3sMigrate.monitoring [ "nixosScrapeConfigs" ];
  below = name: value: map (key: "${name}.${key}") (lib.attrNames value);
in
lib.concatLists (
  lib.mapAttrsToList (
    name: value: [ name ] ++ lib.optionals (!lib.isOption value) (below name value)
  ) options
)
