{ lib, inputs, ... }:
let
  imported = import ./containers.nix;
in
{
  virtualisation.oci-containers.containers = lib.mkMerge [
    (lib.mapAttrs (_: image: { inherit image; }) { web = "docker.io/library/web:1"; })
    (lib.genAttrs [ "one" ] (name: {
      image = name;
    }))
    imported
    (import ./more.nix)
    inputs.shared.containers
    { inherit (inputs) legacy; }
    { db.image = "docker.io/library/mariadb:11"; }
  ];
}
