{ lib, ... }:
{
  virtualisation.oci-containers.containers.mkforce = {
    image = lib.mkForce "mkforce:1";
    environment = lib.mkDefault { TZ = "UTC"; };
  };
}
