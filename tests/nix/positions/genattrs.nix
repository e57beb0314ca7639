{ lib, ... }:
{
  virtualisation.oci-containers.containers = lib.genAttrs [ "genattrs" ] (name: {
    image = "${name}:1";
    ports = [ "80:80" ];
    environment = lib.genAttrs [ "TZ" ] (_: "UTC");
  });
}
