# The cases of one file, with what they give: `[ { name; wanted; found; } ]`.
{ nixpkgs, file }:
let
  lib = import "${nixpkgs}/lib";
  nixosSystem = import "${nixpkgs}/nixos.nix" { inherit lib; };
in
lib.mapAttrsToList
  (name: case: {
    inherit name;
    inherit (case) wanted found;
  })
  (
    import file {
      inherit lib;
      extract = import ../../nix/extract.nix { inherit lib; };
      manifestsFor = (import ../../nix/lib.nix { inherit lib; }).manifestsFor;
      # A host with our module, K3s and `modules`.
      host =
        modules:
        nixosSystem {
          modules = [
            ../../modules
            {
              networking.hostName = lib.mkDefault "storage";
              services.k3s.enable = lib.mkDefault true;
              services.k3sMigrate.enable = lib.mkDefault true;
            }
          ]
          ++ modules;
        };
      # The same without our module.
      plain = modules: nixosSystem { inherit modules; };
    }
  )
