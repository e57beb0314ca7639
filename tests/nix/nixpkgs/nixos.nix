# `lib.nixosSystem`: the modules of a host among the options in nixos/, which behave as those of NixOS do.
# Options that nobody reads here are not declared, and are ignored.
{ lib }:
{
  modules,
  specialArgs ? { },
}:
let
  evaluate =
    more:
    lib.evalModules {
      inherit specialArgs;
      modules = [
        ./nixos/containers.nix
        ./nixos/host.nix
        ./nixos/k3s.nix
        ./nixos/systemd.nix
        (
          { config, ... }:
          {
            _module.check = false;
            _module.args.pkgs = import ./pkgs.nix {
              inherit lib;
              system = config.nixpkgs.hostPlatform;
            };
            # The other states of the host are built with it, as on NixOS.
            system.build.specialisations = lib.mapAttrs (
              _: each: (evaluate (more ++ [ each.configuration ])).config.system.build.toplevel
            ) config.specialisation;
          }
        )
      ]
      ++ modules
      ++ more;
    };
  host = evaluate [ ];
in
{
  inherit (host) config options;
  inherit (host._module.args) pkgs;
}
