{ lib, ... }:
{
  virtualisation.oci-containers.containers = lib.mapAttrs (name: port: {
    image = "${name}:1";
    ports = [ "${toString port}:80" ];
  }) { mapattrs = 80; };
}
