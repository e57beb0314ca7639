# The functions of the flake.
{ lib }:
{
  # One host for the envelope: `extract { inherit config options; }`.
  extract = import ./extract.nix { inherit lib; };

  # The bundle of a fleet, as its server installs it: `manifestsFor self.nixosConfigurations`.
  manifestsFor =
    configurations:
    let
      servers = lib.filterAttrs (
        _: host:
        (host.config.services.k3sMigrate.enable or false) && host.config.services.k3s.role == "server"
      ) configurations;
      names = lib.attrNames servers;
    in
    if lib.length names == 1 then
      servers.${lib.head names}.config.services.k3sMigrate.manifests
    else
      throw "manifestsFor: one host has to be the server (`services.k3s.role`) with `services.k3sMigrate.enable`, and here ${
        if names == [ ] then "is none" else "are ${lib.concatStringsSep ", " names}"
      }; name one: `manifestsFor { inherit (self.nixosConfigurations) … ; }`";
}
